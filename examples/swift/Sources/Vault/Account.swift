import Foundation
public import LibMFA

/// An account of somebody's, as an authenticator app keeps it.
public struct Account: Sendable {
    /// What its owner calls it: 1 to 64 bytes that print, and no other account's.
    public let name: String
    /// Who runs the service.
    public let issuer: String?
    /// Whose account it is there.
    public let account: String?
    /// Its secret.
    public let secret: Secret
    /// Its parameters.
    public let parameters: Parameters
    /// HOTP: the counter whose code is shown next.
    public let counter: UInt64

    /// The account of a URI.
    ///
    /// - Parameter name: What to call it; without one, issuer and account.
    /// - Throws: `VaultError.twoIssuers` if the URI does not say which of two it is, and `MFAError.name` for a name that is none.
    public init(_ uri: OtpauthURI, name: String? = nil) throws {
        if name == nil, uri.issuersDisagree, let label = uri.issuerInLabel, let parameter = uri.issuerInParameter {
            throw VaultError.twoIssuers(label, parameter)
        }
        let name = name ?? [uri.issuer, uri.account].compactMap(\.self).joined(separator: " ")
        try Names.check(authenticator: name)
        self.init(name, uri.issuer, uri.account, uri.secret, uri.parameters, uri.start)
    }

    init(
        _ name: String,
        _ issuer: String?,
        _ account: String?,
        _ secret: Secret,
        _ parameters: Parameters,
        _ counter: UInt64
    ) {
        (self.name, self.issuer, self.account) = (name, issuer, account)
        (self.secret, self.parameters, self.counter) = (secret, parameters, counter)
    }

    /// The URI that moves it to another phone.
    public var uri: OtpauthURI {
        OtpauthURI(
            issuer: issuer, account: account ?? name, secret: secret, parameters: parameters,
            start: parameters.kind == .hotp ? counter : 0
        )
    }

    /// The same account, whose next code is the one after.
    func movedOn() throws -> Account {
        guard counter < .max else { throw VaultError.exhausted(name) }
        return Account(name, issuer, account, secret, parameters, counter + 1)
    }
}

/// An account as a file or a Keychain item holds it. `Secret` is no `Codable`, so what takes it along says so here.
struct StoredAccount: Codable {
    let name: String
    let issuer: String?
    let account: String?
    let secret: Data
    let parameters: Parameters
    let counter: UInt64

    init(_ account: Account) throws {
        (name, issuer, self.account) = (account.name, account.issuer, account.account)
        (parameters, counter) = (account.parameters, account.counter)
        secret = try account.secret.exposeBytes()
    }

    func opened() throws -> Account {
        try Names.check(authenticator: name)
        return Account(name, issuer, account, try Secret(bytes: secret), parameters, counter)
    }
}
