import Foundation
import LibMFA
import Vault
import XCTest

/// Where the accounts are kept: who can read them, and what becomes of them when something fails.
final class VaultTests: XCTestCase {
    private static let first = "otpauth://totp/A?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    private static let second = "otpauth://totp/B?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try XCTUnwrap(attributes[.posixPermissions] as? Int)
    }

    private func set(mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    func test_vault_is_closed_to_everybody_else() throws {
        let programs = try Programs(of: self)
        // Whatever the caller's mask is.
        let call = ["/bin/sh", "-c", "umask 0; exec \"$@\"", "sh", Programs.path("authenticator"), "add"]
        let added = try programs.run(call + ["--vault", programs.path("vault")], input: Self.first)
        XCTAssertEqual(added.status, 0, added.err)
        XCTAssertEqual(try mode(programs.path("vault")), 0o700)
        XCTAssertEqual(try mode(programs.path("vault/accounts.json")), 0o600)
        XCTAssertEqual(try mode(programs.path("vault/lock")), 0o600)
        XCTAssertFalse(FileManager.default.fileExists(atPath: programs.path("vault/accounts.new")))
    }

    func test_vault_that_others_can_read_is_refused() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.first)
        for (path, open, closed) in [("vault", 0o750, 0o700), ("vault/accounts.json", 0o604, 0o600)] {
            try set(mode: open, of: programs.path(path))
            let refused = try programs.authenticator("list")
            XCTAssertEqual(refused.status, 2)
            XCTAssertEqual(refused.out, "")
            let says = "can be read or changed by others (chmod \(String(closed, radix: 8)) ends that)"
            XCTAssertTrue(refused.err.contains(says), refused.err)
            try set(mode: closed, of: programs.path(path))
            XCTAssertEqual(try programs.authenticator("list").status, 0)
        }
    }

    func test_links_and_other_things_are_not_followed() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.first)
        let files = FileManager.default
        let (vault, file) = (programs.path("vault"), programs.path("vault/accounts.json"))
        try files.moveItem(atPath: file, toPath: programs.path("elsewhere"))
        try files.createSymbolicLink(atPath: file, withDestinationPath: programs.path("elsewhere"))
        XCTAssertTrue(try programs.authenticator("list").err.contains("is a link"))
        try files.removeItem(atPath: file)
        XCTAssertEqual(mkfifo(file, 0o600), 0)
        XCTAssertTrue(try programs.authenticator("list").err.contains("is no file"))
        try files.moveItem(atPath: vault, toPath: programs.path("real"))
        try files.createSymbolicLink(atPath: vault, withDestinationPath: programs.path("real"))
        XCTAssertTrue(try programs.authenticator("list").err.contains("is no folder"))
    }

    func test_damaged_vault_is_left_as_it_is_and_not_quoted() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.first)
        let file = URL(fileURLWithPath: programs.path("vault/accounts.json"))
        let whole = try Data(contentsOf: file)
        let blank = Data(repeating: 0x20, count: 2 << 20)
        for damaged in [Data(), Data("{}".utf8), Data(whole.dropLast(2)), whole + whole, blank] {
            try damaged.write(to: file)
            try set(mode: 0o600, of: file.path)
            for said in [try programs.authenticator("list"), try programs.authenticator("add", input: Self.second)] {
                XCTAssertEqual(said.status, 2)
                let says = "holds no accounts that could be read; it was left as it is"
                XCTAssertEqual(said.err, "authenticator: \(file.path) \(says)\n")
            }
            XCTAssertEqual(try Data(contentsOf: file), damaged)
        }
    }

    func test_keys_of_any_bytes_and_the_largest_counter_come_back() throws {
        let programs = try Programs(of: self)
        let vault = try FileVault(folder: programs.path("vault"))
        let bytes = Data([0, 0xff, 0x80, 0, 0x7f, 1, 2, 3, 4, 0, 0xfe])
        let uri = OtpauthURI(
            issuer: "Ünïcode", account: "日本", secret: try Secret(bytes: bytes), parameters: try .hotp(digits: 7),
            start: .max - 1
        )
        try vault.add(Account(uri))
        let kept = try vault.account("Ünïcode 日本")
        XCTAssertEqual(try kept.secret.exposeBytes(), bytes)
        XCTAssertEqual(kept.parameters, try .hotp(digits: 7))
        XCTAssertEqual(try vault.takeNext(of: kept.name).counter, .max - 1)
        XCTAssertThrowsError(try vault.takeNext(of: kept.name)) { error in
            XCTAssertEqual(error as? VaultError, .exhausted(kept.name))
        }
    }

    func test_what_a_power_cut_left_is_never_read_and_in_nobodys_way() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.first)
        let whole = try Data(contentsOf: URL(fileURLWithPath: programs.path("vault/accounts.json")))
        for length in [0, 1, whole.count / 2, whole.count - 1, whole.count] {
            let left = URL(fileURLWithPath: programs.path("vault/accounts.new"))
            try whole.prefix(length).write(to: left)
            XCTAssertEqual(try programs.authenticator("list").lines.count, 1)
            XCTAssertEqual(try programs.authenticator("add", input: Self.second).status, 0)
            XCTAssertFalse(FileManager.default.fileExists(atPath: left.path))
            XCTAssertEqual(try programs.authenticator("list").lines.count, 2)
            XCTAssertEqual(try programs.authenticator("delete", "B", input: "yes\n").status, 0)
        }
    }

    #if os(Linux)
    func test_write_that_ends_at_any_byte_leaves_the_old_vault() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: Self.first)
        let file = URL(fileURLWithPath: programs.path("vault/accounts.json"))
        let old = try Data(contentsOf: file)
        // The system refuses whatever is written beyond the limit.
        let command = [Programs.path("authenticator"), "add", "--vault", programs.path("vault")]
        for limit in stride(from: 0, through: old.count, by: 17) {
            let cut = try programs.run(["/usr/bin/prlimit", "--fsize=\(limit)"] + command, input: Self.second)
            XCTAssertEqual(cut.status, 2)
            XCTAssertTrue(cut.err.hasSuffix("accounts.new: File too large\n"), cut.err)
            XCTAssertEqual(try Data(contentsOf: file), old)
            XCTAssertFalse(FileManager.default.fileExists(atPath: programs.path("vault/accounts.new")))
        }
        XCTAssertEqual(try programs.authenticator("add", input: Self.second).status, 0)
        XCTAssertEqual(try programs.authenticator("list").lines.count, 2)
    }

    func test_program_killed_at_any_moment_leaves_the_old_vault_or_the_new() throws {
        let programs = try Programs(of: self)
        _ = try programs.authenticator("add", input: "otpauth://hotp/A?secret=JBSWY3DPEHPK3PXP&counter=0")
        let vault = try FileVault(folder: programs.path("vault"))
        let command = [Programs.path("authenticator"), "next", "A", "--vault", programs.path("vault")]
        let begun = ContinuousClock.now
        XCTAssertEqual(try programs.authenticator("next", "A").status, 0)
        let whole = ContinuousClock.now - begun
        let rounds = 40
        var (before, killed): (UInt64, Int) = (1, 0)
        for round in 0..<rounds {
            let running = try Running(command, input: "", in: programs.folder)
            // From the first moment to well after the last.
            usleep(UInt32(whole / .microseconds(1) * 1.3 * Double(round) / Double(rounds)))
            running.kill()
            let outcome = running.end()
            let counter = try vault.account("A").counter
            XCTAssertTrue((before...before + 1).contains(counter))
            // What was shown is used up, whatever became of the program.
            if !outcome.out.isEmpty { XCTAssertEqual(counter, before + 1) }
            killed += outcome.status == -SIGKILL ? 1 : 0
            before = counter
        }
        XCTAssertTrue((1..<rounds).contains(killed), "\(killed) of \(rounds) were killed")
    }
    #endif
}
