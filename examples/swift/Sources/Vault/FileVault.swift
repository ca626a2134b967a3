import Foundation

/// A `SecretVault` in a file that its owner alone can read: mode 0600, in a folder of mode 0700.
///
/// The accounts are replaced as a whole: written beside, synced, renamed, and the folder synced. Whatever happens on the
/// way, the file is the old one or the new one. A lock keeps two programs from each other's changes, and ends with the
/// program that holds it. What is refused: links, files of others, and whatever others can read or write.
public struct FileVault: SecretVault {
    private static let file = "accounts.json"
    private static let unfinished = "accounts.new"
    private static let lock = "lock"
    private static let mostBytes = 1 << 20

    private let folder: String

    /// The vault in a folder, which is made if it is not there.
    public init(folder: String) throws {
        self.folder = folder
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw VaultError.last("make \(folder)") }
    }

    public func accounts() throws -> [Account] {
        try locked { try read(in: $0) }
    }

    public func add(_ account: Account) throws {
        try change { accounts in
            for there in accounts {
                guard there.name != account.name else { throw VaultError.nameTaken(account.name) }
                guard try !there.secret.isSame(as: account.secret) else { throw VaultError.sameSecret(as: there.name) }
            }
            accounts.append(account)
        }
    }

    public func takeNext(of name: String) throws -> Account {
        try change { accounts in
            let place = try Self.place(of: name, in: accounts)
            let account = accounts[place]
            guard account.parameters.kind == .hotp else { throw VaultError.notCounterBased(name) }
            accounts[place] = try account.movedOn()
            return account
        }
    }

    public func delete(_ name: String) throws {
        try change { accounts in
            accounts.remove(at: try Self.place(of: name, in: accounts))
            return ()
        }
    }

    private static func place(of name: String, in accounts: [Account]) throws -> Int {
        guard let place = accounts.firstIndex(where: { $0.name == name }) else { throw VaultError.noSuchAccount(name) }
        return place
    }

    private func change<Value>(_ change: (inout [Account]) throws -> Value) throws -> Value {
        try locked { opened in
            var accounts = try read(in: opened)
            let value = try change(&accounts)
            try write(accounts, in: opened)
            return value
        }
    }

    private func locked<Value>(_ body: (borrowing OpenFile) throws -> Value) throws -> Value {
        let opened = try OpenFile.folder(folder)
        return try opened.file(Self.lock, O_CREAT | O_RDWR).locked { try body(opened) }
    }

    private func read(in opened: borrowing OpenFile) throws -> [Account] {
        let stored: [StoredAccount]
        do {
            let bytes = try opened.file(Self.file, O_RDONLY).read(atMost: Self.mostBytes)
            stored = try JSONDecoder().decode([StoredAccount].self, from: bytes)
            return try stored.map { try $0.opened() }.sorted { $0.name < $1.name }
        } catch OpenFile.NotThere.notThere {
            return []
        } catch let error as VaultError {
            throw error
        } catch {
            // What a decoder says may hold what it has read.
            throw VaultError.damaged("\(folder)/\(Self.file)")
        }
    }

    private func write(_ accounts: [Account], in opened: borrowing OpenFile) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let bytes = try encoder.encode(accounts.map(StoredAccount.init))
        guard bytes.count <= Self.mostBytes else {
            throw VaultError.system(doing: "keep another account", why: "there are too many")
        }
        // Whoever was cut short has left it.
        opened.remove(Self.unfinished)
        do {
            let new = try opened.file(Self.unfinished, O_CREAT | O_EXCL | O_WRONLY)
            try new.write(bytes)
            try new.sync()
            try opened.rename(Self.unfinished, to: Self.file)
        } catch {
            opened.remove(Self.unfinished)
            throw error
        }
        do {
            try opened.sync()
        } catch {
            throw VaultError.notSynced(why: error.localizedDescription)
        }
    }
}
