public import Foundation
internal import LibMFABridge

/// An otpauth URI: what the QR code of a service says, or what to make one of.
///
/// It is read leniently in how it is spelled, and strictly in what it says: a parameter that is out of range or there
/// twice is refused by name. It is written with the issuer in both places and spaces as `%20`.
///
/// ```swift
/// let read = try OtpauthURI("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&issuer=Example")
/// read.issuer     // "Example"
/// read.account    // "alice"
///
/// let made = OtpauthURI(issuer: "Example", account: "alice", secret: try .random())
/// let picture = try made.qrCode().svg()
/// ```
public struct OtpauthURI: Sendable {
    /// The secret.
    public let secret: Secret
    /// Its parameters.
    public let parameters: Parameters
    /// The first counter or time step that is good: 0 unless the URI gives a counter.
    public let start: UInt64
    /// Whose account it is.
    public let account: String?
    /// The issuer as the label has it, before the colon.
    public let issuerInLabel: String?
    /// The issuer as the parameter has it.
    public let issuerInParameter: String?

    /// The issuer to show: the parameter's, else the label's.
    public var issuer: String? { issuerInParameter ?? issuerInLabel }

    /// Whether label and parameter name two issuers. Show both, or ask.
    public var issuersDisagree: Bool {
        issuerInLabel != nil && issuerInParameter != nil && issuerInLabel != issuerInParameter
    }

    /// Reads a URI, such as a scanned QR code's text.
    ///
    /// - Parameter text: At most 4096 bytes, beginning with `otpauth://`.
    /// - Throws: ``MFAError/uri(_:)``, or ``MFAError/secret(_:)`` if it is about the secret. Neither holds any of the
    ///   text.
    public init(_ text: String) throws(MFAError) {
        let text = try text.crossing()
        let read = try called { try readOtpauth(uri: text) }
        secret = try Secret(read.secret)
        parameters = Parameters(unchecked: read.parameters)
        (start, account) = (read.start, read.account)
        (issuerInLabel, issuerInParameter) = (read.issuerInLabel, read.issuerInParameter)
    }

    /// Reads a URI that the system handed over, when somebody opened it with the app.
    public init(_ url: URL) throws(MFAError) {
        try self.init(url.absoluteString)
    }

    /// A URI to be shown. The names are checked when it is written.
    ///
    /// - Parameters:
    ///   - issuer: Who runs the service; people tell their accounts apart by it.
    ///   - account: Whose account it is, such as an address.
    ///   - start: For HOTP: the first counter that is good.
    public init(
        issuer: String?,
        account: String,
        secret: Secret,
        parameters: Parameters = .standard,
        start: UInt64 = 0
    ) {
        (self.secret, self.parameters, self.start, self.account) = (secret, parameters, start, account)
        (issuerInLabel, issuerInParameter) = (issuer, issuer)
    }

    /// The URI as text, which holds the secret.
    ///
    /// It is in Swift's memory from here on, which nothing wipes.
    ///
    /// - Throws: ``MFAError/uri(_:)`` if the issuer or the account is empty, too long, or has a colon or a character
    ///   that does not print.
    public func exposeText() throws(MFAError) -> String {
        let (issuer, account) = (try issuer.crossing(), try (account ?? "").crossing())
        return try called {
            try writeOtpauth(
                issuer: issuer, account: account, secret: secret.bridged, parameters: parameters.bridged, start: start
            )
        }
    }

    /// The URI as a QR code, to be scanned by an authenticator app.
    public func qrCode() throws(MFAError) -> QRCode {
        try QRCode(exposeText())
    }

    /// The secret, prepared to show codes.
    public func credential() throws(MFAError) -> Credential {
        try Credential(secret, parameters)
    }
}

extension OtpauthURI: CustomStringConvertible, CustomReflectable {
    /// Says whose it is, and nothing of the secret.
    public var description: String { "OtpauthURI(issuer: \(issuer ?? "none"), account: \(account ?? "none"))" }
    /// Shows what is no secret to debuggers and `dump`.
    public var customMirror: Mirror {
        Mirror(self, children: ["issuer": issuer as Any, "account": account as Any, "parameters": parameters])
    }
}
