public import Foundation
internal import LibMFABridge

/// What an administrator may see of a person: no secret, and nothing that codes could be computed from.
public struct PersonFacts: Hashable, Sendable {
    /// The authenticators, in the order in which they were added.
    public let authenticators: [AuthenticatorFacts]
    /// The authenticator that is pending.
    public let pending: PendingFacts?
    /// What is required of this person alone.
    public let requirement: PersonalRequirement?
    /// The device that they have a recovery key on.
    public let recoveryDevice: String?
    /// How many recovery codes they have left, if there is a set.
    public let recoveryCodesLeft: Int?
    /// Since when a factor is required of them.
    public let requiredSince: Date?
    /// When their device was last online.
    public let lastOnline: Date?
    /// How many times the record was changed.
    public let revision: UInt64
}

/// What an administrator may see of an authenticator.
public struct AuthenticatorFacts: Hashable, Sendable {
    /// What its owner calls it.
    public let name: String
    /// Its parameters.
    public let parameters: Parameters
    /// When it was added.
    public let added: Date
    /// How long its secret is against what is recommended.
    public let strength: Secret.Strength
    /// Where it stands.
    public let progress: CodeStatus.Progress
}

/// What may be seen of an authenticator that is pending.
public struct PendingFacts: Hashable, Sendable {
    /// What it will be called.
    public let name: String
    /// Its parameters.
    public let parameters: Parameters
    /// When it was begun.
    public let since: Date
    /// When it ends.
    public let until: Date
    /// How many correct codes are still to come.
    public let correctCodesLeft: Int
    /// How many more wrong codes there may be.
    public let wrongCodesLeft: Int
}

/// What is required of one person, whatever the policy's lists say.
public enum PersonalRequirement: Hashable, Sendable {
    /// A second factor, with as much time to enroll one as the policy gives.
    case required
    /// A second factor, with time of their own to enroll one: 0 to 8784 hours, and 1 to 65535 logins where they are
    /// limited.
    case requiredWithin(hours: Int, logins: Int? = nil)
    /// None, until it is said otherwise.
    case exempt
    /// None for a while, from when it was said on.
    case exemptFor(since: Date, until: Date)
}

/// How a factor stands that has failures of its own.
public struct FactorStatus: Hashable, Sendable {
    /// Wrong ones since the last acceptance.
    public let failures: Int
    /// Wrong ones in all.
    public let failuresInAll: Int
    /// How many more wrong ones are looked at before one locks or closes.
    public let attemptsLeft: Int
    /// Until when the factor is locked.
    public let lockedUntil: Date?
    /// Whether it is closed.
    public let isClosed: Bool
}

/// How a person stands with recovery by PIN and challenge.
public struct RecoveryStatus: Hashable, Sendable {
    /// The device that the key is for.
    public let device: String
    /// Wrong PINs and responses, and what they led to.
    public let factor: FactorStatus
    /// The grant that is open, if one is.
    public let grant: Grant?
}

/// How a person stands with recovery codes.
public struct RecoveryCodesStatus: Hashable, Sendable {
    /// How many are not used.
    public let left: Int
    /// How many characters they have.
    public let length: RecoveryCodes.Length
    /// Wrong ones, and what they led to.
    public let factor: FactorStatus
}

// MARK: - Across the bridge

extension PersonFacts {
    init(_ facts: RecordFacts) {
        authenticators = facts.authenticators.map(AuthenticatorFacts.init)
        pending = facts.pending.map(PendingFacts.init)
        requirement = facts.exception.map(PersonalRequirement.init)
        recoveryDevice = facts.recoveryDevice
        recoveryCodesLeft = facts.recoveryCodesLeft.map { Int($0) }
        requiredSince = facts.requiredSince.map(Date.init(seconds:))
        lastOnline = facts.lastOnline.map(Date.init(seconds:))
        revision = facts.revision
    }
}

extension AuthenticatorFacts {
    init(_ facts: LibMFABridge.AuthenticatorFacts) {
        (name, parameters) = (facts.name, Parameters(unchecked: facts.parameters))
        (added, strength) = (Date(seconds: facts.added), Secret.Strength(facts.strength))
        progress = CodeStatus.Progress(facts.progress)
    }
}

extension PendingFacts {
    init(_ facts: LibMFABridge.PendingFacts) {
        (name, parameters) = (facts.name, Parameters(unchecked: facts.parameters))
        (since, until) = (Date(seconds: facts.since), Date(seconds: facts.until))
        (correctCodesLeft, wrongCodesLeft) = (Int(facts.codesLeft), Int(facts.wrongCodesLeft))
    }
}

extension PersonalRequirement {
    init(_ exception: PersonException) {
        self =
            switch exception {
            case .required(.none, _): .required
            case .required(.some(let hours), let logins):
                .requiredWithin(hours: Int(hours), logins: logins.map { Int($0) })
            case .exempt: .exempt
            case .exemptFor(let since, let until): .exemptFor(since: Date(seconds: since), until: Date(seconds: until))
            }
    }

    func bridged() throws(MFAError) -> PersonException {
        switch self {
        case .required: .required(hours: nil, logins: nil)
        case .requiredWithin(let hours, let logins):
            // No number of logins is out of range above, so that what does not fit is refused as none at all.
            .required(hours: number(hours), logins: logins.map { UInt16(exactly: $0) ?? 0 })
        case .exempt: .exempt
        case .exemptFor(let since, let until): .exemptFor(since: try since.seconds(), until: try until.seconds())
        }
    }
}

extension FactorStatus {
    init(_ failures: Failures) {
        self.failures = Int(failures.failures)
        failuresInAll = Int(failures.failuresInAll)
        attemptsLeft = Int(failures.attemptsLeft)
        lockedUntil = failures.lockedUntil.map(Date.init(seconds:))
        isClosed = failures.closed
    }
}

extension RecoveryStatus {
    init(_ status: LibMFABridge.RecoveryStatus) {
        (device, factor) = (status.device, FactorStatus(status.failures))
        grant = Grant(until: status.grantUntil, usesLeft: status.grantUsesLeft)
    }
}

extension RecoveryCodesStatus {
    init(_ status: LibMFABridge.RecoveryCodesStatus) {
        (left, length) = (Int(status.left), status.isLong ? .twentyFour : .sixteen)
        factor = FactorStatus(status.failures)
    }
}
