public import Foundation
internal import LibMFABridge

/// The recovery key of one person on one device: 32 bytes, on the device and at the help desk, shared with nothing
/// else.
///
/// ```swift
/// let issued = try key.issuePIN(for: "LAPTOP-7")
/// readOut(issued.pin)          // "123-456-789"
/// ```
///
/// Make sure who is calling before a PIN is read out.
///
/// Like a ``Secret`` it lives in the library's memory, which is wiped when the last copy is gone; it is neither
/// `Codable` nor shown by a description.
public struct RecoveryKey: Sendable {
    let bridged: LibMFABridge.RecoveryKey

    private init(_ bridged: LibMFABridge.RecoveryKey) {
        self.bridged = bridged
    }

    /// A new key from the system's random source.
    public static func random() throws(MFAError) -> RecoveryKey {
        RecoveryKey(try called { try LibMFABridge.RecoveryKey.issue() })
    }

    /// The key of 32 bytes.
    ///
    /// - Throws: ``MFAError/secret(_:)`` if there are not 32.
    public init(bytes: Data) throws(MFAError) {
        let bytes = try bytes.crossing()
        self.init(try called { try LibMFABridge.RecoveryKey.import(bytes: bytes) })
    }

    /// The key of a text in base32.
    ///
    /// - Throws: ``MFAError/secret(_:)`` if it is none, or not of 32 bytes.
    public init(base32: String) throws(MFAError) {
        let base32 = try base32.crossing()
        self.init(try called { try LibMFABridge.RecoveryKey.fromBase32(text: base32) })
    }

    /// The key as base32. It is in Swift's memory from here on, which nothing wipes.
    public func exposeBase32() throws(MFAError) -> String {
        try called { try bridged.toBase32() }
    }

    /// The bytes themselves. They are in Swift's memory from here on, which nothing wipes.
    public func exposeBytes() throws(MFAError) -> Data {
        try called { try bridged.expose() }
    }

    /// The PIN of a device, good for two minutes and what clocks may differ by.
    ///
    /// - Parameter device: Its id: 4 to 64 printable ASCII characters, in either case.
    /// - Throws: ``MFAError/name(_:)`` or ``MFAError/time(_:)``.
    public func issuePIN(for device: String, at now: Date = Date()) throws(MFAError) -> IssuedPIN {
        let (device, now) = (try device.crossing(), try now.seconds())
        let issued = try called { try bridged.issuePin(device: device, now: now) }
        return IssuedPIN(
            pin: issued.pin,
            validUntil: Date(seconds: issued.validUntil),
            nextDiffersFrom: Date(seconds: issued.nextDiffersFrom)
        )
    }

    /// The response to a challenge that a device shows.
    ///
    /// - Parameter challenge: Nine digits, the last of which is a check digit.
    /// - Throws: ``MFAError/entry(_:)``, with ``MFAError/Reason/checkDigit`` if one was misheard.
    public func respond(to challenge: String) throws(MFAError) -> String {
        let challenge = try challenge.crossing()
        return try called { try bridged.respond(challenge: challenge) }
    }
}

extension RecoveryKey: CustomStringConvertible, CustomReflectable {
    /// Says that it is a recovery key, and nothing of it.
    public var description: String { "RecoveryKey" }
    /// Shows nothing to debuggers and `dump`.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A PIN to be read out.
public struct IssuedPIN: Hashable, Sendable {
    /// In groups of three.
    public let pin: String
    /// From when on it is too old, by the issuer's clock.
    public let validUntil: Date
    /// From when on the next PIN is another one.
    public let nextDiffersFrom: Date
}

extension IssuedPIN: CustomStringConvertible, CustomReflectable {
    /// Says how long it is good, and nothing of the PIN.
    public var description: String { "IssuedPIN(validUntil: \(validUntil))" }
    /// Shows how long it is good to debuggers and `dump`, and nothing else.
    public var customMirror: Mirror { Mirror(self, children: ["validUntil": validUntil]) }
}

/// How long a device is up: a clock that nobody sets. A grant that was opened by a response to a challenge lasts by it.
public struct Uptime: Hashable, Sendable {
    /// What tells this start of the device from all others.
    public let boot: UInt64
    /// Whole seconds since.
    public let seconds: Int64

    /// A reading of another clock that nobody sets.
    public init(boot: UInt64, seconds: Int64) {
        (self.boot, self.seconds) = (boot, seconds)
    }

    /// How long this computer is up: known on Linux only for now. Elsewhere it is `nil`, and the response to a challenge
    /// is good for one login.
    public static func current() throws(MFAError) -> Uptime? {
        try called { try LibMFABridge.uptime() }.map { Uptime(boot: $0.boot, seconds: $0.seconds) }
    }

    var bridged: LibMFABridge.Uptime { .init(boot: boot, seconds: seconds) }
}

/// What a PIN, a response or a grant came to. Only ``accepted(_:)`` lets somebody in.
public enum Redemption: Sendable {
    /// The person is in.
    case accepted(Redeemed)
    /// It was not accepted.
    case rejected(Rejection)
    /// Recovery is locked; this one was not looked at.
    case locked(until: Date)
    /// Recovery is closed.
    case closed
    /// No challenge was shown that this could answer.
    case noChallenge
    /// No grant lets this login pass: ask for the PIN.
    case pinNeeded
    /// Recovery is off.
    case off

    /// Whether the person is in.
    public var isAccepted: Bool {
        if case .accepted = self { true } else { false }
    }
}

/// A recovery that was accepted.
public struct Redeemed: Sendable {
    /// By what.
    public let by: Means
    /// The grant that is open, if one is.
    public let grant: Grant?
    /// What became of the authenticators.
    public let authenticators: AfterRecovery
    /// How many wrong ones went before it.
    public let failuresBefore: Int
    /// Leave to bind an authenticator in place of the lost one.
    public let permit: EnrollmentPermit

    /// By what somebody is in.
    public enum Means: Hashable, Sendable {
        /// A PIN that was not used before.
        case newPIN
        /// The response to the challenge.
        case response
        /// The PIN or response that the open grant began with.
        case samePIN
        /// The open grant itself.
        case grant
    }
}

/// A grant that is open. It lets nobody in by itself.
public struct Grant: Hashable, Sendable {
    /// When it ends.
    public let until: Date
    /// How many more logins it is good for.
    public let usesLeft: Int

    init?(until: Int64?, usesLeft: UInt8?) {
        guard let until else { return nil }
        (self.until, self.usesLeft) = (Date(seconds: until), Int(usesLeft ?? 0))
    }
}

/// What a recovery does to a person's authenticators.
public enum AfterRecovery: Hashable, Sendable {
    /// Nothing.
    case keep
    /// The codes that would be good now are used up.
    case burnCodes
    /// They are suspended until each is confirmed again.
    case suspend
}

// MARK: - From the bridge

extension Redemption {
    @Sendable init(outcome: Outcome) throws(MFAError) {
        guard case .redemption(let redemption) = outcome else { throw .unexpected }
        self.init(redemption)
    }

    init(_ redemption: LibMFABridge.Redemption) {
        self =
            switch redemption {
            case .accepted(let redeemed): .accepted(Redeemed(redeemed))
            case .rejected(let rejected): .rejected(Rejection(rejected))
            case .locked(let until): .locked(until: Date(seconds: until))
            case .closed: .closed
            case .noChallenge: .noChallenge
            case .pinNeeded: .pinNeeded
            case .off: .off
            }
    }
}

extension Redeemed {
    init(_ redeemed: LibMFABridge.Redeemed) {
        by =
            switch redeemed.by {
            case .newPin: .newPIN
            case .response: .response
            case .samePin: .samePIN
            case .grant: .grant
            }
        grant = Grant(until: redeemed.grantUntil, usesLeft: redeemed.grantUsesLeft)
        authenticators = AfterRecovery(redeemed.authenticators)
        failuresBefore = Int(redeemed.failuresBefore)
        permit = EnrollmentPermit(redeemed.permit)
    }
}

extension AfterRecovery {
    init(_ after: LibMFABridge.AfterRecovery) {
        self =
            switch after {
            case .keep: .keep
            case .burnCodes: .burnCodes
            case .suspend: .suspend
            }
    }
}

/// The challenge to show; `nil` if recovery is off.
@Sendable func challengeShown(_ outcome: Outcome) throws(MFAError) -> String? {
    guard case .challenge(let shown) = outcome else { throw .unexpected }
    return shown
}
