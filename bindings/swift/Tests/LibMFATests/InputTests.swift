import Foundation
import LibMFA
import XCTest

/// Input of any kind: an error at the worst, never a trap.
final class InputTests: TestCase {
    private let million = String(repeating: "7", count: 1 << 20)

    func testDatesThatAreNoTimesAreErrors() throws {
        let credential = try Credential(rfcSecret())
        let authenticators = try Authenticators([Authenticator(credential, added(credential))])
        let key = try RecoveryKey.random()
        let dates: [(Date, MFAError.Reason)] = [
            (at(.nan), .notFinite), (at(.infinity), .notFinite), (at(-.infinity), .notFinite),
            (at(-1), .negative), (at(-0.5), .negative), (.distantPast, .negative),
            (at(-.greatestFiniteMagnitude), .negative), (at(.greatestFiniteMagnitude), .tooLarge),
            (at(1_700_000_000_000), .tooLarge), (at(1_099_511_627_777), .tooLarge), (at(1e19), .tooLarge),
        ]
        for (date, reason) in dates {
            for error in [
                refusal { try credential.code(at: date) },
                refusal { try authenticators.verify(codeNow, at: date).committed(.unknown) },
                refusal { try authenticators.status(at: date) },
                refusal { try key.issuePIN(for: "LAPTOP-1", at: date) },
                refusal { try credential.diagnoseAsAdministrator(codeNow, at: date) },
                refusal {
                    try Enrollment(permit: .byAdministrator(), secret: rfcSecret(), policies: Policies(), at: date)
                },
            ] {
                XCTAssertEqual(named(error), "Time.\(reason)", "\(date.timeIntervalSince1970)")
            }
        }
        XCTAssertEqual(try credential.code(at: at(0)).step, 0)
        XCTAssertEqual(try credential.code(at: at(29.999)).step, 0)
        XCTAssertEqual(try credential.code(at: at(30)).step, 1)
        XCTAssertNoThrow(try credential.code(at: at(1_099_511_627_776)))
    }

    func testNumbersOutOfRangeAreErrorsWithTheRange() throws {
        for digits in [5, 11, 0, -1, 256 + 6, Int.max, Int.min] {
            XCTAssertEqual(named(refusal { try Parameters.totp(digits: digits) }), "Parameters.Digits", "\(digits)")
        }
        let periods: [Duration] = [
            .zero, .seconds(-30), .seconds(3601), .milliseconds(1500), .seconds(Int64.max), .seconds(Int64.min),
            .nanoseconds(1), .seconds(4_294_967_296 + 30),
        ]
        for period in periods {
            XCTAssertEqual(named(refusal { try Parameters.totp(period: period) }), "Parameters.Period", "\(period)")
        }
        for steps in [-1, 51, 256, Int.max, Int.min] {
            XCTAssertEqual(named(refusal { try CodePolicy(past: steps) }), "Policy.Window", "\(steps)")
            XCTAssertEqual(named(refusal { try CodePolicy(future: steps) }), "Policy.Window", "\(steps)")
        }
        for counters in [0, -1, 101, 257, Int.max] {
            XCTAssertEqual(named(refusal { try CodePolicy(lookAhead: counters) }), "Policy.LookAhead", "\(counters)")
        }
        for steps in [0, -1, 21, 257] {
            XCTAssertEqual(named(refusal { try CodePolicy(drift: steps) }), "Policy.Drift", "\(steps)")
        }
        for counters in [0, -1, 1001, 65_537] {
            let error = refusal { try CodePolicy(resynchronizationRange: counters) }
            XCTAssertEqual(named(error), "Policy.ResyncRange", "\(counters)")
        }
        for lock in [Duration.zero, .milliseconds(30_500), .seconds(-1), .seconds(86_401), .seconds(Int64.max)] {
            let error = refusal { try CodePolicy(throttle: .init(firstLock: lock)) }
            XCTAssertEqual(named(error), "Policy.LockLength", "\(lock)")
        }
        for cap in [0, -1, 101, 300] {
            let error = refusal { try CodePolicy(throttle: .init(free: 0, cap: cap)) }
            XCTAssertEqual(named(error), "Policy.Cap", "\(cap)")
        }
        for free in [-1, 101, 300] {
            XCTAssertEqual(named(refusal { try CodePolicy(throttle: .init(free: free)) }), "Policy.Free", "\(free)")
        }
        for count in [0, -1, 17, 266] {
            XCTAssertEqual(named(refusal { try RecoveryCodes.random(count: count) }), "Person.Count", "\(count)")
        }
        let credential = try Credential(rfcSecret())
        for reach in [0, -1, 2881, 65_537, Int.max] {
            let error = refusal { try credential.diagnoseAsAdministrator(codeNow, reach: reach, at: noon) }
            XCTAssertEqual(named(error), "Policy.Reach", "\(reach)")
        }
        XCTAssertEqual(named(refusal { try credential.code(forCounter: 0) }), "Parameters.NotCounterBased")
        let token = try Credential(rfcSecret(), .hotp())
        XCTAssertEqual(named(refusal { try token.code(forCounter: .max) }), "Parameters.Counter")
        XCTAssertEqual(named(refusal { try token.code(at: noon) }), "Parameters.NotTimeBased")
    }

    func testEmptyTextsAreRefused() throws {
        let authenticators = try someone()
        let refusals = [
            (refusal { try Secret(setupKey: "") }, "Secret.TooShort"),
            (refusal { try OtpauthURI("") }, "Uri.Scheme"),
            (refusal { try authenticators.verify("", at: noon).committed(.stored) }, "Entry.Empty"),
            (refusal { try RecoveryKey(base32: "") }, "Secret.Length"),
            (refusal { try RecoveryKey(bytes: Data()) }, "Secret.Length"),
            (refusal { try RecoveryKey.random().respond(to: "") }, "Entry.Empty"),
            (refusal { try RecoveryKey.random().issuePIN(for: "", at: noon) }, "Name.Length"),
            (refusal { try OtpauthURI(issuer: "", account: "", secret: rfcSecret()).exposeText() }, "Uri.Empty"),
            (refusal { try Names.check(person: "") }, "Name.Empty"),
            (refusal { try Names.check(authenticator: "") }, "Name.Empty"),
            (refusal { try OCRA.Suite("") }, "Ocra.Version"),
            (refusal { try Enrollment(data: Data()) }, "Stored.Version"),
            (refusal { try Parameters(Data()) }, "Stored.ParametersLength"),
        ]
        for (error, expected) in refusals { XCTAssertEqual(named(error), expected) }
        XCTAssertNoThrow(try QRCode(""))
        XCTAssertEqual(try Policies().reading(Data(), as: .policyFile).settings, [])
    }

    func testTextsOfAMillionBytesAreRefused() throws {
        let authenticators = try someone()
        let uri = "otpauth://totp/a?secret=" + million
        let refusals = [
            refusal { try Secret(setupKey: million) }, refusal { try Secret(bytes: Data(million.utf8)) },
            refusal { try OtpauthURI(uri) }, refusal { try QRCode(million) },
            refusal { try authenticators.verify(million, at: noon).committed(.stored) },
            refusal { try RecoveryKey(base32: million) }, refusal { try RecoveryKey(bytes: Data(million.utf8)) },
            refusal { try RecoveryKey.random().respond(to: million) },
            refusal { try RecoveryKey.random().issuePIN(for: million, at: noon) },
            refusal { try OtpauthURI(issuer: million, account: million, secret: rfcSecret()).exposeText() },
            refusal { try Names.check(person: million) }, refusal { try OCRA(rfcSecret(), suite: million) },
            refusal { try Enrollment(data: Data(million.utf8)) },
            refusal { try Policies().reading(Data(million.utf8), as: .policyFile) },
            refusal { try Policies().reading(Data(million.utf8), as: .managedPreferences) },
            refusal { try Policies().with(million, million) },
            refusal { try RecoveryCodes([million]) }, refusal { try AuthenticatorState(Data(million.utf8)) },
        ]
        for error in refusals {
            XCTAssertNotNil(error)
            XCTAssertLessThan(try XCTUnwrap(error).message.utf8.count, 1000, "it echoes what was given")
        }
    }

    func testPiecesThatAreTooLargeToCrossAreRefusedAndNotTrappedOn() throws {
        let huge = Data(count: (16 << 20) + 1)
        XCTAssertEqual(named(refusal { try Secret(bytes: huge) }), "Entry.TooLarge")
        let text = String(repeating: "x", count: huge.count)
        XCTAssertEqual(named(refusal { try OtpauthURI(text) }), "Entry.TooLarge")
    }

    func testListsThatAreTooLargeTogetherAreRefusedAndNotTrappedOn() async throws {
        let piece = String(repeating: "x", count: 16 << 20)
        let codes = [String](repeating: piece, count: 129)
        XCTAssertEqual(named(refusal { try RecoveryCodes(codes) }), "Person.Count")
        let secret = try rfcSecret()
        let all = [NewAuthenticator](repeating: NewAuthenticator(piece, secret), count: 129)
        let people = People(store: MemoryStore(), policies: try Policies())
        await assertRefused("Person.TooMany") { try await people.add("alice", all: all, at: noon) }
        let credential = try Credential(secret)
        let authenticator = Authenticator(credential, try added(credential))
        let nine = [Authenticator](repeating: authenticator, count: 9)
        XCTAssertEqual(named(refusal { try Authenticators(nine) }), "Person.TooMany")
    }

    func testDigitsOfOtherScriptsAreNoDigits() throws {
        let authenticators = try someone()
        for typed in ["٠٨١٨٠٤", "０８１８０４", "081804\0", "08180\u{301}4", "08180x"] {
            let error = refusal { try authenticators.verify(typed, at: noon).committed(.stored) }
            XCTAssertEqual(named(error), "Entry.NotADigit", typed)
        }
        XCTAssertEqual(
            named(refusal { try authenticators.verify("08180", at: noon).committed(.stored) }), "Entry.Length"
        )
    }

    func testTextsWithNULCrossWhole() throws {
        let key = "GEZDGNBVGY3TQOJQ\0GEZDGNBVGY3TQOJQ"
        XCTAssertEqual(named(refusal { try Secret(setupKey: key) }), "Secret.NotBase32")
        XCTAssertEqual(named(refusal { try Names.check(person: "alice\0bob") }), "Name.Unprintable")
    }
}
