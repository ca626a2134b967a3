import Foundation
import LibMFA
import XCTest

/// States in tables of the app's own: nothing counts before it is stored.
final class AttemptTests: TestCase {
    private var credential: Credential!
    private var state: AuthenticatorState!

    override func setUpWithError() throws {
        credential = try Credential(rfcSecret())
        state = try added(credential)
    }

    private func authenticators() throws -> Authenticators {
        try Authenticators([Authenticator(credential, state)])
    }

    /// Tries a code and stores what comes next here.
    private func tried(_ code: String, at now: Date = noon, _ policy: CodePolicy = .default) throws -> Verdict {
        try authenticators().verify(code, at: now, policy: policy).commit { next in
            state = next.states[0]
            return .stored
        }
    }

    func testACodeIsAcceptedOnce() throws {
        guard case .accepted(let acceptance) = try tried(codeNow) else { return XCTFail("it was not accepted") }
        XCTAssertEqual(acceptance.position, 1_111_111_109 / 30)
        XCTAssertEqual(acceptance.offset, 0)
        XCTAssertNil(acceptance.name)
        XCTAssertTrue(try acceptance.permit.isForAny())
        guard case .rejected(let rejection) = try tried(codeNow) else { return XCTFail("it was used before") }
        XCTAssertTrue(rejection.wasReplayed)
        XCTAssertEqual(try authenticators().status(at: noon).failures, 0)
    }

    func testUsedCodeStaysUsedHoweverItIsTypedAndWhateverTheClockDoes() throws {
        XCTAssertTrue(try tried(codeNow).isAccepted)
        for typed in ["081 804", "0818-04", " 081804 ", "081804"] {
            XCTAssertFalse(try tried(typed).isAccepted)
            XCTAssertFalse(try tried(typed, at: noon + -30).isAccepted)
        }
    }

    func testAnAttemptToldOfConflictOrUnknownDenies() throws {
        for (commit, reason) in [(Commit.conflict, "Commit.Conflict"), (.unknown, "Commit.Unknown")] {
            XCTAssertEqual(named(refusal { try authenticators().verify(codeNow, at: noon).committed(commit) }), reason)
            XCTAssertEqual(
                named(refusal { try authenticators().verify(codeNow, at: noon).commit { _ in commit } }), reason
            )
        }
        XCTAssertTrue(try tried(codeNow).isAccepted)
    }

    func testAnAttemptThatIsLetGoOfUsesUpNothing() throws {
        do {
            let attempt = try authenticators().verify(codeNow, at: noon)
            XCTAssertTrue(attempt.next != nil)
        }
        XCTAssertTrue(try tried(codeNow).isAccepted)
    }

    func testWhatTheStoreThrowsIsTheCauseOfTheDenial() throws {
        struct Lost: Error {}
        let error = refusal { try authenticators().verify(codeNow, at: noon).commit { _ in throw Lost() } }
        guard case .store(let detail, let underlying) = error else { return XCTFail("\(named(error))") }
        XCTAssertEqual(detail.reason, .threw)
        XCTAssertTrue(underlying is Lost)
    }

    func testAStoreMayBeWaitedFor() async throws {
        let attempt = try authenticators().verify(codeNow, at: noon)
        let verdict = try await attempt.commit { next in
            try await Task.sleep(for: .milliseconds(1))
            XCTAssertEqual(next.revision, next.expectedRevision + 1)
            return .stored
        }
        XCTAssertTrue(verdict.isAccepted)
        let error = await refusal {
            try await authenticators().verify(codeNow, at: noon).commit { _ in
                try await Task.sleep(for: .milliseconds(1))
                return .conflict
            }
        }
        XCTAssertEqual(named(error), "Commit.Conflict")
    }

    func testAStoreThatCallsBackMayBeWaitedFor() async throws {
        func update(_ states: [AuthenticatorState], _ done: @escaping @Sendable (Int) -> Void) {
            DispatchQueue.global().async { done(states.count) }
        }
        let verdict = try await authenticators().verify(codeNow, at: noon).commit { next in
            XCTAssertNil(next.enrollment)
            return await withCheckedContinuation { continuation in
                update(next.states) { changed in continuation.resume(returning: changed == 1 ? .stored : .conflict) }
            }
        }
        XCTAssertTrue(verdict.isAccepted)
    }

    func testAnActorStoresItsOwnStates() async throws {
        actor Table {
            private(set) var state: AuthenticatorState
            init(_ state: AuthenticatorState) { self.state = state }

            func isAccepted(_ code: String, _ credential: Credential) async throws -> Bool {
                let authenticators = try Authenticators([Authenticator(credential, state)])
                return try await authenticators.verify(code, at: noon).commit { next in
                    await Task.yield()
                    state = next.states[0]
                    return .stored
                }.isAccepted
            }
        }
        let table = Table(state)
        let first = try await table.isAccepted(codeNow, credential)
        let second = try await table.isAccepted(codeNow, credential)
        XCTAssertEqual([first, second], [true, false])
    }

    func testATaskThatIsCancelledDenies() async throws {
        let authenticators = try authenticators()
        let task = Task {
            try await authenticators.verify(codeNow, at: noon).commit { _ in
                withUnsafeCurrentTask { $0?.cancel() }
                await Task.yield()
                return .stored
            }
        }
        let error = await refusal { try await task.value }
        XCTAssertEqual(named(error), "Cancelled.Cancelled")
    }

    func testNothingIsStoredWhereNothingChanges() throws {
        XCTAssertTrue(try tried(codeNow).isAccepted)
        let attempt = try authenticators().verify(codeNow, at: noon)
        XCTAssertNil(attempt.next)
        let verdict = try attempt.commit { _ in
            XCTFail("there is nothing to store")
            return .unknown
        }
        XCTAssertFalse(verdict.isAccepted)
    }

    func testWrongCodesLockAndTimeLiftsTheLock() throws {
        for left in (0..<5).reversed() {
            guard case .rejected(let rejection) = try tried("000000") else { return XCTFail("not rejected") }
            XCTAssertEqual(rejection.attemptsLeft, left + 1)
        }
        guard case .rejected(let sixth) = try tried("000000") else { return XCTFail("not rejected") }
        let until = try XCTUnwrap(sixth.lockedUntil)
        XCTAssertEqual(until, noon + 30)
        guard case .locked(until) = try tried(codeNow) else { return XCTFail("not locked") }
        XCTAssertEqual(try authenticators().status(at: noon).lockedUntil, until)
        guard case .accepted(let acceptance) = try tried("050471", at: noon + 30) else {
            return XCTFail("still locked")
        }
        XCTAssertEqual(acceptance.failuresBefore, 6)
    }

    func testRemovingTheLastAuthenticatorForgetsNoFailure() throws {
        _ = try tried("000000")
        var standing: Standing?
        try authenticators().remove(0).commit { next in
            XCTAssertEqual(next.states, [])
            standing = next.standing
            return .stored
        }
        let kept = try XCTUnwrap(standing)
        XCTAssertEqual(kept.data.count, Standing.length)
        try Authenticators([], standing: kept).add(credential).commit { next in
            state = next.states[0]
            return .stored
        }
        XCTAssertEqual(try authenticators().status(at: noon).failuresInAll, 1)
        XCTAssertEqual(named(refusal { try Standing(Data(count: 29)) }), "Stored.Length")
        XCTAssertEqual(named(refusal { try Standing(Data()) }), "Stored.Length")
    }

    func testAStateOfAnotherCredentialOrWithAByteChangedIsRefused() throws {
        let other = try Credential(Secret.random())
        XCTAssertEqual(named(refusal { try Authenticators([Authenticator(other, state)]) }), "Stored.Seal")
        for place in 0..<AuthenticatorState.length {
            var bytes = state.data
            bytes[place] ^= 1
            let error = refusal { try Authenticators([Authenticator(credential, AuthenticatorState(bytes))]) }
            XCTAssertEqual(error?.family, "Stored", "byte \(place)")
        }
        for count in [0, 63, 65, 4096] {
            XCTAssertEqual(named(refusal { try AuthenticatorState(Data(count: count)) }), "Stored.Length")
        }
    }

    func testOneSecretUnderTwoNamesIsRefused() throws {
        XCTAssertEqual(named(refusal { try authenticators().add(credential).committed(.unknown) }), "Person.SameSecret")
    }

    func testNobodyVerifiesWithoutAnAuthenticatorAndNoIndexTraps() throws {
        XCTAssertEqual(
            named(refusal { try Authenticators([]).verify(codeNow, at: noon).committed(.stored) }),
            "Person.NobodyEnrolled"
        )
        for index in [-1, 1, 8, Int.max, Int.min] {
            let error = refusal { try authenticators().verify(codeNow, with: index, at: noon).committed(.stored) }
            XCTAssertEqual(named(error), "Person.NoSuchAuthenticator", "\(index)")
            let removed = refusal { try authenticators().remove(index).committed(.stored) }
            XCTAssertEqual(named(removed), "Person.NoSuchAuthenticator", "\(index)")
        }
    }

    func testAnEnrollmentOfOnesOwnTableIsConfirmedOnce() throws {
        let begun = try Enrollment(
            permit: .byAdministrator(), secret: rfcSecret(), policies: Policies(), at: noon
        )
        let kept = try Enrollment(data: begun.exposeData())
        XCTAssertEqual([kept.until, kept.until], [begun.until, noon + 600])
        var enrolled: NextEnrollment?
        let outcome = try Authenticators([]).confirm(kept, code: codeNow, at: noon).commit { next in
            (state, enrolled) = (try XCTUnwrap(next.states.last), next.enrollment)
            return .stored
        }
        guard case .enrolled(let secret, let parameters)? = enrolled else { return XCTFail("it was not enrolled") }
        guard case .confirmed(_, 0) = outcome else { return XCTFail("it was not confirmed") }
        XCTAssertEqual(parameters, .standard)
        XCTAssertTrue(try secret.isSame(as: rfcSecret()))
        XCTAssertFalse(try tried(codeNow).isAccepted, "the code of the enrollment is used up")
        XCTAssertTrue(try tried(codeAfter, at: noon + 30).isAccepted)

        let wrong = try Authenticators([]).confirm(kept, code: "000000", at: noon)
        guard case .pending(let next)? = wrong.next?.enrollment else { return XCTFail("it is not pending") }
        XCTAssertEqual(next.wrongCodesLeft, kept.wrongCodesLeft - 1)
    }

    func testResynchronizationAndDiagnosisAreAttemptsToo() throws {
        let policy = try CodePolicy(drift: 10)
        let late = try [-4, -3].map { try credential.code(at: noon + $0 * 30).code }
        let off = refusal {
            try authenticators().resynchronize(0, first: late[0], second: late[1], at: noon).committed(.stored)
        }
        XCTAssertEqual(named(off), "Person.DriftIsOff")
        let found = try authenticators().resynchronize(0, first: late[0], second: late[1], at: noon, policy: policy)
        let outcome = try found.commit { next in
            state = next.states[0]
            return .stored
        }
        guard case .resynchronized(_, -3) = outcome else { return XCTFail("\(outcome)") }
        XCTAssertEqual(try authenticators().status(at: noon, policy: policy).progress[0].drift, -3)
        let slow = try authenticators().diagnose(credential.code(at: noon + -300).code, with: 0, at: noon)
        guard case .slow(10, let rejection) = try slow.committed(.stored) else { return XCTFail("not slow") }
        XCTAssertFalse(rejection.isClosed)
        XCTAssertEqual(try credential.diagnoseAsAdministrator(codeBefore, at: noon + 300), -11)
    }
}
