public import Foundation
internal import LibMFABridge

/// A person has no more. So many names and states together are of a length that crosses.
let mostAuthenticators = 8

extension MFAError {
    static var noRoom: Self {
        .person(
            .init(.tooMany, "there is no room for another authenticator; a person has at most \(mostAuthenticators)")
        )
    }
}

/// An authenticator as an app with tables of its own has it.
public struct Authenticator: Sendable {
    /// The credential, made once and used often.
    public let credential: Credential
    /// What is stored of it.
    public let state: AuthenticatorState

    /// Of a credential and what was stored of it.
    public init(_ credential: Credential, _ state: AuthenticatorState) {
        (self.credential, self.state) = (credential, state)
    }
}

/// All of a person's authenticators, for apps that store states in tables of their own.
///
/// Each call decides and gives an ``Attempt``: what is to be stored, and once it is, the outcome. Whoever has no tables
/// yet is better off with ``People``, which does the reading and storing too.
///
/// ```swift
/// let credential = try Credential(secret)
/// let first = try Authenticators([]).add(credential).commit { next in
///     try table.insert(id, next.states[0].data, revision: next.revision)
///     return .stored
/// }
///
/// let row = try table.row(id)
/// let authenticators = try Authenticators([Authenticator(credential, AuthenticatorState(row.state))])
/// let verdict = try authenticators.verify(typed).commit { next in
///     try table.update(id, next.states[0].data, from: next.expectedRevision, to: next.revision) == 1
///         ? .stored : .conflict
/// }
/// if verdict.isAccepted { ... }
/// ```
///
/// Verify codes behind the first factor only: whoever reaches it can use up the person's failures.
public struct Authenticators: Sendable {
    private let bridged: LibMFABridge.Authenticators

    /// All of a person's authenticators, in the order of the record.
    ///
    /// - Parameters:
    ///   - authenticators: At most 8. Their states were stored together.
    ///   - standing: What was stored by itself of somebody who has none; `nil` for somebody new, and whenever there are
    ///     states.
    /// - Throws: ``MFAError/stored(_:)`` for states that are damaged, of other credentials, or were not stored
    ///   together; ``MFAError/person(_:)`` for too many, or two with one secret.
    public init(_ authenticators: [Authenticator], standing: Standing? = nil) throws(MFAError) {
        guard authenticators.count <= mostAuthenticators else { throw .noRoom }
        let members = authenticators.map {
            LibMFABridge.Authenticator(credential: $0.credential.bridged, state: $0.state.data)
        }
        bridged = try called {
            try LibMFABridge.Authenticators(authenticators: members, standing: standing?.data)
        }
    }

    /// Tries a code against all of them.
    ///
    /// - Parameters:
    ///   - code: What was typed: 6 to 10 digits, with spaces and dashes between.
    ///   - now: The time of the attempt.
    ///   - policy: How codes are verified.
    /// - Throws: ``MFAError/entry(_:)`` for what is no code of any of them, which costs no attempt;
    ///   ``MFAError/time(_:)``; ``MFAError/person(_:)`` if there is no authenticator.
    public func verify(
        _ code: String,
        at now: Date = Date(),
        policy: CodePolicy = .default
    ) throws(MFAError) -> Attempt<Verdict> {
        let (code, now, policy) = (try code.crossing(), try now.seconds(), try policy.bridged())
        return try Attempt(called { try bridged.verify(now: now, code: code, policy: policy) }, Verdict.init(outcome:))
    }

    /// Tries a code against one of them, where the person said which.
    ///
    /// - Parameter index: Which, from 0.
    public func verify(
        _ code: String,
        with index: Int,
        at now: Date = Date(),
        policy: CodePolicy = .default
    ) throws(MFAError) -> Attempt<Verdict> {
        let (code, now, policy) = (try code.crossing(), try now.seconds(), try policy.bridged())
        return try Attempt(
            called { try bridged.verifyWith(authenticator: number(index), now: now, code: code, policy: policy) },
            Verdict.init(outcome:)
        )
    }

    /// Looks for two consecutive codes of one authenticator whose clock or counter has run away. No login: ask for a
    /// code afterwards.
    ///
    /// - Throws: ``MFAError/person(_:)`` with ``MFAError/Reason/driftIsOff`` for a time-based one under a policy
    ///   without drift.
    public func resynchronize(
        _ index: Int,
        first: String,
        second: String,
        at now: Date = Date(),
        policy: CodePolicy = .default
    ) throws(MFAError) -> Attempt<Resynchronization> {
        let (first, second) = (try first.crossing(), try second.crossing())
        let (now, policy) = (try now.seconds(), try policy.bridged())
        return try Attempt(
            called {
                try bridged.resynchronize(
                    authenticator: number(index), now: now, first: first, second: second, policy: policy
                )
            },
            Resynchronization.init(outcome:)
        )
    }

    /// Asks at a login how slow a phone is, by a code that it shows. It is an attempt like any other: it counts a
    /// failure, and looks only at steps whose codes are no longer good.
    ///
    /// - Parameter reach: How many past steps are looked at: 1 to 2880.
    public func diagnose(
        _ code: String,
        with index: Int,
        reach: Int = 2880,
        at now: Date = Date(),
        policy: CodePolicy = .default
    ) throws(MFAError) -> Attempt<Diagnosis> {
        let (code, now, policy) = (try code.crossing(), try now.seconds(), try policy.bridged())
        return try Attempt(
            called {
                try bridged.diagnose(
                    authenticator: number(index), now: now, code: code, reach: number(reach), policy: policy
                )
            },
            Diagnosis.init(outcome:)
        )
    }

    /// Tries a code of a suspended authenticator, which counts again if it is right.
    ///
    /// - Throws: ``MFAError/person(_:)`` if it is not suspended, or the permit is for a first authenticator.
    public func restore(
        _ index: Int,
        code: String,
        permit: EnrollmentPermit,
        at now: Date = Date(),
        policy: CodePolicy = .default
    ) throws(MFAError) -> Attempt<Restoration> {
        let (code, now, policy) = (try code.crossing(), try now.seconds(), try policy.bridged())
        return try Attempt(
            called {
                try bridged.restore(
                    permit: permit.bridged, authenticator: number(index), now: now, code: code, policy: policy
                )
            },
            Restoration.init(outcome:)
        )
    }

    /// Adds an authenticator at the end. Failures and lock stay as they are.
    ///
    /// - Parameter start: The first counter or time step that is good: for HOTP the counter of the URI.
    /// - Throws: ``MFAError/person(_:)`` if there are 8, or one has this secret.
    public func add(_ credential: Credential, start: UInt64 = 0) throws(MFAError) -> Attempt<Void> {
        try Attempt(called { try bridged.add(credential: credential.bridged, start: start) }, nothing)
    }

    /// Removes an authenticator. Failures and lock stay as they are: with the last one they are in
    /// ``NextStates/standing``.
    public func remove(_ index: Int) throws(MFAError) -> Attempt<Void> {
        try Attempt(called { try bridged.remove(authenticator: number(index)) }, nothing)
    }

    /// Removes all of them. What is to be stored then is ``NextStates/standing``.
    public func removeAll() throws(MFAError) -> Attempt<Void> {
        try Attempt(called { try bridged.removeAll() }, nothing)
    }

    /// Suspends all of them.
    public func suspendAll() throws(MFAError) -> Attempt<Void> {
        try Attempt(called { try bridged.suspendAll() }, nothing)
    }

    /// Seals the states anew, one revision further: for a change of something else that is stored in the same record.
    public func reseal() throws(MFAError) -> Attempt<Void> {
        try Attempt(called { try bridged.reseal() }, nothing)
    }

    /// Tries a code of an enrollment that is kept in a table of the app's own.
    ///
    /// What to store in one transaction is the states that come next and ``NextStates/enrollment``.
    ///
    /// - Throws: ``MFAError/person(_:)`` if the enrollment is over, or its permit is for a first authenticator.
    public func confirm(
        _ enrollment: Enrollment,
        code: String,
        at now: Date = Date(),
        policy: CodePolicy = .default
    ) throws(MFAError) -> Attempt<Confirmation> {
        let (code, now, policy) = (try code.crossing(), try now.seconds(), try policy.bridged())
        return try Attempt(
            called { try bridged.confirm(enrollment: enrollment.bridged, now: now, code: code, policy: policy) },
            isOfEnrollment: true,
            Confirmation.init(outcome:)
        )
    }

    /// Suspends an authenticator: its codes count for nothing until ``restore(_:code:permit:at:policy:)``.
    public func suspend(_ index: Int) throws(MFAError) -> Attempt<Void> {
        try Attempt(called { try bridged.suspend(authenticator: number(index)) }, nothing)
    }

    /// Clears failures and lock, for administrators.
    public func unlock() throws(MFAError) -> Attempt<Void> {
        try Attempt(called { try bridged.unlock() }, nothing)
    }

    /// How the person stands. It changes nothing.
    public func status(at now: Date = Date(), policy: CodePolicy = .default) throws(MFAError) -> CodeStatus {
        let (now, policy) = (try now.seconds(), try policy.bridged())
        return CodeStatus(try called { try bridged.status(now: now, policy: policy) })
    }
}

extension Authenticators: CustomStringConvertible, CustomReflectable {
    /// Says what they are, and nothing of them.
    public var description: String { "Authenticators" }
    /// Shows nothing to debuggers and `dump`.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// How a person stands with one-time codes.
public struct CodeStatus: Hashable, Sendable {
    /// Wrong codes since the last acceptance.
    public let failures: Int
    /// Wrong codes in all.
    public let failuresInAll: Int
    /// How many more wrong codes are looked at before one locks or closes.
    public let attemptsLeft: Int
    /// Until when codes are locked.
    public let lockedUntil: Date?
    /// Whether codes are closed.
    public let isClosed: Bool
    /// How many times the record was changed.
    public let revision: UInt64
    /// Where each authenticator stands, in their order.
    public let progress: [Progress]

    /// Where an authenticator stands.
    public struct Progress: Hashable, Sendable {
        /// The smallest counter or time step that is not used up; `nil` for a counter at its end.
        public let next: UInt64?
        /// How many steps its clock was learned to be off.
        public let drift: Int
        /// Whether its codes count for nothing until it is confirmed again.
        public let isSuspended: Bool
    }

    init(_ status: Status) {
        (failures, failuresInAll) = (Int(status.failures), Int(status.failuresInAll))
        attemptsLeft = Int(status.attemptsLeft)
        lockedUntil = status.lockedUntil.map(Date.init(seconds:))
        (isClosed, revision) = (status.closed, status.revision)
        progress = status.progress.map(Progress.init)
    }
}

extension CodeStatus.Progress {
    init(_ progress: LibMFABridge.Progress) {
        (next, drift, isSuspended) = (progress.next, Int(progress.drift), progress.suspended)
    }
}
