import Foundation
import LibMFA
import XCTest

/// The login of a laptop, by its program: what the preferences of `host/tests/preferences` say is 12 hours to enroll, 240
/// hours offline, and 90 minutes for a PIN.
final class LaptopTests: XCTestCase {
    private static let denied = "call +33 4 00 00 00 00 or help@example.org"

    private func enroll(_ person: String, _ programs: Programs, at time: String) throws -> Credential {
        let shown = try programs.laptop("enroll", person, "--at", time)
        XCTAssertEqual(shown.status, 0, shown.out + shown.err)
        let line = try XCTUnwrap(shown.lines.first { $0.hasPrefix("setup key: ") })
        let credential = try Credential(Secret(setupKey: String(line.dropFirst("setup key: ".count))))
        let confirmed = try programs.laptop("confirm", person, "--at", time, input: code(of: credential, at: time))
        XCTAssertEqual(confirmed.out, "the phone is enrolled\n", confirmed.err)
        return credential
    }

    private func code(of credential: Credential, at time: String) throws -> String {
        try credential.code(at: Date(time, strategy: .iso8601)).code
    }

    /// Gives a person a recovery key on the laptop.
    private func key(_ person: String, _ programs: Programs) throws -> String {
        let made = try programs.laptop("key", person, "--device", "laptop-0042")
        XCTAssertEqual(made.status, 0, made.err)
        return made.out
    }

    private func pin(_ programs: Programs, _ key: String, at time: String) throws -> String {
        let command = [Programs.path("laptop"), "desk", "issue", "--device", "LAPTOP-0042", "--at", time]
        let issued = try programs.run(command, input: key)
        XCTAssertEqual(issued.status, 0, issued.err)
        return String(try XCTUnwrap(issued.lines.first).dropFirst("PIN ".count))
    }

    func test_preferences_of_each_shape_say_the_same() throws {
        let programs = try Programs(of: self)
        for shape in ["array.xml", "bare.xml", "top-level.xml"] {
            let said = try programs.run([Programs.path("laptop"), "check", "--preferences", programs.preferences(shape)])
            XCTAssertEqual(said.status, 0, said.err)
            XCTAssertEqual(Set(said.lines), [
                "LoginPeriodWithOfflineFactor = 240", "LoginPeriodWithoutEnrolledFactor = 12",
                "MFARequiredList = [\"*\"]", "DeviceRecoveryPINDuration = 90", "AdminEmail = \"help@example.org\"",
                "AdminPhone = \"+33 4 00 00 00 00\"", "nothing comes of: TenantID",
            ])
        }
    }

    func test_preferences_that_are_no_property_list_let_nobody_in_and_leave_nothing() throws {
        let programs = try Programs(of: self)
        let path = try programs.preferences("broken.xml")
        for command in [["login", "alice"], ["enroll", "alice"], ["status", "alice"], ["key", "alice"], ["pin", "alice"]] {
            let words = [Programs.path("laptop")] + command + ["--preferences", path, "--store", programs.path("store")]
            let refused = try programs.run(words, input: "123456")
            XCTAssertEqual(refused.status, 2)
            XCTAssertEqual(refused.out, "")
            // A closing tag in line 6 has lost its `<`, so that the next tag stands where none can.
            XCTAssertTrue(refused.err.hasPrefix("laptop: \(path): line 7, column 9: "), refused.err)
            for says in [
                "the <string> of line 6 is not closed yet", "look for its </string>", "nothing was taken over",
                "nobody is let in until that is put right",
            ] {
                XCTAssertTrue(refused.err.contains(says), refused.err)
            }
        }
        XCTAssertFalse(FileManager.default.fileExists(atPath: programs.path("store")))
    }

    func test_preferences_that_others_can_change_are_refused() throws {
        let programs = try Programs(of: self)
        let path = try programs.preferences("array.xml")
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
        XCTAssertEqual(try programs.laptop("login", "alice").status, 2)
    }

    func test_time_to_enroll_is_told_and_ends_with_whom_to_call() throws {
        let programs = try Programs(of: self)
        let first = try programs.laptop("login", "alice", "--at", "2026-03-02T09:00:00Z")
        XCTAssertEqual(first.status, 0, first.err)
        XCTAssertEqual(first.lines.first, "no phone is enrolled; enroll one before 2026-03-02T21:00:00Z, in 12 h")
        XCTAssertEqual(first.lines.last, "logged in")
        let status = try programs.laptop("status", "alice", "--at", "2026-03-02T09:00:00Z")
        XCTAssertEqual(status.lines.first, "no phone; one is needed before 2026-03-02T21:00:00Z")

        let last = try programs.laptop("login", "alice", "--at", "2026-03-02T20:59:59Z")
        XCTAssertEqual(last.status, 0)
        XCTAssertEqual(last.lines.first, "no phone is enrolled; enroll one before 2026-03-02T21:00:00Z, in 1 s")
        let over = try programs.laptop("login", "alice", "--at", "2026-03-02T21:00:00Z")
        XCTAssertEqual(over.status, 1)
        XCTAssertEqual(over.out, "no phone was enrolled in time; \(Self.denied)\ndenied\n")
        // Nor does the clock, set back, bring it back.
        XCTAssertEqual(try programs.laptop("login", "alice", "--at", "2026-03-02T08:00:00Z").status, 1)
        XCTAssertEqual(try programs.laptop("enroll", "alice", "--at", "2026-03-02T21:00:00Z").status, 1)
    }

    func test_code_of_the_enrolled_phone_lets_in_once() throws {
        let programs = try Programs(of: self)
        let phone = try enroll("alice", programs, at: "2026-03-02T09:00:00Z")
        let time = "2026-03-02T10:00:00Z"
        let code = try code(of: phone, at: time)
        for (typed, status) in [("", Int32(1)), (code, 0), (code, 1)] {
            XCTAssertEqual(try programs.laptop("login", "alice", "--at", time, input: typed).status, status)
        }
        let next = "2026-03-02T10:02:00Z"
        let wrong = try self.code(of: phone, at: "2026-03-01T10:00:00Z")
        XCTAssertEqual(try programs.laptop("login", "alice", "--at", next, input: wrong).out, "refused\ndenied\n")
        let login = try programs.laptop("login", "alice", "--at", next, input: self.code(of: phone, at: next))
        XCTAssertEqual(login.out, "accepted; 1 attempt failed since the last login: if it was not yours, say so\nlogged in\n")
        XCTAssertEqual(try programs.laptop("login", "alice", "--at", next, input: "no code").status, 2)
    }

    func test_code_that_confirmed_the_phone_is_no_login() throws {
        let programs = try Programs(of: self)
        let time = "2026-03-02T09:00:00Z"
        let phone = try enroll("alice", programs, at: time)
        XCTAssertEqual(try programs.laptop("login", "alice", "--at", time, input: code(of: phone, at: time)).status, 1)
    }

    func test_help_desk_issues_the_pin_of_the_documentation() throws {
        let programs = try Programs(of: self)
        // docs/recovery.md, "The call".
        let key = "MEQGWZLZEBXWMIDPNZSSA4DFOJZW63RMEBXW4ZJAMRSXM2LDMUXA"
        XCTAssertEqual(try pin(programs, key, at: "2026-03-02T09:00:00Z"), "803-309-430")
    }

    func test_pin_lets_in_whoever_lost_the_phone_until_the_grant_ends() throws {
        let programs = try Programs(of: self)
        _ = try enroll("alice", programs, at: "2026-03-02T08:00:00Z")
        let key = try key("alice", programs)
        let pin = try pin(programs, key, at: "2026-03-02T09:00:00Z")

        let slip = String(pin.dropLast()) + (pin.last == "0" ? "1" : "0")
        let misheard = try programs.laptop("login", "alice", "--at", "2026-03-02T09:00:30Z", input: slip)
        XCTAssertEqual(misheard.status, 2)
        XCTAssertTrue(misheard.err.contains("compare all nine again"), misheard.err)

        let redeemed = try programs.laptop("login", "alice", "--at", "2026-03-02T09:01:00Z", input: pin)
        XCTAssertEqual(redeemed.status, 0, redeemed.out)
        XCTAssertTrue(redeemed.out.contains("lets in until 2026-03-02T10:31:00Z, in 1 h 30 min"), redeemed.out)
        // The same PIN, long after its two minutes, within the grant.
        let again = try programs.laptop("login", "alice", "--at", "2026-03-02T10:30:59Z", input: pin)
        XCTAssertEqual(again.status, 0)
        XCTAssertTrue(again.out.hasPrefix("recovery until 2026-03-02T10:31:00Z, in 1 s\n"), again.out)
        let over = try programs.laptop("login", "alice", "--at", "2026-03-02T10:31:00Z", input: pin)
        XCTAssertEqual(over.status, 1)
        XCTAssertTrue(over.out.contains("refused"), over.out)
        // The help desk issues again.
        let second = try self.pin(programs, key, at: "2026-03-02T10:32:00Z")
        XCTAssertEqual(try programs.laptop("pin", "alice", "--at", "2026-03-02T10:32:30Z", input: second).status, 0)
        let status = try programs.laptop("status", "alice", "--at", "2026-03-02T10:33:00Z")
        XCTAssertTrue(status.out.contains("recovery: open until 2026-03-02T12:02:30Z"), status.out)
    }

    func test_pin_is_good_for_two_minutes() throws {
        let programs = try Programs(of: self)
        let key = try key("alice", programs)
        let pin = try pin(programs, key, at: "2026-03-02T09:00:00Z")
        let late = try programs.laptop("login", "alice", "--at", "2026-03-02T09:05:00Z", input: pin)
        XCTAssertEqual(late.status, 0, "within the time to enroll nothing is asked for")
        let refused = try programs.laptop("pin", "alice", "--at", "2026-03-02T09:05:00Z", input: pin)
        XCTAssertEqual(refused.out, "refused\n")
        XCTAssertEqual(refused.status, 1)
    }

    func test_pin_lets_in_past_the_time_to_enroll_and_a_new_phone_is_enrolled() throws {
        let programs = try Programs(of: self)
        let key = try key("alice", programs)
        XCTAssertEqual(try programs.laptop("login", "alice", "--at", "2026-03-02T09:00:00Z").status, 0)
        let late = "2026-03-05T09:00:00Z"
        XCTAssertEqual(try programs.laptop("login", "alice", "--at", late).status, 1)
        let pin = try pin(programs, key, at: late)
        let shown = try programs.laptop("enroll", "alice", "--name", "new phone", "--at", late, input: pin)
        XCTAssertEqual(shown.status, 0, shown.out)
        let line = try XCTUnwrap(shown.lines.first { $0.hasPrefix("setup key: ") })
        let phone = try Credential(Secret(setupKey: String(line.dropFirst("setup key: ".count))))
        XCTAssertEqual(try programs.laptop("confirm", "alice", "--at", late, input: code(of: phone, at: late)).status, 0)
        let after = "2026-03-05T12:00:00Z"
        XCTAssertEqual(try programs.laptop("login", "alice", "--at", after, input: code(of: phone, at: after)).status, 0)
        XCTAssertEqual(try programs.laptop("status", "alice", "--at", after).lines.first, "phone: new phone")
    }

    func test_whoever_has_to_enroll_first_is_not_in_until_a_phone_is_confirmed() throws {
        let programs = try Programs(of: self)
        let policy = programs.path("policy.toml")
        try Data("[login]\nrequired = [\"*\"]\npast_deadline = \"enroll-now\"\n".utf8).write(to: URL(fileURLWithPath: policy))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: policy)
        func laptop(_ command: String, at time: String, input: String = "") throws -> Programs.Outcome {
            let words = [Programs.path("laptop"), command, "alice", "--at", time, "--preferences", policy]
            return try programs.run(words + ["--store", programs.path("store")], input: input)
        }
        // 48 hours to enroll, unless the policy says otherwise.
        XCTAssertEqual(try laptop("login", at: "2026-03-02T09:00:00Z").status, 0)
        let late = "2026-03-04T09:00:00Z"
        let refused = try laptop("login", at: late)
        XCTAssertEqual(refused.status, 1, refused.out)
        XCTAssertTrue(refused.out.hasSuffix("denied; run: laptop enroll alice\n"), refused.out)
        XCTAssertFalse(refused.out.contains("logged in"), refused.out)

        let shown = try laptop("enroll", at: late)
        XCTAssertEqual(shown.status, 0, shown.out + shown.err)
        XCTAssertEqual(try laptop("login", at: late).status, 1, "what is pending lets nobody in")
        let line = try XCTUnwrap(shown.lines.first { $0.hasPrefix("setup key: ") })
        let phone = try Credential(Secret(setupKey: String(line.dropFirst("setup key: ".count))))
        XCTAssertEqual(try laptop("confirm", at: late, input: code(of: phone, at: late)).status, 0)
        let after = "2026-03-04T10:00:00Z"
        XCTAssertEqual(try laptop("login", at: after, input: code(of: phone, at: after)).status, 0)
    }

    func test_codes_count_offline_for_the_hours_that_the_preferences_say() throws {
        let programs = try Programs(of: self)
        let key = try key("alice", programs)
        let phone = try enroll("alice", programs, at: "2026-03-02T08:00:00Z")
        // 240 hours after it was last online.
        let (within, over) = ("2026-03-12T07:59:59Z", "2026-03-12T08:00:00Z")
        let offline = try programs.laptop(
            "login", "alice", "--offline", "--at", within, input: code(of: phone, at: within)
        )
        XCTAssertEqual(offline.status, 0, offline.out)
        let refused = try programs.laptop("login", "alice", "--offline", "--at", over, input: code(of: phone, at: over))
        XCTAssertNotEqual(refused.status, 0)
        XCTAssertTrue(refused.out.hasPrefix("this laptop was offline for too long; \(Self.denied)\n"), refused.out)
        let pin = try pin(programs, key, at: over)
        XCTAssertEqual(try programs.laptop("login", "alice", "--offline", "--at", over, input: pin).status, 0)
        XCTAssertEqual(try programs.laptop("login", "bob", "--offline", "--at", over).status, 0)
    }

    func test_one_code_at_eight_logins_at_once_lets_one_in() throws {
        let programs = try Programs(of: self)
        let phone = try enroll("alice", programs, at: "2026-03-02T08:00:00Z")
        let time = "2026-03-02T09:00:00Z"
        let words = [
            Programs.path("laptop"), "login", "alice", "--at", time, "--preferences",
            try programs.preferences("array.xml"), "--store", programs.path("store"),
        ]
        let code = try code(of: phone, at: time)
        let running = try (0..<8).map { _ in try Running(words, input: code, in: programs.folder) }
        XCTAssertEqual(running.map { $0.end().status }.filter { $0 == 0 }.count, 1)
    }
}
