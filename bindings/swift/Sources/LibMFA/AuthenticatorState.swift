public import Foundation

/// What is stored of an authenticator: 64 bytes, the same in every language.
///
/// They are sealed under the credential, and opened and checked when they are used. They hold no secret, but whoever
/// has them can try secrets against the seal: keep them as private as the secret.
public struct AuthenticatorState: Hashable, Sendable {
    /// The bytes.
    public let data: Data

    /// How many bytes there are.
    public static let length = 64

    /// The state of these bytes.
    ///
    /// - Throws: ``MFAError/stored(_:)`` if there are not 64.
    public init(_ data: Data) throws(MFAError) {
        guard data.count == Self.length else {
            throw .stored(.init(.length, "a stored state has 64 bytes"))
        }
        self.data = Data(data)
    }
}

/// What is kept of a person who has no authenticator left: 30 bytes with their failures and revision, so that removing
/// the last authenticator clears nothing.
public struct Standing: Hashable, Sendable {
    /// The bytes.
    public let data: Data

    /// How many bytes there are.
    public static let length = 30

    /// The standing of these bytes.
    ///
    /// - Throws: ``MFAError/stored(_:)`` if there are not 30.
    public init(_ data: Data) throws(MFAError) {
        guard data.count == Self.length else {
            throw .stored(.init(.length, "a stored standing has 30 bytes"))
        }
        self.data = Data(data)
    }
}

extension AuthenticatorState: Codable {
    /// Reads the bytes, as the decoder reads `Data`.
    ///
    /// - Throws: `DecodingError`, or ``MFAError/stored(_:)`` if there are not 64.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(Data.self))
    }

    /// Writes the bytes, as the encoder writes `Data`.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(data)
    }
}

extension Standing: Codable {
    /// Reads the bytes, as the decoder reads `Data`.
    ///
    /// - Throws: `DecodingError`, or ``MFAError/stored(_:)`` if there are not 30.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(Data.self))
    }

    /// Writes the bytes, as the encoder writes `Data`.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(data)
    }
}

extension AuthenticatorState: CustomStringConvertible, CustomReflectable {
    /// Says what it is, and none of its bytes.
    public var description: String { "AuthenticatorState" }
    /// Shows nothing to debuggers and `dump`.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
