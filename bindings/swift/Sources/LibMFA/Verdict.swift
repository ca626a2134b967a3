public import Foundation
internal import LibMFABridge

/// What a code came to. Only ``accepted(_:)`` lets somebody in.
///
/// Tell the person at the prompt yes or no, and until when there is a lock. Everything else is for the log.
public enum Verdict: Sendable {
    /// It was right, and it is used up.
    case accepted(Acceptance)
    /// It was not.
    case rejected(Rejection)
    /// Codes are locked; this one was not looked at.
    case locked(until: Date)
    /// Codes are closed, until a recovery or an administrator opens them.
    case closed
    /// Every authenticator that would be tried is suspended.
    case suspended

    /// Whether the person is in.
    public var isAccepted: Bool {
        if case .accepted = self { true } else { false }
    }
}

/// A code that was accepted.
public struct Acceptance: Sendable {
    /// Which authenticator it was, from 0.
    public let authenticator: Int
    /// What its owner calls it, where it has a name.
    public let name: String?
    /// The time step or counter of the code.
    public let position: UInt64
    /// How far that was from where it was expected.
    public let offset: Int64
    /// How many wrong codes went before it: show it, for they may have been somebody else's.
    public let failuresBefore: Int
    /// Leave to bind a further authenticator.
    public let permit: EnrollmentPermit
}

/// A code, a PIN or a recovery code that was not accepted.
public struct Rejection: Hashable, Sendable {
    /// How many more are looked at before one locks or closes.
    public let attemptsLeft: Int
    /// Until when there is a lock, if this led to one.
    public let lockedUntil: Date?
    /// Whether this closed them.
    public let isClosed: Bool
    /// It was right, and used before. For logs only, never for the person at the prompt.
    public let wasReplayed: Bool
}

/// What two consecutive codes came to. Never a login.
public enum Resynchronization: Hashable, Sendable {
    /// They were found, and are used up: the step or counter of the second, and how far it was from where it was
    /// expected.
    case resynchronized(position: UInt64, offset: Int64)
    /// They were not found.
    case rejected(Rejection)
    /// Codes are locked.
    case locked(until: Date)
    /// Codes are closed.
    case closed
    /// The authenticator is suspended.
    case suspended
}

/// Whether a suspended authenticator counts again.
public enum Restoration: Hashable, Sendable {
    /// It does.
    case restored
    /// The code was not accepted.
    case rejected(Rejection)
    /// Codes are locked.
    case locked(until: Date)
    /// Codes are closed.
    case closed
}

/// How slow a phone's clock is. The attempt counted as a failure.
public enum Diagnosis: Hashable, Sendable {
    /// It is slow by so many steps.
    case slow(steps: UInt64, Rejection)
    /// The code is none of the past steps'.
    case unknown(Rejection)
    /// Codes are locked.
    case locked(until: Date)
    /// Codes are closed.
    case closed
    /// The authenticator is suspended.
    case suspended
}

// MARK: - From the bridge

/// What comes of a change that answers nothing.
@Sendable func nothing(_ outcome: Outcome) throws(MFAError) {
    guard case .done = outcome else { throw .unexpected }
}

extension Verdict {
    @Sendable init(outcome: Outcome) throws(MFAError) {
        guard case .verdict(let verdict) = outcome else { throw .unexpected }
        self.init(verdict)
    }

    init(_ verdict: LibMFABridge.Verdict) {
        self =
            switch verdict {
            case .accepted(let accepted): .accepted(Acceptance(accepted))
            case .rejected(let rejected): .rejected(Rejection(rejected))
            case .locked(let until): .locked(until: Date(seconds: until))
            case .closed: .closed
            case .suspended: .suspended
            }
    }
}

extension Acceptance {
    init(_ accepted: Accepted) {
        (authenticator, name) = (Int(accepted.authenticator), accepted.name)
        (position, offset) = (accepted.position, accepted.offset)
        failuresBefore = Int(accepted.failuresBefore)
        permit = EnrollmentPermit(accepted.permit)
    }
}

extension Rejection {
    init(_ rejected: Rejected) {
        attemptsLeft = Int(rejected.attemptsLeft)
        lockedUntil = rejected.lockedUntil.map(Date.init(seconds:))
        (isClosed, wasReplayed) = (rejected.closed, rejected.replayed)
    }
}

extension Resynchronization {
    @Sendable init(outcome: Outcome) throws(MFAError) {
        guard case .resynchronization(let found) = outcome else { throw .unexpected }
        self =
            switch found {
            case .resynchronized(let position, let offset): .resynchronized(position: position, offset: offset)
            case .rejected(let rejected): .rejected(Rejection(rejected))
            case .locked(let until): .locked(until: Date(seconds: until))
            case .closed: .closed
            case .suspended: .suspended
            }
    }
}

extension Restoration {
    @Sendable init(outcome: Outcome) throws(MFAError) {
        guard case .restoration(let restoration) = outcome else { throw .unexpected }
        self =
            switch restoration {
            case .restored: .restored
            case .rejected(let rejected): .rejected(Rejection(rejected))
            case .locked(let until): .locked(until: Date(seconds: until))
            case .closed: .closed
            }
    }
}

extension Diagnosis {
    @Sendable init(outcome: Outcome) throws(MFAError) {
        guard case .diagnosis(let diagnosis) = outcome else { throw .unexpected }
        self =
            switch diagnosis {
            case .slow(let steps, let rejected): .slow(steps: steps, Rejection(rejected))
            case .unknown(let rejected): .unknown(Rejection(rejected))
            case .locked(let until): .locked(until: Date(seconds: until))
            case .closed: .closed
            case .suspended: .suspended
            }
    }
}
