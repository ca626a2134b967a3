public import Foundation

/// Where accounts are kept: a file (`FileVault`), or on Apple's systems the Keychain (`KeychainVault`).
public protocol SecretVault: Sendable {
    /// All accounts, by name.
    func accounts() throws -> [Account]

    /// Keeps one more.
    ///
    /// - Throws: `VaultError.nameTaken`, and `VaultError.sameSecret` if one of the accounts has its secret.
    func add(_ account: Account) throws

    /// Moves a counter-based account on by one, and gives it as it was. What is shown then is used up already.
    ///
    /// - Throws: `VaultError.noSuchAccount`, `VaultError.notCounterBased`, `VaultError.exhausted`.
    func takeNext(of name: String) throws -> Account

    /// Forgets an account.
    ///
    /// - Throws: `VaultError.noSuchAccount`.
    func delete(_ name: String) throws
}

extension SecretVault {
    /// The account of a name.
    public func account(_ name: String) throws -> Account {
        guard let found = try accounts().first(where: { $0.name == name }) else { throw VaultError.noSuchAccount(name) }
        return found
    }
}

/// Why a vault did not do what was asked. Unless it says otherwise, what was kept is kept as it was.
public enum VaultError: Error, Hashable, Sendable {
    /// There is an account of this name.
    case nameTaken(String)
    /// This account has the same secret.
    case sameSecret(as: String)
    /// There is no account of this name.
    case noSuchAccount(String)
    /// The account moves with time, and shows its codes by itself.
    case notCounterBased(String)
    /// The counter is at its end.
    case exhausted(String)
    /// A URI names two issuers.
    case twoIssuers(String, String)
    /// Others than its owner can get at a file or folder, or it is not what it should be.
    case unsafe(String, why: String)
    /// A file holds no accounts.
    case damaged(String)
    /// The system did not do something.
    case system(doing: String, why: String)
    /// It is not known whether the change is kept, should the power fail now.
    case notSynced(why: String)
}

extension VaultError: LocalizedError {
    /// A sentence without a full stop. It holds no secret.
    public var errorDescription: String? {
        switch self {
        case .nameTaken(let name): "there is an account \(name) already; --name gives this one another name"
        case .sameSecret(let name): "this is the account \(name), which is here already"
        case .noSuchAccount(let name): "there is no account \(name)"
        case .notCounterBased(let name): "\(name) moves with time: its code is in the list"
        case .exhausted(let name): "the counter of \(name) is at its end: the service has to give a new secret"
        case .twoIssuers(let label, let parameter):
            "the URI names two issuers, \(label) and \(parameter); say with --name what to call it, if you trust it"
        case .unsafe(let path, let why): "\(path) \(why), so nothing in it is used"
        case .damaged(let path): "\(path) holds no accounts that could be read; it was left as it is"
        case .system(let doing, let why): "cannot \(doing): \(why)"
        case .notSynced(let why): "it is not known whether the disk keeps the change: \(why)"
        }
    }
}
