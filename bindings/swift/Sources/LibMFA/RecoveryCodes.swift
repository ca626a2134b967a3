public import Foundation
internal import LibMFABridge

/// A sheet of new recovery codes: shown once, and stored as tags that the codes cannot be read from.
///
/// ```swift
/// let codes = try RecoveryCodes.random(count: 10)
/// try await people.setRecoveryCodes("alice", codes)      // burns the old set
/// print(try codes.expose().joined(separator: "\n"))
/// ```
public struct RecoveryCodes: Sendable {
    let bridged: RecoverySheet

    /// How many characters a code has.
    public enum Length: Hashable, Sendable {
        /// 16 characters: 80 bits.
        case sixteen
        /// 24 characters: 120 bits, for NIST's 112.
        case twentyFour
    }

    /// New codes from the system's random source.
    ///
    /// - Parameter count: 1 to 16.
    /// - Throws: ``MFAError/person(_:)`` for another count.
    public static func random(count: Int = 10, length: Length = .sixteen) throws(MFAError) -> RecoveryCodes {
        RecoveryCodes(
            bridged: try called { try RecoverySheet.draw(count: number(count), isLong: length == .twentyFour) }
        )
    }

    /// Codes that were drawn elsewhere, as they were printed.
    ///
    /// - Throws: ``MFAError/entry(_:)`` for what is no recovery code, ``MFAError/person(_:)`` for more than 16.
    public init(_ codes: [String]) throws(MFAError) {
        // So many pieces together are of a length that crosses.
        guard codes.count <= 16 else {
            throw .person(.init(.count, "\(codes.count) recovery codes were given; a set has 1 to 16"))
        }
        for code in codes { _ = try code.crossing() }
        bridged = try called { try RecoverySheet.import(codes: codes) }
    }

    init(bridged: RecoverySheet) {
        self.bridged = bridged
    }

    /// The codes as they are printed, in groups. They are in Swift's memory from here on, which nothing wipes.
    public func expose() throws(MFAError) -> [String] {
        try called { try bridged.codes() }
    }
}

extension RecoveryCodes: CustomStringConvertible, CustomReflectable {
    /// Says what they are, and nothing of them.
    public var description: String { "RecoveryCodes" }
    /// Shows nothing to debuggers and `dump`.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What a recovery code came to. Only ``accepted(_:)`` lets somebody in.
public enum RecoveryCodeRedemption: Sendable {
    /// The person is in, and the code is used up.
    case accepted(RedeemedCode)
    /// It was not accepted.
    case rejected(Rejection)
    /// Recovery codes are locked; this one was not looked at.
    case locked(until: Date)
    /// Recovery codes are closed.
    case closed
    /// Recovery codes are off.
    case off

    /// Whether the person is in.
    public var isAccepted: Bool {
        if case .accepted = self { true } else { false }
    }
}

/// A recovery code that was accepted.
public struct RedeemedCode: Sendable {
    /// Which of the set it was, from 0.
    public let index: Int
    /// How many are left.
    public let left: Int
    /// What became of the authenticators.
    public let authenticators: AfterRecovery
    /// How many wrong ones went before it.
    public let failuresBefore: Int
    /// Leave to bind an authenticator in place of the lost one.
    public let permit: EnrollmentPermit
}

extension RecoveryCodeRedemption {
    @Sendable init(outcome: Outcome) throws(MFAError) {
        guard case .redeemedCode(let redeemed) = outcome else { throw .unexpected }
        self.init(redeemed)
    }

    init(_ redeemed: LibMFABridge.RedeemedCode) {
        self =
            switch redeemed {
            case .accepted(let index, let left, let authenticators, let failuresBefore, let permit):
                .accepted(
                    RedeemedCode(
                        index: Int(index),
                        left: Int(left),
                        authenticators: AfterRecovery(authenticators),
                        failuresBefore: Int(failuresBefore),
                        permit: EnrollmentPermit(permit)
                    )
                )
            case .rejected(let rejected): .rejected(Rejection(rejected))
            case .locked(let until): .locked(until: Date(seconds: until))
            case .closed: .closed
            case .off: .off
            }
    }
}
