import Foundation
import LibMFA
import XCTest

#if os(Linux)
/// Pictures of QR codes, read by the program of ZBar. Where that is not installed these tests fail and say so, for a
/// picture that nobody has read shows nothing.
final class PictureTests: XCTestCase {
    // RFC 6238, appendix B.
    private static let uri =
        "otpauth://totp/Example:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8&issuer=Example"
    private static let listed = "Example alice  9428 7082  [#---------] 1 s\n"

    override func setUpWithError() throws {
        let there = access("/usr/bin/zbarimg", X_OK) == 0
        XCTAssertTrue(there, "these tests need zbarimg: apt-get install zbar-tools")
    }

    func test_account_is_added_by_a_picture() throws {
        let programs = try Programs(of: self)
        for name in ["scanned.pgm", "-rf", "msl:x[0].%d", "ephemeral:y", "日本 .png"] {
            let copy = try Programs(of: self)
            try picture(of: [modules(Self.uri)]).write(to: copy.folder.appending(path: name))
            let added = try copy.authenticator("add", "--picture=\(name)")
            XCTAssertEqual(added.out, "added Example alice: TOTP, SHA1, 8 digits, 30 s\n", added.err)
            XCTAssertEqual(try copy.authenticator("list", "--at", "59").out, Self.listed)
        }
        for (name, bytes, says) in [
            ("none", picture(of: []), "there is no QR code in the picture"),
            ("two", picture(of: [try modules(Self.uri), try modules("another")]), "there are several QR codes"),
            ("text", Data("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), "is no picture that can be read"),
            ("empty", Data(), "is no picture that can be read"),
            ("other", picture(of: [try modules("https://example.org/")]), "otpauth://"),
        ] {
            try bytes.write(to: programs.folder.appending(path: name))
            let refused = try programs.authenticator("add", "--picture", name)
            XCTAssertEqual(refused.status, 2)
            XCTAssertTrue(refused.err.contains(says), "\(name): \(refused.err)")
        }
        XCTAssertTrue(try programs.authenticator("add", "--picture", "nowhere").err.contains("is no picture"))
    }

    func test_without_a_reader_of_pictures_the_uri_is_asked_for() throws {
        let programs = try Programs(of: self)
        try picture(of: [modules(Self.uri)]).write(to: programs.folder.appending(path: "scanned.pgm"))
        let refused = try programs.authenticator("add", "--picture", "scanned.pgm", path: "relative::/nonexistent")
        XCTAssertEqual(refused.status, 2)
        XCTAssertTrue(refused.err.contains("no program zbarimg is installed"), refused.err)
        XCTAssertTrue(refused.err.contains("give the otpauth URI instead"), refused.err)
    }

    func test_qr_code_that_is_shown_moves_the_account_to_another_phone() throws {
        let (old, new) = (try Programs(of: self), try Programs(of: self))
        _ = try old.authenticator("add", input: Self.uri)
        let kept = try old.authenticator("show", "Example alice", "--qr", input: "no\n")
        XCTAssertEqual(kept.out, "nothing was shown\n")
        XCTAssertEqual(kept.status, 1)
        for (colors, isLight) in [([String](), false), (["--light"], true)] {
            let shown = try old.run(
                [Programs.path("authenticator"), "show", "Example alice", "--qr", "--vault", old.path("vault")] + colors,
                input: "yes\n"
            )
            let scanned = new.folder.appending(path: "scanned.pgm")
            try picture(of: [modules(terminal: shown.lines, darkIsInk: isLight)]).write(to: scanned)
            XCTAssertEqual(try new.authenticator("add", "--picture", "scanned.pgm").status, 0)
            XCTAssertEqual(try new.authenticator("list", "--at", "59").out, Self.listed)
            _ = try new.authenticator("delete", "Example alice", input: "yes\n")
        }
    }

    /// The modules of a QR code, true where dark.
    private func modules(_ text: String) throws -> [[Bool]] {
        let qr = try QRCode(text)
        return (0..<qr.side).map { y in (0..<qr.side).map { x in qr[x, y] } }
    }

    /// What a terminal shows: each character is two modules, one above the other.
    private func modules(terminal lines: [String], darkIsInk: Bool) -> [[Bool]] {
        lines.flatMap { line in
            [["█", "▀"], ["█", "▄"]].map { inked in line.map { inked.contains(String($0)) == darkIsInk } }
        }
    }

    /// A picture in shades of grey (PGM), with the codes beside each other and light around them.
    private func picture(of codes: [[[Bool]]]) -> Data {
        let (scale, quiet) = (4, 4)
        let height = (codes.map(\.count).max() ?? 20) + 2 * quiet
        let rows = (0..<height).map { y -> [Bool] in
            let parts = codes.map { code -> [Bool] in
                let width = code.first?.count ?? 0
                return code.indices.contains(y - quiet) ? code[y - quiet] : Array(repeating: false, count: width)
            }
            let gap = Array(repeating: false, count: quiet)
            return parts.isEmpty ? Array(repeating: false, count: height) : gap + parts.flatMap { $0 + gap }
        }
        let pixels = rows.flatMap { row in
            let line = row.flatMap { Array(repeating: $0 ? UInt8(0) : 255, count: scale) }
            return (0..<scale).flatMap { _ in line }
        }
        return Data("P5 \((rows.first?.count ?? 0) * scale) \(height * scale) 255\n".utf8) + Data(pixels)
    }
}
#endif
