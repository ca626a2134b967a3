import Foundation
import LibMFA
import XCTest

/// People in a store: every call is stored before it counts.
final class PeopleTests: TestCase {
    private let store = MemoryStore()

    private func people(_ settings: [String: String] = [:]) throws -> People<MemoryStore> {
        var policies = try Policies()
        for (key, value) in settings { policies = try policies.with(key, value) }
        return People(store: store, policies: policies)
    }

    func testSomebodyEnrollsAndLogsIn() async throws {
        let people = try people(["login.required": "*"])
        let first = try await people.decide("alice", at: noon)
        guard case .letInUnenrolled(let until, 9?) = first.answer else { return XCTFail("\(first.answer)") }
        XCTAssertEqual(until, noon + 48 * 3600)
        let permit = try XCTUnwrap(first.permit)

        let enrollment = try await people.beginEnrollment("alice", as: "phone", permit: permit, at: noon)
        XCTAssertEqual(enrollment.until, noon + 600)
        let uri = try OtpauthURI(enrollment.setupURI(issuer: "Example", account: "alice"))
        XCTAssertTrue(try Secret(setupKey: enrollment.setupKey()).isSame(as: uri.secret))
        let phone = try uri.credential()
        guard case .wrong = try await people.confirm("alice", code: "000000", at: noon) else { return XCTFail("not wrong") }
        let shown = try phone.code(at: noon)
        let confirmed = try await people.confirm("alice", code: shown.code, at: noon)
        XCTAssertEqual(confirmed, .confirmed(position: shown.step, offset: 0))

        let decision = try await people.decide("alice", at: noon + 30)
        XCTAssertEqual(decision.answer, .askForCode)
        XCTAssertTrue(decision.asks)
        let replayed = try await people.logIn("alice", decision, typed: shown.code, at: noon + 30)
        XCTAssertFalse(replayed.isAccepted, "the code that confirmed is no login")
        let next = try phone.code(at: noon + 30).code
        let outcome = try await people.logIn("alice", decision, typed: next, at: noon + 30)
        guard case .code(.accepted(let acceptance)) = outcome else { return XCTFail("\(outcome)") }
        XCTAssertEqual(acceptance.name, "phone")
        XCTAssertNotNil(outcome.permit)
        let facts = try await people.facts("alice")
        XCTAssertEqual(facts.authenticators.map(\.name), ["phone"])
        XCTAssertNil(facts.pending)
        XCTAssertEqual(facts.authenticators.first?.strength, .recommended)
    }

    func testALostPhoneIsRecoveredFromByPINAndTheOldOneDeleted() async throws {
        let people = try people(["recovery.enabled": "true"])
        let desk = try RecoveryKey.random()
        try await people.add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
        try await people.setRecoveryKey("alice", desk, for: "LAPTOP-1")
        let again = await refusal { try await people.setRecoveryKey("alice", desk, for: "LAPTOP-1") }
        XCTAssertEqual(named(again), "Person.RecoveryKeyThere")
        let pin = try desk.issuePIN(for: "laptop-1", at: noon).pin
        let decision = try await people.decide("alice", Arrival(.login, isOnline: false), at: noon)
        let outcome = try await people.logIn("alice", decision, typed: pin, at: noon + 20)
        guard case .recovery(.accepted(let redeemed)) = outcome else { return XCTFail("\(outcome)") }
        XCTAssertEqual(redeemed.by, .newPIN)
        XCTAssertEqual(redeemed.grant?.until, noon + 20 + 3600)
        let enrollment = try await people.beginEnrollment("alice", as: "new", permit: redeemed.permit, at: noon + 60)
        let new = try OtpauthURI(enrollment.setupURI(issuer: nil, account: "alice")).credential()
        _ = try await people.confirm("alice", code: new.code(at: noon + 60).code, at: noon + 60)
        let status = try await people.recoveryStatus("alice", at: noon + 60)
        XCTAssertNil(status?.grant, "whoever has an authenticator again needs the grant no more")
        try await people.remove("alice", "phone")
        let facts = try await people.facts("alice")
        XCTAssertEqual(facts.authenticators.map(\.name), ["new"])
    }

    func testARecoveryCodeIsGoodOnce() async throws {
        let people = try people(["recovery_codes.enabled": "true"])
        try await people.add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
        let codes = try RecoveryCodes.random(count: 3)
        try await people.setRecoveryCodes("alice", codes)
        let printed = try codes.expose()
        let outcome = try await people.redeem("alice", recoveryCode: printed[1].lowercased(), at: noon)
        guard case .accepted(let redeemed) = outcome else { return XCTFail("\(outcome)") }
        XCTAssertEqual([redeemed.index, redeemed.left], [1, 2])
        let again = try await people.redeem("alice", recoveryCode: printed[1], at: noon)
        XCTAssertFalse(again.isAccepted)
        let status = try await people.recoveryCodesStatus("alice", at: noon)
        XCTAssertEqual(status?.left, 2)
        let imported = try RecoveryCodes(printed).expose()
        XCTAssertEqual(imported, printed)
    }

    func testAChallengeIsAnsweredOnce() async throws {
        let up = try people(["recovery.enabled": "true"])
        // Where the uptime is not known no grant begins.
        let people = People(store: up.store, policies: up.policies) { () throws(MFAError) in nil }
        let desk = try RecoveryKey.random()
        try await people.setRecoveryKey("alice", desk, for: "LAPTOP-1")
        let shown = try await people.challenge("alice")
        let challenge = try XCTUnwrap(shown)
        let same = try await people.challenge("alice")
        XCTAssertEqual(same, challenge)
        let response = try desk.respond(to: challenge)
        let answer = try await people.answer("alice", response: response, at: noon)
        XCTAssertTrue(answer.isAccepted)
        guard case .noChallenge = try await people.answer("alice", response: response, at: noon) else {
            return XCTFail("a response is good once")
        }
    }

    func testAnUptimeThatIsNoneIsAnError() async throws {
        let people = try people(["recovery.enabled": "true"])
        XCTAssertNoThrow(try Uptime.current())
        for seconds in [-1, Int64.min, Int64.max] {
            let uptime = Uptime(boot: 1, seconds: seconds)
            let people = People(store: people.store, policies: people.policies) { () throws(MFAError) in uptime }
            await assertRefused("Time") { try await people.decide("alice", at: noon) }
        }
    }

    func testWhatTheUptimeThrowsComesOutAsItIs() async throws {
        let here = try people(["recovery.enabled": "true"])
        let thrown = try XCTUnwrap(refusal { try Secret(bytes: Data()) })
        let people = People(store: here.store, policies: here.policies) { () throws(MFAError) in throw thrown }
        await assertRefused(named(thrown)) { try await people.decide("alice", at: noon) }
        await assertRefused(named(thrown)) { try await people.redeem("alice", pin: "803309430", at: noon) }
    }

    func testADecisionIsAboutOnePerson() async throws {
        let people = try people()
        try await people.add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
        try await people.add("bob", NewAuthenticator("phone", rfcSecret()), at: noon)
        let decision = try await people.decide("alice", at: noon)
        let error = await refusal { try await people.logIn("bob", decision, typed: codeNow, at: noon) }
        XCTAssertEqual(error?.family, "Person")
        let outcome = try await people.logIn("alice", decision, typed: codeNow, at: noon)
        XCTAssertTrue(outcome.isAccepted)
    }

    func testWhatIsNoCodeCostsNoAttempt() async throws {
        let people = try people()
        try await people.add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
        for (typed, expected) in [("", "Entry.Empty"), ("12345", "Entry.Length"), ("12345a", "Entry.NotADigit")] {
            await assertRefused(expected) { try await people.verify("alice", code: typed, at: noon) }
        }
        let status = try await people.status("alice", at: noon)
        XCTAssertEqual(status.failuresInAll, 0)
    }

    func testNobodyIsMadeByLookingOrByATypo() async throws {
        let people = try people()
        for error in [
            await refusal { try await people.verify("bob", code: codeNow, at: noon) },
            await refusal { try await people.facts("bob") },
            await refusal { try await people.status("bob", at: noon) },
            await refusal { try await people.unlock("bob") },
        ] { XCTAssertEqual(named(error), "Person.NoSuchPerson") }
        for person in ["", ".bob", "a/b", "a\0b", String(repeating: "x", count: 201)] {
            await assertRefused("Name") { try await people.decide(person, at: noon) }
            await assertRefused("Name") { try await people.forget(person) }
        }
        let names = await store.people()
        XCTAssertEqual(names, [])
    }

    func testAdministratorsKeepAuthenticatorsInOrder() async throws {
        let people = try people()
        let all = try (1...8).map { NewAuthenticator("a\($0)", try Secret.random()) }
        try await people.add("alice", all: all, at: noon)
        let ninth = await refusal { try await people.add("alice", NewAuthenticator("a9", .random()), at: noon) }
        XCTAssertEqual(named(ninth), "Person.TooMany")
        try await people.remove("alice", "a1")
        try await people.rename("alice", "a2", to: "tablet")
        let taken = await refusal { try await people.rename("alice", "a3", to: "tablet") }
        XCTAssertEqual(named(taken), "Person.NameTaken")
        let which = await refusal { try await people.remove("alice") }
        XCTAssertEqual(named(which), "Person.WhichAuthenticator")
        try await people.suspend("alice", "a3")
        let code = try Credential(all[2].secret).code(at: noon).code
        guard case .suspended = try await people.verify("alice", code: code, with: "a3", at: noon) else {
            return XCTFail("it is suspended")
        }
        let restored = try await people.restore("alice", "a3", code: code, permit: .byAdministrator(), at: noon)
        XCTAssertEqual(restored, .restored)
        let facts = try await people.facts("alice")
        XCTAssertEqual(facts.authenticators.map(\.name), ["tablet", "a3", "a4", "a5", "a6", "a7", "a8"])
        try await people.removeAll("alice")
        try await people.forget("alice")
        await assertRefused("Person.NoSuchPerson") { try await people.forget("alice") }
        let names = await store.people()
        XCTAssertEqual(names, [])
    }

    func testWhatIsRequiredOfOnePersonGoesOverTheLists() async throws {
        let people = try people()
        try await people.require("alice", .requiredWithin(hours: 1, logins: 2))
        let first = try await people.decide("alice", at: noon)
        XCTAssertEqual(first.answer, .letInUnenrolled(until: noon + 3600, loginsLeft: 1))
        let facts = try await people.facts("alice")
        XCTAssertEqual(facts.requirement, .requiredWithin(hours: 1, logins: 2))
        try await people.require("alice", .exemptFor(since: noon, until: noon + 60))
        let exempt = try await people.decide("alice", at: noon + 59)
        XCTAssertEqual(exempt.answer, .noCodeNeeded(.exempt))
        try await people.require("alice", nil)
        for logins in [0, -1, 65_536] {
            let error = await refusal { try await people.require("alice", .requiredWithin(hours: 1, logins: logins)) }
            XCTAssertEqual(named(error), "Policy.Logins", "\(logins)")
        }
        for hours in [-1, 8785, Int.max] {
            let error = await refusal { try await people.require("alice", .requiredWithin(hours: hours)) }
            XCTAssertEqual(named(error), "Policy.Hours", "\(hours)")
        }
    }

    func testRecordsOfAnotherPersonOrDamagedOnesLetNobodyIn() async throws {
        let people = try people()
        try await people.add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
        let stored = await store.read("alice")
        let record = try XCTUnwrap(stored)
        for (bytes, expected) in [
            (record, "Stored.AnotherPerson"), (Data(), "Stored"), (record.dropLast(), "Stored"),
            (Data(count: 8192), "Stored"), (Data(repeating: 1, count: 1 << 20), "Stored"),
        ] {
            let other = MemoryStore()
            _ = await other.replace("bob", expecting: nil, with: Data(bytes))
            let bobs = People(store: other, policies: people.policies)
            for error in [
                await refusal { try await bobs.verify("bob", code: codeNow, at: noon) },
                await refusal { try await bobs.decide("bob", at: noon) },
                await refusal { try await bobs.facts("bob") },
            ] { XCTAssertTrue(named(error).hasPrefix(expected), "\(named(error)) of \(bytes.count) bytes") }
        }
    }
}
