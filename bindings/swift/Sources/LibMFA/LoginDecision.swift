public import Foundation
internal import LibMFABridge

/// Somebody who wants in, after the first factor was accepted.
public struct Arrival: Hashable, Sendable {
    /// What they want.
    public var occasion: Occasion
    /// Whether the device reaches its directory or server now. A device that has none is always online.
    public var isOnline: Bool
    /// Whether another strong factor, such as a smartcard, was accepted already.
    public var hasOtherFactor: Bool

    /// What somebody wants.
    public enum Occasion: String, Hashable, Sendable, Codable {
        /// To begin a session.
        case login
        /// To go on with a session that is locked.
        case unlock
        /// To do something with more rights.
        case elevate
    }

    /// Somebody who wants in.
    public init(_ occasion: Occasion = .login, isOnline: Bool = true, hasOtherFactor: Bool = false) {
        (self.occasion, self.isOnline, self.hasOtherFactor) = (occasion, isOnline, hasOtherFactor)
    }

    var bridged: LibMFABridge.Arrival {
        let occasion: LibMFABridge.Occasion =
            switch occasion {
            case .login: .login
            case .unlock: .unlock
            case .elevate: .elevate
            }
        return .init(occasion: occasion, online: isOnline, otherFactor: hasOtherFactor)
    }
}

/// What happens to somebody who arrives.
///
/// ```swift
/// let decision = try await people.decide("alice", Arrival(.login, isOnline: network.isUp))
/// switch decision.answer {
/// case .askForCode, .askUnderGrant: prompt()
/// case .noCodeNeeded: letIn()
/// case .letInUnenrolled(let until, _): letIn(askingToEnrollBefore: until)
/// case .enrollNow: enroll(with: decision.permit)
/// case .deny: deny(callThem: policies.contactPhone)
/// }
/// ```
public struct LoginDecision: Sendable {
    /// It.
    public let answer: Answer
    /// Leave to bind an authenticator, where the decision gives it.
    public let permit: EnrollmentPermit?
    let prompt: Prompt

    /// What is decided.
    public enum Answer: Hashable, Sendable {
        /// Ask for a code.
        case askForCode
        /// Let in without an authenticator: until when, and for how many more logins where they are limited.
        case letInUnenrolled(until: Date, loginsLeft: Int?)
        /// Let in only once an authenticator was enrolled.
        case enrollNow
        /// A recovery was redeemed and its grant is open: until when, and whether a one-time code counts beside it.
        case askUnderGrant(until: Date, codesCount: Bool)
        /// Let in without a code.
        case noCodeNeeded(Unneeded)
        /// Do not let in. A recovery PIN may be typed all the same.
        case deny(Denial)
    }

    /// Why no code is needed.
    public enum Unneeded: Hashable, Sendable {
        /// Second factors are turned off.
        case disabled
        /// The person is exempt.
        case exempt
        /// Policy asks for none on this occasion.
        case occasion
        /// Another strong factor was accepted already.
        case otherFactor
        /// Nobody requires it, and they have not enrolled.
        case notEnrolled
    }

    /// Why somebody is not let in.
    public enum Denial: Hashable, Sendable {
        /// There is no authenticator, and the time to enroll one is over.
        case notEnrolled(Ended)
        /// The device was offline for longer than codes count without a network.
        case offline(Ended)
        /// A reason that this version does not know.
        case other
    }

    /// Why a period is not open.
    public enum Ended: Hashable, Sendable {
        /// Policy allows no time at all.
        case neverAllowed
        /// It never began.
        case neverBegun
        /// The clock was set back.
        case clockSetBack
        /// The hours have passed.
        case timeIsUp
        /// The logins are used up.
        case loginsUsedUp
    }

    /// Whether something is typed now.
    public var asks: Bool {
        switch answer {
        case .askForCode, .askUnderGrant: true
        default: false
        }
    }
}

extension LoginDecision: CustomStringConvertible, CustomReflectable {
    /// Says what was decided.
    public var description: String { "LoginDecision(\(answer))" }
    /// Shows what was decided and the permit to debuggers and `dump`, and nothing else.
    public var customMirror: Mirror { Mirror(self, children: ["answer": answer, "permit": permit as Any]) }
}

/// What was typed at one prompt came to.
public enum LoginOutcome: Sendable {
    /// It was a one-time code.
    case code(Verdict)
    /// It was a recovery PIN.
    case recovery(Redemption)
    /// It was a recovery code.
    case recoveryCode(RecoveryCodeRedemption)

    /// Whether the person is in.
    public var isAccepted: Bool {
        switch self {
        case .code(let verdict): verdict.isAccepted
        case .recovery(let redemption): redemption.isAccepted
        case .recoveryCode(let redemption): redemption.isAccepted
        }
    }

    /// Leave to bind an authenticator, if the person is in.
    public var permit: EnrollmentPermit? {
        switch self {
        case .code(.accepted(let acceptance)): acceptance.permit
        case .recovery(.accepted(let redeemed)): redeemed.permit
        case .recoveryCode(.accepted(let redeemed)): redeemed.permit
        default: nil
        }
    }
}

// MARK: - From the bridge

extension LoginDecision {
    @Sendable init(outcome: Outcome) throws(MFAError) {
        guard case .decided(let decided) = outcome else { throw .unexpected }
        answer = Answer(decided.decision)
        permit = decided.permit.map(EnrollmentPermit.init)
        prompt = decided.prompt
    }
}

extension LoginDecision.Answer {
    init(_ decision: Decision) {
        self =
            switch decision {
            case .askForCode: .askForCode
            case .letInUnenrolled(let until, let left):
                .letInUnenrolled(until: Date(seconds: until), loginsLeft: left.map { Int($0) })
            case .enrollNow: .enrollNow
            case .askUnderGrant(let until, let count): .askUnderGrant(until: Date(seconds: until), codesCount: count)
            case .noCodeNeeded(let because): .noCodeNeeded(.init(because))
            case .deny(let reason): .deny(.init(reason))
            }
    }
}

extension LoginDecision.Unneeded {
    init(_ unneeded: LibMFABridge.Unneeded) {
        self =
            switch unneeded {
            case .disabled: .disabled
            case .exempt: .exempt
            case .occasion: .occasion
            case .otherFactor: .otherFactor
            case .notEnrolled: .notEnrolled
            }
    }
}

extension LoginDecision.Denial {
    init(_ denial: LibMFABridge.Denial) {
        self =
            switch denial {
            case .notEnrolled(let ended): .notEnrolled(.init(ended))
            case .offline(let ended): .offline(.init(ended))
            case .other: .other
            }
    }
}

extension LoginDecision.Ended {
    init(_ ended: LibMFABridge.Ended) {
        self =
            switch ended {
            case .neverAllowed: .neverAllowed
            case .neverBegun: .neverBegun
            case .clockSetBack: .clockSetBack
            case .timeIsUp: .timeIsUp
            case .loginsUsedUp: .loginsUsedUp
            }
    }
}

extension LoginOutcome {
    @Sendable init(outcome: Outcome) throws(MFAError) {
        guard case .loggedIn(let login) = outcome else { throw .unexpected }
        self =
            switch login {
            case .code(let verdict): .code(Verdict(verdict))
            case .recovery(let redemption): .recovery(Redemption(redemption))
            case .recoveryCode(let redeemed): .recoveryCode(RecoveryCodeRedemption(redeemed))
            }
    }
}
