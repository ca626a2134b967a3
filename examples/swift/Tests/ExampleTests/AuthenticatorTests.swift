import Foundation
import XCTest

/// The authenticator, by its program.
final class AuthenticatorTests: XCTestCase {
    // RFC 6238, appendix B, and RFC 4226, appendix D: the secret is the ASCII string "12345678901234567890".
    private static let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    private static let timed = "otpauth://totp/Example:alice?secret=\(secret)&digits=8&issuer=Example"
    private static let counted = "otpauth://hotp/Token?secret=\(secret)&counter=0"

    func test_list_shows_the_codes_of_rfc_6238_with_the_seconds_left() throws {
        let programs = try Programs(of: self)
        let added = try programs.authenticator("add", input: Self.timed + "\n")
        XCTAssertEqual(added.out, "added Example alice: TOTP, SHA1, 8 digits, 30 s\n")
        XCTAssertEqual(added.status, 0)
        for (time, code, bar, left) in [
            ("59", "9428 7082", "[#---------]", 1), ("1111111109", "0708 1804", "[#---------]", 1),
            ("1111111111", "1405 0471", "[##########]", 29), ("2000000000", "6927 9037", "[####------]", 10),
            ("1970-01-01T00:00:59Z", "9428 7082", "[#---------]", 1),
        ] {
            let listed = try programs.authenticator("list", "--at", time)
            XCTAssertEqual(listed.out, "Example alice  \(code)  \(bar) \(left) s\n")
        }
    }

    func test_six_digits_are_shown_as_three_and_three() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: "otpauth://totp/A?secret=\(Self.secret)")
        // The last six of RFC 6238's eight digits at 59.
        XCTAssertEqual(try programs.authenticator("list", "--at", "59").out, "A  287 082  [#---------] 1 s\n")
    }

    func test_next_shows_each_code_of_rfc_4226_once() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.counted)
        for (counter, code) in ["755224", "287082", "359152", "969429", "338314"].enumerated() {
            XCTAssertEqual(try programs.authenticator("next", "Token").out, "\(code)  (code \(counter))\n")
        }
        let listed = try programs.authenticator("list")
        XCTAssertEqual(listed.out, "Token  shows its next code by: authenticator next NAME\n")
    }

    #if os(Linux)
    func test_next_shows_nothing_that_is_not_stored() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.counted)
        // No file may grow.
        let command = [Programs.path("authenticator"), "next", "Token", "--vault", programs.path("vault")]
        let refused = try programs.run(["/usr/bin/prlimit", "--fsize=0"] + command)
        XCTAssertEqual(refused.status, 2)
        XCTAssertEqual(refused.out, "")
        XCTAssertTrue(refused.err.contains("File too large"), refused.err)
        XCTAssertFalse(FileManager.default.fileExists(atPath: programs.path("vault/accounts.new")))
        XCTAssertEqual(try programs.authenticator("next", "Token").out, "755224  (code 0)\n")
    }
    #endif

    func test_programs_at_once_show_no_code_twice() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.counted)
        let command = [Programs.path("authenticator"), "next", "Token", "--vault", programs.path("vault")]
        let running = try (0..<8).map { _ in try Running(command, input: "", in: programs.folder) }
        let shown = running.map { $0.end() }
        XCTAssertEqual(shown.map(\.status), Array(repeating: 0, count: 8))
        XCTAssertEqual(Set(shown.map(\.out)).count, 8)
    }

    func test_programs_at_once_lose_no_account() throws {
        let programs = try Programs(of: self)
        let command = [Programs.path("authenticator"), "add", "--vault", programs.path("vault")]
        let running = try "ABCDEFGH".map { letter in
            let uri = "otpauth://totp/\(letter)?secret=JBSWY3DPEHPK3PX\(letter)"
            return try Running(command, input: uri, in: programs.folder)
        }
        XCTAssertEqual(running.map { $0.end().status }, Array(repeating: 0, count: 8))
        XCTAssertEqual(try programs.authenticator("list").lines.map { $0.prefix(1) }.joined(), "ABCDEFGH")
    }

    func test_delete_asks_and_only_yes_deletes() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.timed)
        for answer in ["", "no\n", "y\n", "YES\n"] {
            let kept = try programs.authenticator("delete", "Example alice", input: answer)
            XCTAssertEqual(kept.status, 1)
            XCTAssertEqual(kept.out, "Example alice is kept\n")
        }
        XCTAssertEqual(try programs.authenticator("list").lines.count, 1)
        XCTAssertEqual(try programs.authenticator("delete", "Example alice", input: "yes\n").status, 0)
        let empty = try programs.authenticator("list")
        XCTAssertEqual(empty.out, "there are no accounts yet; authenticator add adds one\n")
        let gone = try programs.authenticator("delete", "Example alice", input: "yes\n")
        XCTAssertEqual(gone.err, "authenticator: there is no account Example alice\n")
        XCTAssertEqual(gone.status, 2)
    }

    func test_account_is_kept_once() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.timed)
        let again = try programs.authenticator("add", "--name", "other", input: Self.timed)
        XCTAssertEqual(again.err, "authenticator: this is the account Example alice, which is here already\n")
        let other = "otpauth://totp/B?secret=JBSWY3DPEHPK3PXP"
        let named = try programs.authenticator("add", "--name", "Example alice", input: other)
        XCTAssertTrue(named.err.contains("there is an account Example alice already"), named.err)
        XCTAssertEqual(try programs.authenticator("list").lines.count, 1)
    }

    func test_uri_with_two_issuers_needs_a_name_from_whoever_adds_it() throws {
        let programs = try Programs(of: self)
        let uri = "otpauth://totp/Bank:alice?secret=\(Self.secret)&issuer=Shop"
        let refused = try programs.authenticator("add", input: uri)
        XCTAssertEqual(refused.status, 2)
        XCTAssertTrue(refused.err.contains("two issuers, Bank and Shop"), refused.err)
        XCTAssertEqual(try programs.authenticator("add", "--name", "mine", input: uri).status, 0)
    }

    func test_no_secret_is_echoed() throws {
        let programs = try Programs(of: self)
        let secret = "JBSWY3DPEHPK3PXPAAAA"
        for uri in [
            "otpauth://totp/A?secret=\(secret)1", "otpauth://totp/A?secret=\(secret)&digits=99", "secret=\(secret)",
            "otpauth://totp/A?secret=\(secret)&secret=\(secret)", "otpauth://totp/?secret=\(secret)",
            "otpauth://hotp/A?secret=\(secret)&counter=\(secret)", String(repeating: secret, count: 1000),
        ] {
            for said in [try programs.authenticator("add", input: uri), try programs.authenticator("add", uri)] {
                XCTAssertEqual(said.status, 2)
                XCTAssertFalse((said.out + said.err).contains("JBSWY"), said.err)
            }
        }
        let argument = try programs.authenticator("add", Self.timed)
        XCTAssertEqual(argument.status, 0)
        XCTAssertTrue(argument.err.hasPrefix("warning: whoever lists processes has seen this URI"), argument.err)
        for said in [try programs.authenticator("list"), try programs.authenticator("show", "Example alice")] {
            XCTAssertEqual(said.status, 0)
            XCTAssertFalse((said.out + said.err).contains(Self.secret))
        }
    }

    #if os(Linux)
    func test_terminal_shows_nothing_of_the_uri_that_is_typed() throws {
        let programs = try Programs(of: self)
        // A terminal of its own, by the program that every Linux has for it.
        let (terminal, typed, shown) = (Process(), Pipe(), Pipe())
        terminal.executableURL = URL(fileURLWithPath: "/usr/bin/script")
        let command = "\(Programs.path("authenticator")) add --vault \(programs.path("vault"))"
        terminal.arguments = ["--quiet", "--return", "--command", command, "/dev/null"]
        (terminal.standardInput, terminal.standardOutput) = (typed, shown)
        try terminal.run()
        var seen = Data()
        while seen.range(of: Data("(not shown):".utf8)) == nil {
            let more = shown.fileHandleForReading.availableData
            seen += try XCTUnwrap(more.isEmpty ? nil : more, String(decoding: seen, as: UTF8.self))
        }
        try typed.fileHandleForWriting.write(contentsOf: Data((Self.timed + "\n").utf8))
        seen += try XCTUnwrap(try shown.fileHandleForReading.readToEnd())
        terminal.waitUntilExit()
        let text = String(decoding: seen, as: UTF8.self)
        XCTAssertEqual(terminal.terminationStatus, 0, text)
        XCTAssertTrue(text.contains("added Example alice"), text)
        XCTAssertFalse(text.contains("otpauth:") || text.contains(Self.secret.prefix(8)), text)
    }
    #endif

    func test_nothing_from_outside_rewrites_the_terminal() throws {
        let programs = try Programs(of: self)
        for words in [
            ["delete", "\u{1b}[2J"], ["\u{1b}[2J"], ["list", "--\u{202e}"], ["list", "--at", "\r\u{9b}"],
            ["add", "--name", "\u{1b}[2J"], ["add", "--picture", "\u{1b}[2J\u{2066}"],
        ] {
            let command = [Programs.path("authenticator")] + words + ["--vault", programs.path("vault")]
            let said = try programs.run(command, input: Self.timed)
            XCTAssertEqual(said.status, 2, "\(words)")
            let shown = (said.out + said.err).unicodeScalars.filter { $0 != "\n" }
            XCTAssertFalse(shown.contains { [.control, .format].contains($0.properties.generalCategory) }, said.err)
        }
        // Also what somebody has written into the file.
        _ = try programs.authenticator("add", input: Self.timed)
        let file = URL(fileURLWithPath: programs.path("vault/accounts.json"))
        let text = try String(contentsOf: file, encoding: .utf8)
        let hostile = text.replacingOccurrences(of: "\"Example\"", with: "\"\\u001b[2J\"")
        XCTAssertNotEqual(text, hostile)
        try Data(hostile.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        let shown = try programs.authenticator("show", "Example alice")
        XCTAssertTrue(shown.out.contains("issuer: \\u{1b}[2J\n"), shown.out + shown.err)
    }

    func test_what_is_not_understood_is_refused() throws {
        let programs = try Programs(of: self)
        for (words, says) in [
            (["frob"], "there is no such command"), (["list", "extra"], "list is used as: list"),
            (["list", "--wrong"], "list has no option --wrong"), (["list", "--at"], "--at needs its value: TIME"),
            (["list", "--at", "1", "--at=2"], "--at is there twice"), (["list", "--at", "soon"], "soon is no time"),
            (["show", "A", "--qr=yes"], "--qr takes no value"), (["next"], "next is used as: next NAME"),
            (["add", "uri", "--picture", "x"], "give a URI or a picture, and not both"),
            (["add"], "no URI was given"), (["show", "--", "--qr"], "there is no account --qr"),
        ] {
            let vault = words.contains("--") ? [] : ["--vault", programs.path("vault")]
            // An option that lacks its value would take the next word for it.
            let common = words.last == "--at" || words == ["frob"] ? [] : vault
            let said = try programs.run(["/usr/bin/env", "XDG_DATA_HOME=\(programs.path("data"))"]
                + [Programs.path("authenticator")] + words + common)
            XCTAssertEqual(said.status, 2, "\(words)")
            XCTAssertEqual(said.out, "")
            XCTAssertTrue(said.err.contains(says), said.err)
        }
        XCTAssertEqual(try programs.run([Programs.path("authenticator"), "help"]).status, 0)
        XCTAssertEqual(try programs.run([Programs.path("authenticator")]).status, 2)
    }
}
