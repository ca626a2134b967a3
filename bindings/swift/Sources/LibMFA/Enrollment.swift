public import Foundation
internal import LibMFABridge

/// Leave to bind an authenticator. It comes out of what was accepted or decided, or an administrator gives it.
public struct EnrollmentPermit: Sendable {
    let bridged: Permit

    init(_ bridged: Permit) {
        self.bridged = bridged
    }

    /// An administrator answers for the person, or the app has made sure by other means.
    public static func byAdministrator() throws(MFAError) -> EnrollmentPermit {
        EnrollmentPermit(try called { try permitByAdministrator() })
    }

    /// Whether it is good for somebody who has authenticators already, and not for a first one only.
    public func isForAny() throws(MFAError) -> Bool {
        try called { try bridged.isForAny() }
    }
}

extension EnrollmentPermit: CustomStringConvertible, CustomReflectable {
    /// Says what it is.
    public var description: String { "EnrollmentPermit" }
    /// Shows nothing to debuggers and `dump`.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A secret that is shown, and pending until a code confirms it.
///
/// It is stored by ``People/enroll(_:as:_:)`` before it is shown, and it ends after minutes that the policy says.
///
/// ```swift
/// let enrollment = try await people.beginEnrollment("alice", as: "phone", permit: permit)
/// show(try enrollment.qrCode(issuer: "Example", account: "alice"), try enrollment.setupKey())
/// switch try await people.confirm("alice", code: typed) { ... }
/// ```
public struct Enrollment: Sendable {
    let bridged: LibMFABridge.Enrollment
    /// Its parameters.
    public let parameters: Parameters
    /// When it ends.
    public let until: Date
    /// How many correct codes are still to come: 1 or 2.
    public let correctCodesLeft: Int
    /// How many more wrong codes there may be.
    public let wrongCodesLeft: Int

    /// Begins with a secret.
    ///
    /// - Parameters:
    ///   - permit: Why this person may bind an authenticator.
    ///   - secret: A new one.
    ///   - parameters: Those that the person's app understands.
    ///   - policies: They say how long it is pending.
    ///   - now: When it begins.
    /// - Throws: ``MFAError/parameters(_:)`` for nine digits where the policies have recovery on, for PINs have nine.
    public init(
        permit: EnrollmentPermit,
        secret: Secret,
        parameters: Parameters = .standard,
        policies: Policies,
        at now: Date = Date()
    ) throws(MFAError) {
        let now = try now.seconds()
        try self.init(
            called {
                try LibMFABridge.Enrollment.begin(
                    permit: permit.bridged, secret: secret.bridged, parameters: parameters.bridged, now: now,
                    policies: policies.bridged
                )
            }
        )
    }

    /// An enrollment that was kept by itself, in a table of the app's own.
    ///
    /// - Throws: ``MFAError/stored(_:)`` for bytes that are none.
    public init(data: Data) throws(MFAError) {
        let data = try data.crossing()
        try self.init(called { try LibMFABridge.Enrollment.fromBytes(bytes: data) })
    }

    private init(_ bridged: LibMFABridge.Enrollment) throws(MFAError) {
        self.bridged = bridged
        parameters = Parameters(unchecked: try called { try bridged.parameters() })
        until = Date(seconds: try called { try bridged.until() })
        correctCodesLeft = Int(try called { try bridged.codesLeft() })
        wrongCodesLeft = Int(try called { try bridged.wrongCodesLeft() })
    }

    /// The enrollment as bytes, for a table of the app's own. They hold the secret, and carry no seal.
    ///
    /// They are in Swift's memory from here on, which nothing wipes.
    public func exposeData() throws(MFAError) -> Data {
        try called { try bridged.toBytes() }
    }

    /// How many steps a phone's clock is off, by a code that it shows: negative if it is slow. `nil` if it shows the
    /// code at no time within reach. It counts nothing and uses nothing up.
    ///
    /// - Parameter reach: How many steps are looked at to each side: 1 to 2880.
    public func diagnose(_ code: String, reach: Int = 2880, at now: Date = Date()) throws(MFAError) -> Int64? {
        let (code, now) = (try code.crossing(), try now.seconds())
        return try called { try bridged.diagnose(now: now, code: code, reach: number(reach)) }
    }

    /// The setup key to type where no picture can be scanned: base32 in groups of four.
    ///
    /// It is in Swift's memory from here on, which nothing wipes.
    public func setupKey() throws(MFAError) -> String {
        try called { try bridged.setupKey() }
    }

    /// The otpauth URI, to open an authenticator app on the same device with.
    ///
    /// - Throws: ``MFAError/uri(_:)`` for a name that cannot be in one.
    public func setupURI(issuer: String?, account: String) throws(MFAError) -> String {
        let (issuer, account) = (try issuer.crossing(), try account.crossing())
        return try called { try bridged.setupUri(issuer: issuer, account: account) }
    }

    /// The otpauth URI as a QR code.
    ///
    /// - Throws: ``MFAError/uri(_:)`` for a name that cannot be in one.
    public func qrCode(issuer: String?, account: String) throws(MFAError) -> QRCode {
        try QRCode(setupURI(issuer: issuer, account: account))
    }
}

/// What a code came to while an authenticator was pending. Never a login.
public enum Confirmation: Hashable, Sendable {
    /// The authenticator is the person's, and the code is used up: its time step or counter, and how far that was from
    /// where it was expected.
    case confirmed(position: UInt64, offset: Int64)
    /// The first of two codes was right, and the policy asks for both.
    case oneMore
    /// The code was wrong.
    case wrong(codesLeft: Int)
    /// Begin again, with another secret.
    case over
}

extension Enrollment: CustomStringConvertible, CustomReflectable {
    /// Says when it ends, and nothing of the secret.
    public var description: String { "Enrollment(until: \(until))" }
    /// Shows when it ends to debuggers and `dump`, and nothing else.
    public var customMirror: Mirror { Mirror(self, children: ["until": until]) }
}

extension Confirmation {
    @Sendable init(outcome: Outcome) throws(MFAError) {
        guard case .confirmation(let confirmation) = outcome else { throw .unexpected }
        self =
            switch confirmation {
            case .confirmed(let position, let offset): .confirmed(position: position, offset: offset)
            case .oneMore: .oneMore
            case .wrong(let left): .wrong(codesLeft: Int(left))
            case .over: .over
            }
    }
}
