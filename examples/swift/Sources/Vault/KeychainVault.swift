#if canImport(Security)
public import Foundation
private import Security

/// A `SecretVault` in the Keychain of Apple's systems: an item for each account, readable while the device is unlocked, and
/// on this device only, so that no backup and no other device gets it.
///
/// Not run by this project's tests, which run on Linux. A Mac's program has to be signed to reach this Keychain.
public struct KeychainVault: SecretVault {
    private let service: String

    /// The vault of an app.
    ///
    /// - Parameter service: What its items are filed under, such as the app's bundle identifier.
    public init(service: String) {
        self.service = service
    }

    public func accounts() throws -> [Account] {
        let query = every([
            kSecMatchLimit: kSecMatchLimitAll, kSecReturnData: true, kSecReturnAttributes: true,
        ])
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query, &found)
        if status == errSecItemNotFound { return [] }
        guard status == errSecSuccess, let items = found as? [[String: Any]] else { throw failure(status, "read") }
        return try items.map { item in
            guard
                let bytes = item[kSecValueData as String] as? Data,
                let account = try? JSONDecoder().decode(StoredAccount.self, from: bytes).opened()
            else { throw VaultError.damaged("an item of the Keychain") }
            return account
        }.sorted { $0.name < $1.name }
    }

    public func add(_ account: Account) throws {
        for there in try accounts() {
            guard try !there.secret.isSame(as: account.secret) else { throw VaultError.sameSecret(as: there.name) }
        }
        let item = every([
            kSecAttrAccount: account.name,
            kSecAttrAccessible: kSecAttrAccessibleWhenUnlockedThisDeviceOnly,
            kSecValueData: try JSONEncoder().encode(StoredAccount(account)),
        ])
        let status = SecItemAdd(item, nil)
        if status == errSecDuplicateItem { throw VaultError.nameTaken(account.name) }
        guard status == errSecSuccess else { throw failure(status, "add to") }
    }

    /// An app is one process, which calls this from one place: the Keychain has no compare-and-set.
    public func takeNext(of name: String) throws -> Account {
        let account = try account(name)
        guard account.parameters.kind == .hotp else { throw VaultError.notCounterBased(name) }
        let next: [CFString: Any] = [kSecValueData: try JSONEncoder().encode(StoredAccount(account.movedOn()))]
        let status = SecItemUpdate(every([kSecAttrAccount: name]), next as CFDictionary)
        guard status == errSecSuccess else { throw failure(status, "change") }
        return account
    }

    public func delete(_ name: String) throws {
        let status = SecItemDelete(every([kSecAttrAccount: name]))
        if status == errSecItemNotFound { throw VaultError.noSuchAccount(name) }
        guard status == errSecSuccess else { throw failure(status, "delete from") }
    }

    private func every(_ more: [CFString: Any]) -> CFDictionary {
        let ours: [CFString: Any] = [
            kSecClass: kSecClassGenericPassword, kSecAttrService: service, kSecUseDataProtectionKeychain: true,
        ]
        return ours.merging(more) { $1 } as CFDictionary
    }

    private func failure(_ status: OSStatus, _ doing: String) -> VaultError {
        let why = SecCopyErrorMessageString(status, nil) as String? ?? "status \(status)"
        return .system(doing: "\(doing) the Keychain", why: why)
    }
}
#endif
