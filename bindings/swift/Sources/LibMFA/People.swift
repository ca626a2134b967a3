public import Foundation
internal import LibMFABridge

/// People and their second factors, in a store of the app's: what a login stands on.
///
/// Everything of a person is one record. Each call reads it, decides, puts what comes next in its place, and gives the
/// outcome once that is stored. Whoever loses a race begins anew from the winner's record, where a code that was used is
/// a replay: of many who type one code at once, one gets in.
///
/// ```swift
/// let people = People(store: try FileStore(folder: "/var/lib/example"), policies: policies)
/// let decision = try await people.decide("alice", Arrival(.login, isOnline: true))
/// if decision.asks {
///     let outcome = try await people.logIn("alice", decision, typed: prompt())
///     if outcome.isAccepted { letIn() }
/// }
/// ```
///
/// Call it behind the first factor: whoever reaches it can use up a person's failures.
///
/// ## Errors
///
/// Every call throws ``MFAError/name(_:)`` for what is no name, ``MFAError/stored(_:)`` for a record that is damaged or
/// another person's, ``MFAError/store(_:underlying:)`` with what the store threw, ``MFAError/commit(_:)`` if the store does not
/// know whether it stored or others were faster a thousand times, and ``MFAError/cancelled``. Nobody gets in by any
/// of them. Those that take a code throw ``MFAError/entry(_:)`` for what is none, which costs no attempt, and
/// ``MFAError/time(_:)``.
public struct People<Store: PersonStore>: Sendable {
    /// Where their records are.
    public let store: Store
    /// What holds for them.
    public let policies: Policies

    /// The people of a store.
    public init(store: Store, policies: Policies) {
        (self.store, self.policies) = (store, policies)
    }

    /// The same people under other policies.
    public func with(policies: Policies) -> People {
        People(store: store, policies: policies)
    }
}

// MARK: - Logins

extension People {
    /// Decides what happens to somebody who arrives. What has to be remembered of it is stored.
    ///
    /// - Parameters:
    ///   - uptime: How long the device is up, where the login is on a device with grants: ``Uptime/current()``.
    public func decide(
        _ person: String,
        _ arrival: Arrival = Arrival(),
        at now: Date = Date(),
        uptime: Uptime? = nil
    ) async throws(MFAError) -> LoginDecision {
        let now = try now.seconds()
        return try await change(person, LoginDecision.init(outcome:)) {
            try $0.decide(arrival: arrival.bridged, now: now, uptime: uptime?.bridged, policies: policies.bridged)
        }
    }

    /// Tries what somebody typed where the decision asks for it. Its shape says for which factor it is.
    ///
    /// - Parameters:
    ///   - decision: What was decided of this person, just now.
    ///   - typed: A one-time code, a recovery PIN or a recovery code.
    /// - Throws: ``MFAError/entry(_:)`` for what is none of them, ``MFAError/person(_:)`` for what the decision does not ask for.
    ///   Both cost no attempt.
    public func logIn(
        _ person: String,
        _ decision: LoginDecision,
        typed: String,
        at now: Date = Date(),
        uptime: Uptime? = nil
    ) async throws(MFAError) -> LoginOutcome {
        let (now, typed) = (try now.seconds(), try typed.crossing())
        return try await change(person, LoginOutcome.init(outcome:)) {
            try $0.logIn(
                prompt: decision.prompt, now: now, uptime: uptime?.bridged, typed: typed, policies: policies.bridged
            )
        }
    }

    /// Tries a code against all of a person's authenticators.
    public func verify(_ person: String, _ code: String, at now: Date = Date()) async throws(MFAError) -> Verdict {
        let (now, code) = (try now.seconds(), try code.crossing())
        return try await change(person, Verdict.init(outcome:)) {
            try $0.verify(now: now, code: code, policies: policies.bridged)
        }
    }

    /// Tries a code against one authenticator, where the person said which.
    public func verify(
        _ person: String,
        _ code: String,
        with name: String,
        at now: Date = Date()
    ) async throws(MFAError) -> Verdict {
        let (now, code, name) = (try now.seconds(), try code.crossing(), try name.crossing())
        return try await change(person, Verdict.init(outcome:)) {
            try $0.verifyWith(name: name, now: now, code: code, policies: policies.bridged)
        }
    }

    /// Looks for two consecutive codes of an authenticator whose clock or counter has run away. No login.
    ///
    /// - Parameter name: Which; `nil` for the only one.
    public func resynchronize(
        _ person: String,
        _ name: String? = nil,
        first: String,
        second: String,
        at now: Date = Date()
    ) async throws(MFAError) -> Resynchronization {
        let (now, name) = (try now.seconds(), try name.crossing())
        let (first, second) = (try first.crossing(), try second.crossing())
        return try await change(person, Resynchronization.init(outcome:)) {
            try $0.resynchronize(name: name, now: now, first: first, second: second, policies: policies.bridged)
        }
    }

    /// Asks at a login how slow a phone is, by a code that it shows. An attempt like any other, which counts a failure.
    ///
    /// - Parameters:
    ///   - name: Which authenticator; `nil` for the only one.
    ///   - reach: How many past steps are looked at: 1 to 2880.
    public func diagnose(
        _ person: String,
        _ name: String? = nil,
        code: String,
        reach: Int = 2880,
        at now: Date = Date()
    ) async throws(MFAError) -> Diagnosis {
        let (now, name, code) = (try now.seconds(), try name.crossing(), try code.crossing())
        return try await change(person, Diagnosis.init(outcome:)) {
            try $0.diagnose(name: name, now: now, code: code, reach: number(reach), policies: policies.bridged)
        }
    }
}

// MARK: - Enrollment

extension People {
    /// Begins an enrollment with a new secret, and stores it. Show it then.
    ///
    /// - Parameters:
    ///   - name: What the person calls the authenticator.
    ///   - permit: Why they may bind one: of a ``LoginDecision``, of what was accepted, or an administrator's.
    ///   - parameters: Those that the person's app understands.
    /// - Throws: ``MFAError/person(_:)`` if the name is taken, or there is no room.
    public func beginEnrollment(
        _ person: String,
        as name: String,
        permit: EnrollmentPermit,
        parameters: Parameters = .standard,
        at now: Date = Date()
    ) async throws(MFAError) -> Enrollment {
        let enrollment = try Enrollment(
            permit: permit, secret: .random(), parameters: parameters, policies: policies, at: now
        )
        try await enroll(person, as: name, enrollment)
        return enrollment
    }

    /// Stores an enrollment that was begun, in place of any that is pending. Show its secret once this has returned.
    public func enroll(_ person: String, as name: String, _ enrollment: Enrollment) async throws(MFAError) {
        let name = try name.crossing()
        try await change(person, nothing) { try $0.enroll(name: name, enrollment: enrollment.bridged) }
    }

    /// Tries a code of the authenticator that is pending. It is used up, and no login.
    ///
    /// - Throws: ``MFAError/person(_:)`` if nothing is pending.
    public func confirm(_ person: String, _ code: String, at now: Date = Date()) async throws(MFAError) -> Confirmation {
        let (now, code) = (try now.seconds(), try code.crossing())
        return try await change(person, Confirmation.init(outcome:)) {
            try $0.confirm(now: now, code: code, policies: policies.bridged)
        }
    }

    /// Drops what is pending.
    public func abandon(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.abandon() }
    }

    /// How many steps the clock of a phone is off whose authenticator is pending: negative if it is slow. `nil` if it
    /// shows the code at no time within reach. It counts nothing and uses nothing up.
    ///
    /// - Parameter reach: How many steps are looked at to each side: 1 to 2880.
    public func diagnosePending(
        _ person: String,
        _ code: String,
        reach: Int = 2880,
        at now: Date = Date()
    ) async throws(MFAError) -> Int64? {
        let (now, code) = (try now.seconds(), try code.crossing())
        return try await look(person) { try $0.diagnosePending(now: now, code: code, reach: number(reach)) }
    }
}

// MARK: - Recovery

extension People {
    /// Gives a person a recovery key on a device. They may be new.
    ///
    /// - Parameter replacing: Whether in place of any other, whose grant and challenge are gone then.
    /// - Throws: ``MFAError/person(_:)`` if there is one that is not to be replaced.
    public func setRecoveryKey(
        _ person: String,
        _ key: RecoveryKey,
        for device: String,
        replacing: Bool = false
    ) async throws(MFAError) {
        let device = try device.crossing()
        try await change(person, nothing) {
            replacing
                ? try $0.setRecoveryKey(device: device, key: key.bridged)
                : try $0.addRecoveryKey(device: device, key: key.bridged)
        }
    }

    /// Takes recovery by PIN and challenge from a person.
    public func removeRecoveryKey(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.removeRecoveryKey() }
    }

    /// Tries a PIN. What it does to the person's authenticators is stored with it.
    public func redeem(
        _ person: String,
        pin: String,
        at now: Date = Date(),
        uptime: Uptime? = nil
    ) async throws(MFAError) -> Redemption {
        let (now, pin) = (try now.seconds(), try pin.crossing())
        return try await change(person, Redemption.init(outcome:)) {
            try $0.redeem(now: now, uptime: uptime?.bridged, pin: pin, policies: policies.bridged)
        }
    }

    /// The challenge to show, for a device whose clock cannot be trusted: the same until it is used. `nil` if recovery is
    /// off.
    public func challenge(_ person: String) async throws(MFAError) -> String? {
        try await change(person, challengeShown) { try $0.challenge(policies: policies.bridged) }
    }

    /// Tries the response to the challenge that is shown.
    public func answer(
        _ person: String,
        response: String,
        at now: Date = Date(),
        uptime: Uptime? = nil
    ) async throws(MFAError) -> Redemption {
        let (now, response) = (try now.seconds(), try response.crossing())
        return try await change(person, Redemption.init(outcome:)) {
            try $0.answer(now: now, uptime: uptime?.bridged, response: response, policies: policies.bridged)
        }
    }

    /// A login under the open grant, where the policy asks for no PIN: see ``Policies/grantLetsPass``.
    public func pass(
        _ person: String,
        at now: Date = Date(),
        uptime: Uptime? = nil
    ) async throws(MFAError) -> Redemption {
        let now = try now.seconds()
        return try await change(person, Redemption.init(outcome:)) {
            try $0.pass(now: now, uptime: uptime?.bridged, policies: policies.bridged)
        }
    }

    /// Ends the grant.
    public func endGrant(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.endGrant() }
    }

    /// Gives a person a set of recovery codes, in place of any other.
    public func setRecoveryCodes(_ person: String, _ codes: RecoveryCodes) async throws(MFAError) {
        try await change(person, nothing) { try $0.setRecoveryCodes(sheet: codes.bridged) }
    }

    /// Tries a recovery code.
    public func redeem(
        _ person: String,
        recoveryCode: String,
        at now: Date = Date()
    ) async throws(MFAError) -> RecoveryCodeRedemption {
        let (now, code) = (try now.seconds(), try recoveryCode.crossing())
        return try await change(person, RecoveryCodeRedemption.init(outcome:)) {
            try $0.useRecoveryCode(now: now, code: code, policies: policies.bridged)
        }
    }
}

// MARK: - Administration

extension People {
    /// Adds an authenticator as it is: for administrators and migrations. The person may be new.
    ///
    /// - Throws: ``MFAError/person(_:)`` if the name is taken, the secret is there already, or there is no room.
    public func add(
        _ person: String,
        _ authenticator: NewAuthenticator,
        at now: Date = Date()
    ) async throws(MFAError) {
        try await add(person, all: [authenticator], at: now)
    }

    /// Adds several authenticators as they are: all of them, or none.
    public func add(
        _ person: String,
        all authenticators: [NewAuthenticator],
        at now: Date = Date()
    ) async throws(MFAError) {
        let now = try now.seconds()
        var additions: [Addition] = []
        for authenticator in authenticators { try additions.append(authenticator.bridged()) }
        try await change(person, nothing) { try $0.addAll(additions: additions, now: now) }
    }

    /// Removes an authenticator: that of a name, or the only one. Failures and lock stay.
    public func remove(_ person: String, _ name: String? = nil) async throws(MFAError) {
        let name = try name.crossing()
        try await change(person, nothing) { try $0.remove(name: name) }
    }

    /// Removes all authenticators, and what is pending.
    public func removeAll(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.removeAll() }
    }

    /// Gives an authenticator another name: that of a name, or the only one.
    public func rename(_ person: String, _ name: String? = nil, to new: String) async throws(MFAError) {
        let (name, new) = (try name.crossing(), try new.crossing())
        try await change(person, nothing) { try $0.rename(name: name, new: new) }
    }

    /// Removes whatever lets the person in: authenticators, what is pending, recovery key and recovery codes.
    public func reset(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.reset() }
    }

    /// Suspends an authenticator: that of a name, or all. Its codes count for nothing until it is restored.
    public func suspend(_ person: String, _ name: String? = nil) async throws(MFAError) {
        let name = try name.crossing()
        try await change(person, nothing) { try $0.suspend(name: name) }
    }

    /// Tries a code of a suspended authenticator, which counts again if it is right.
    public func restore(
        _ person: String,
        _ name: String? = nil,
        code: String,
        permit: EnrollmentPermit,
        at now: Date = Date()
    ) async throws(MFAError) -> Restoration {
        let (now, name, code) = (try now.seconds(), try name.crossing(), try code.crossing())
        return try await change(person, Restoration.init(outcome:)) {
            try $0.restore(permit: permit.bridged, name: name, now: now, code: code, policies: policies.bridged)
        }
    }

    /// Clears failures and locks of codes, recovery and recovery codes.
    public func unlock(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.unlock() }
    }

    /// Says what is required of this person alone; `nil` leaves it to the policy's lists again. They may be new.
    public func require(_ person: String, _ requirement: PersonalRequirement?) async throws(MFAError) {
        let exception: PersonException? =
            switch requirement {
            case .some(let requirement): try requirement.bridged()
            case .none: nil
            }
        try await change(person, nothing) { try $0.setException(exception: exception) }
    }

    /// Forgets a person: their record is deleted, with failures and locks.
    ///
    /// - Throws: ``MFAError/person(_:)`` with ``MFAError/Reason/noSuchPerson`` if they have none.
    public func forget(_ person: String) async throws(MFAError) {
        try await checkName(person)
        for _ in 0..<rounds {
            guard let stored = try await read(person) else { throw .noSuchPerson }
            switch try await replace(person, stored, with: nil) {
            case .stored: return
            case .conflict: continue
            case .unknown: throw .unknownCommit
            }
        }
        throw .busy
    }

    /// What an administrator may see of a person.
    ///
    /// - Throws: ``MFAError/person(_:)`` with ``MFAError/Reason/noSuchPerson`` if they have no record.
    public func facts(_ person: String) async throws(MFAError) -> PersonFacts {
        PersonFacts(try await look(person) { try $0.facts() })
    }

    /// How a person stands with one-time codes.
    public func status(_ person: String, at now: Date = Date()) async throws(MFAError) -> CodeStatus {
        let now = try now.seconds()
        return CodeStatus(try await look(person) { try $0.status(now: now, policies: policies.bridged) })
    }

    /// How a person stands with recovery by PIN and challenge; `nil` if they have no recovery key.
    public func recoveryStatus(
        _ person: String,
        at now: Date = Date(),
        uptime: Uptime? = nil
    ) async throws(MFAError) -> RecoveryStatus? {
        let now = try now.seconds()
        return try await look(person) {
            try $0.recoveryStatus(now: now, uptime: uptime?.bridged, policies: policies.bridged)
        }.map(RecoveryStatus.init)
    }

    /// How a person stands with recovery codes; `nil` if they have no set.
    public func recoveryCodesStatus(
        _ person: String,
        at now: Date = Date()
    ) async throws(MFAError) -> RecoveryCodesStatus? {
        let now = try now.seconds()
        return try await look(person) {
            try $0.recoveryCodesStatus(now: now, policies: policies.bridged)
        }.map(RecoveryCodesStatus.init)
    }
}

/// An authenticator to be added as it is.
public struct NewAuthenticator: Sendable {
    /// What its owner calls it.
    public let name: String
    /// Its secret.
    public let secret: Secret
    /// Its parameters.
    public let parameters: Parameters
    /// The first counter or time step that is good; `nil` for the beginning.
    public let start: UInt64?

    /// An authenticator to be added as it is.
    public init(_ name: String, _ secret: Secret, _ parameters: Parameters = .standard, start: UInt64? = nil) {
        (self.name, self.secret, self.parameters, self.start) = (name, secret, parameters, start)
    }

    fileprivate func bridged() throws(MFAError) -> Addition {
        Addition(
            name: try name.crossing(), secret: secret.bridged, parameters: parameters.bridged, start: start
        )
    }
}

// MARK: - Read, decide, store, tell

/// How often a call begins anew after others were faster.
private let rounds = 1000

extension People {
    /// Reads a record, decides, stores what comes next, and gives what came of it. Whoever loses the race begins anew.
    private func change<Value>(
        _ person: String,
        _ value: (Outcome) throws(MFAError) -> Value,
        _ decide: (PersonRecord) throws -> LibMFABridge.Attempt
    ) async throws(MFAError) -> Value {
        try await checkName(person)
        for _ in 0..<rounds {
            let stored = try await read(person)
            let attempt = try called { try decide(PersonRecord.open(person: person, bytes: stored)) }
            guard let next = try called({ try attempt.next() }) else { return try value(told(.stored, by: attempt)) }
            guard case .record(let bytes) = next else { throw .unexpected }
            switch try await replace(person, stored, with: bytes) {
            case .conflict: continue
            case let commit: return try value(told(commit, by: attempt))
            }
        }
        throw .busy
    }

    /// Reads a record and looks into it.
    private func look<Value>(
        _ person: String,
        _ look: (PersonRecord) throws -> Value
    ) async throws(MFAError) -> Value {
        try await checkName(person)
        let stored = try await read(person)
        return try called { try look(PersonRecord.open(person: person, bytes: stored)) }
    }

    /// A store is asked for names only.
    private func checkName(_ person: String) async throws(MFAError) {
        let person = try person.crossing()
        try called { try checkPersonName(name: person) }
    }

    private func read(_ person: String) async throws(MFAError) -> Data? {
        let stored: Data?
        do {
            try Task.checkCancellation()
            stored = try await store.read(person)
        } catch {
            throw MFAError(thrownByStore: error)
        }
        return try stored?.crossing()
    }

    private func replace(_ person: String, _ stored: Data?, with next: Data?) async throws(MFAError) -> Commit {
        do {
            try Task.checkCancellation()
            let commit = try await store.replace(person, expecting: stored, with: next)
            try Task.checkCancellation()
            return commit
        } catch {
            throw MFAError(thrownByStore: error)
        }
    }
}

extension MFAError {
    fileprivate static var busy: Self {
        .commit(.init(.busy, "others changed the record all the time; try again"))
    }

    fileprivate static var noSuchPerson: Self {
        .person(.init(.noSuchPerson, "there is no such person in the store"))
    }

    fileprivate static var unknownCommit: Self {
        .commit(.init(.unknown, "the store did not confirm the change, so nobody gets in"))
    }
}
