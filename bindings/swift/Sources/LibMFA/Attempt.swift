internal import LibMFABridge

/// A decision that counts once what comes next is stored.
///
/// Nothing of the decision can be seen before. An attempt that is let go of denies, and so does one whose states were
/// not stored. It cannot be copied, so it is told of its commit once.
///
/// ```swift
/// let attempt = try authenticators.verify(typed)
/// let verdict = try await attempt.commit { next in
///     let changed = try await table.update(
///         id, next.states, where: next.expectedRevision, to: next.revision
///     )
///     return changed == 1 ? .stored : .conflict
/// }
/// ```
///
/// Where a callback has the answer, wait for it inside. The attempt itself cannot be taken into an escaping closure.
///
/// ```swift
/// let verdict = try await attempt.commit { next in
///     await withCheckedContinuation { continuation in
///         table.update(id, next.states, where: next.expectedRevision, to: next.revision) { changed in
///             continuation.resume(returning: changed == 1 ? .stored : .conflict)
///         }
///     }
/// }
/// ```
public struct Attempt<Value: Sendable>: ~Copyable, Sendable {
    /// What to store in place of what was read, by one compare-and-set. `nil` if nothing changes: then nothing is
    /// stored, and the attempt is told ``Commit/stored``.
    public let next: NextStates?

    private let bridged: LibMFABridge.Attempt
    private let value: @Sendable (Outcome) throws(MFAError) -> Value

    init(
        _ bridged: LibMFABridge.Attempt,
        isOfEnrollment: Bool = false,
        _ value: @escaping @Sendable (Outcome) throws(MFAError) -> Value
    ) throws(MFAError) {
        // All of it before any of it is in its place: what is not copyable is made in one piece.
        let enrollment: NextEnrollment? =
            switch isOfEnrollment ? try called({ try bridged.nextEnrollment() }) : nil {
            case .some(let next): try NextEnrollment(next)
            case .none: nil
            }
        let states: NextStates? =
            switch try called({ try bridged.next() }) {
            case .some(let next): try NextStates(next, enrollment)
            case .none: nil
            }
        next = states
        self.bridged = bridged
        self.value = value
    }

    /// Gives the decision if what comes next is stored.
    ///
    /// - Throws: ``MFAError/commit(_:)`` for ``Commit/conflict`` (read the states again and begin anew; the code may be
    ///   a replay by now) and for ``Commit/unknown``. Both deny.
    public consuming func committed(_ commit: Commit) throws(MFAError) -> Value {
        try value(told(commit, by: bridged))
    }

    /// Stores what comes next, if anything does, and gives the decision.
    ///
    /// - Parameter store: Puts the states in the place of exactly those that were read.
    /// - Throws: ``MFAError/commit(_:)`` as ``committed(_:)`` does, and ``MFAError/store(_:underlying:)`` with what
    ///   `store` threw. All deny.
    public consuming func commit(_ store: (NextStates) throws -> Commit) throws(MFAError) -> Value {
        guard let next else { return try committed(.stored) }
        let answer: Commit
        do {
            answer = try store(next)
        } catch {
            throw MFAError(thrownByStore: error)
        }
        return try committed(answer)
    }

    /// The same with a store that is waited for. If the task is cancelled by then, the attempt denies.
    ///
    /// - Throws: As the other does, and ``MFAError/cancelled``.
    public consuming func commit(
        isolation: isolated (any Actor)? = #isolation,
        _ store: (NextStates) async throws -> Commit
    ) async throws(MFAError) -> Value {
        guard let next else { return try committed(.stored) }
        let answer: Commit
        do {
            answer = try await store(next)
        } catch {
            throw MFAError(thrownByStore: error)
        }
        guard !Task.isCancelled else { throw .cancelled }
        return try committed(answer)
    }
}

/// What comes out of an attempt of the bridge.
func told(_ commit: Commit, by attempt: LibMFABridge.Attempt) throws(MFAError) -> Outcome {
    try called { try attempt.told(commit: commit.bridged) }
}

/// What to store of a person's authenticators, as one record.
public struct NextStates: Sendable {
    /// The states, in the order of the authenticators. After ``Authenticators/add(_:start:)`` there is one more, after
    /// ``Authenticators/remove(_:)`` one less.
    public let states: [AuthenticatorState]
    /// What they carry of the person. It is stored by itself where there is no state left.
    public let standing: Standing
    /// The revision that is stored now: a compare-and-set may compare this in place of all bytes.
    public let expectedRevision: UInt64
    /// The revision of these.
    public let revision: UInt64
    /// What becomes of the enrollment that ``Authenticators/confirm(_:code:at:policy:)`` has tried, to be stored in the
    /// same transaction. `nil` of any other attempt.
    public let enrollment: NextEnrollment?
}

extension NextStates {
    fileprivate init(_ next: Next, _ enrollment: NextEnrollment?) throws(MFAError) {
        guard case .states(let states, let standing, let expectedRevision, let revision) = next else {
            throw .unexpected
        }
        var checked: [AuthenticatorState] = []
        for state in states { try checked.append(AuthenticatorState(state)) }
        self.states = checked
        self.standing = try Standing(standing)
        (self.expectedRevision, self.revision) = (expectedRevision, revision)
        self.enrollment = enrollment
    }
}

/// What to store of an enrollment that is kept in a table of the app's own.
public enum NextEnrollment: Sendable {
    /// It is confirmed: store its secret and parameters beside its state, which is the last one, and delete it.
    case enrolled(Secret, Parameters)
    /// Store this in its place.
    case pending(Enrollment)
    /// Delete it.
    case gone
}

extension NextEnrollment {
    fileprivate init(_ next: LibMFABridge.NextEnrollment) throws(MFAError) {
        switch next {
        case .enrolled(let secret, let parameters):
            self = .enrolled(try Secret(secret), Parameters(unchecked: parameters))
        case .pending(let bytes):
            self = .pending(try Enrollment(data: bytes))
        case .gone:
            self = .gone
        }
    }
}

extension MFAError {
    /// The bridge gave what another call gives.
    static var unexpected: Self {
        .internalFailure(.init(.other, "the library answered another question than was asked, so nobody gets in"))
    }

    /// What a store threw. What it was told by this module goes on as it is.
    init(thrownByStore error: any Error) {
        switch error {
        case is CancellationError:
            self = .cancelled
        case let error as MFAError:
            switch error {
            case .store, .stored, .commit, .name, .cancelled: self = error
            default: self = .store(.threw, underlying: error)
            }
        default:
            self = .store(.threw, underlying: error)
        }
    }
}

extension MFAError.Detail {
    fileprivate static let threw = Self(.threw, "the store failed, so nobody gets in")
}
