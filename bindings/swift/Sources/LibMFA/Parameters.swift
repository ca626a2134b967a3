public import Foundation
internal import LibMFABridge

/// What is public about a credential: what moves it, its hash, and how many digits its codes have.
///
/// They are checked when they are made, also when they are decoded.
///
/// ```swift
/// let usual = Parameters.standard                                       // TOTP, SHA-1, 6 digits, 30 seconds
/// let strong = try Parameters.totp(.sha256, digits: 8, period: .seconds(60))
/// let token = try Parameters.hotp(digits: 6)
/// ```
public struct Parameters: Hashable, Sendable {
    /// What moves a credential from one code to the next.
    public enum Kind: Hashable, Sendable {
        /// Time (TOTP, RFC 6238): a step lasts `period`, and step 0 begins at `t0`.
        case totp(period: Duration, t0: Date)
        /// A counter (HOTP, RFC 4226).
        case hotp
    }

    /// The hash that codes are computed with.
    public enum Algorithm: String, Hashable, Sendable, Codable, CaseIterable {
        /// SHA-1: what every authenticator app understands.
        case sha1 = "SHA1"
        /// SHA-256.
        case sha256 = "SHA256"
        /// SHA-512.
        case sha512 = "SHA512"
    }

    /// What moves it.
    public let kind: Kind
    /// The hash.
    public let algorithm: Algorithm
    /// How many digits a code has: 6 to 10.
    public let digits: Int

    let bridged: LibMFABridge.Parameters

    /// TOTP with SHA-1, 6 digits and 30 seconds: what every authenticator app understands.
    public static let standard = Parameters(
        unchecked: .init(moving: .totp(period: 30, t0: 0), algorithm: .sha1, digits: 6)
    )

    /// Parameters of a credential that moves with time.
    ///
    /// - Parameters:
    ///   - algorithm: The hash.
    ///   - digits: 6 to 10.
    ///   - period: Whole seconds, 1 to 3600.
    ///   - t0: When step 0 begins; 1970, but for special devices.
    /// - Throws: ``MFAError/parameters(_:)``, or ``MFAError/time(_:)`` for a date that is no number.
    public static func totp(
        _ algorithm: Algorithm = .sha1,
        digits: Int = 6,
        period: Duration = .seconds(30),
        t0: Date = Date(timeIntervalSince1970: 0)
    ) throws(MFAError) -> Parameters {
        let t0 = try t0.seconds()
        return try Parameters(
            .init(
                moving: .totp(period: period.wholeSeconds(), t0: t0),
                algorithm: algorithm.bridged,
                digits: number(digits)
            )
        )
    }

    /// Parameters of a credential that moves with a counter.
    ///
    /// - Parameters:
    ///   - algorithm: The hash.
    ///   - digits: 6 to 10.
    /// - Throws: ``MFAError/parameters(_:)``.
    public static func hotp(_ algorithm: Algorithm = .sha1, digits: Int = 6) throws(MFAError) -> Parameters {
        try Parameters(.init(moving: .hotp, algorithm: algorithm.bridged, digits: number(digits)))
    }

    /// Parameters that were stored as 11 bytes beside a state, by this or another language.
    ///
    /// - Throws: ``MFAError/stored(_:)`` or ``MFAError/parameters(_:)`` if they are none.
    public init(_ data: Data) throws(MFAError) {
        let data = try data.crossing()
        self.init(unchecked: try called { try parametersFromBytes(bytes: data) })
    }

    /// The 11 bytes that may be stored beside a state: the same in every language.
    public func data() throws(MFAError) -> Data {
        try called { try parametersToBytes(parameters: bridged) }
    }

    private init(_ bridged: LibMFABridge.Parameters) throws(MFAError) {
        _ = try called { try parametersToBytes(parameters: bridged) }
        self.init(unchecked: bridged)
    }

    /// Of what the library has checked.
    init(unchecked bridged: LibMFABridge.Parameters) {
        kind =
            switch bridged.moving {
            case .totp(let period, let t0): .totp(period: .seconds(Int64(period)), t0: Date(seconds: t0))
            case .hotp: .hotp
            }
        algorithm = Algorithm(bridged.algorithm)
        digits = Int(bridged.digits)
        self.bridged = bridged
    }
}

extension Parameters.Algorithm {
    var bridged: LibMFABridge.Algorithm {
        switch self {
        case .sha1: .sha1
        case .sha256: .sha256
        case .sha512: .sha512
        }
    }

    init(_ bridged: LibMFABridge.Algorithm) {
        self =
            switch bridged {
            case .sha1: .sha1
            case .sha256: .sha256
            case .sha512: .sha512
            }
    }
}

extension Parameters: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, algorithm, digits, period, t0
    }

    private enum Name: String, Codable {
        case totp, hotp
    }

    /// Reads what ``encode(to:)`` writes; `t0` may be left out.
    ///
    /// - Throws: `DecodingError`, or ``MFAError/parameters(_:)`` for numbers that are out of range.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let algorithm = try values.decode(Algorithm.self, forKey: .algorithm)
        let digits = try values.decode(Int.self, forKey: .digits)
        switch try values.decode(Name.self, forKey: .kind) {
        case .hotp:
            self = try .hotp(algorithm, digits: digits)
        case .totp:
            let period = try values.decode(Int64.self, forKey: .period)
            let t0 = try values.decodeIfPresent(Int64.self, forKey: .t0) ?? 0
            try self.init(
                .init(
                    moving: .totp(period: UInt32(exactly: period) ?? .max, t0: t0),
                    algorithm: algorithm.bridged,
                    digits: number(digits)
                )
            )
        }
    }

    /// Writes `kind` (`totp` or `hotp`), `algorithm` (`SHA1`), `digits`, and for TOTP `period` and `t0` in whole
    /// seconds.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(algorithm, forKey: .algorithm)
        try values.encode(digits, forKey: .digits)
        switch bridged.moving {
        case .hotp:
            try values.encode(Name.hotp, forKey: .kind)
        case .totp(let period, let t0):
            try values.encode(Name.totp, forKey: .kind)
            try values.encode(period, forKey: .period)
            try values.encode(t0, forKey: .t0)
        }
    }
}
