public import Foundation
internal import LibMFABridge

/// The secret of a credential: 10 to 128 bytes of any value.
///
/// It lives in the library's memory, which is wiped when the last copy of this value is gone; copies of it share that
/// one place. Nothing shows it but ``exposeSetupKey()`` and ``exposeBytes()``, and a description of it says nothing.
///
/// It is not `Codable`, so that no encoder takes it along unasked, and not `Equatable`: see ``isSame(as:)``. To keep
/// it, put ``exposeBytes()`` into the Keychain, or whatever the platform has for secrets.
///
/// - Important: What Swift itself holds is beyond the library's reach. `Data` and `String` that you hand over or are
///   given are copied by the language and never wiped. Hold them for as short a time as you can.
public struct Secret: Sendable {
    let bridged: LibMFABridge.Secret
    /// How long the secret is against what is recommended.
    public let strength: Strength

    /// How long a secret is against what is recommended.
    public enum Strength: Hashable, Sendable {
        /// Fewer than 128 bits: fine to import, worth replacing.
        case legacy
        /// 128 to 159 bits: what RFC 4226 requires.
        case required
        /// 160 bits or more: what RFC 4226 recommends.
        case recommended
    }

    /// A new secret of 160 bits from the system's random source.
    ///
    /// - Throws: ``MFAError/system(_:)`` if the random source fails.
    public static func random() throws(MFAError) -> Secret {
        try Secret(called { try LibMFABridge.Secret.issue() })
    }

    /// The secret of these bytes.
    ///
    /// - Parameter bytes: 10 to 128 bytes, of any value: 0 and those over 0x7f too.
    /// - Throws: ``MFAError/secret(_:)`` if there are fewer or more.
    public init(bytes: Data) throws(MFAError) {
        let bytes = try bytes.crossing()
        try self.init(called { try LibMFABridge.Secret.import(bytes: bytes) })
    }

    /// The secret of a setup key, as services print it beside a QR code.
    ///
    /// - Parameter setupKey: Base32 in any case, with spaces and dashes between, padded or not.
    /// - Throws: ``MFAError/secret(_:)`` if it is no base32, or the secret is too short or too long.
    public init(setupKey: String) throws(MFAError) {
        let setupKey = try setupKey.crossing()
        try self.init(called { try LibMFABridge.Secret.fromSetupKey(text: setupKey) })
    }

    init(_ bridged: LibMFABridge.Secret) throws(MFAError) {
        self.bridged = bridged
        strength = Strength(try called { try bridged.strength() })
    }

    /// The secret as base32, in upper case and without padding.
    ///
    /// It is in Swift's memory from here on, which nothing wipes.
    public func exposeSetupKey() throws(MFAError) -> String {
        try called { try bridged.toBase32() }
    }

    /// The bytes themselves, for the Keychain or another store of secrets.
    ///
    /// They are in Swift's memory from here on, which nothing wipes.
    public func exposeBytes() throws(MFAError) -> Data {
        try called { try bridged.expose() }
    }

    /// Whether both are one secret, compared in constant time.
    public func isSame(as other: Secret) throws(MFAError) -> Bool {
        try called { try bridged.sameAs(other: other.bridged) }
    }
}

extension Secret: CustomStringConvertible, CustomReflectable {
    /// Says that it is a secret, and nothing of it.
    public var description: String { "Secret" }
    /// Shows nothing to debuggers and `dump`.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Secret.Strength {
    init(_ strength: LibMFABridge.Strength) {
        self =
            switch strength {
            case .legacy: .legacy
            case .required: .required
            case .recommended: .recommended
            }
    }
}
