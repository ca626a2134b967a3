import Foundation

/// A file or folder that is open, belongs to whoever runs this, and is closed to everybody else.
struct OpenFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// There is no such file, which is fine where there need not be one.
    enum NotThere: Error { case notThere }

    private init(_ descriptor: Int32, _ path: String) {
        (self.descriptor, self.path) = (descriptor, path)
    }

    static func folder(_ path: String) throws -> OpenFile {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            // What has this name may be a link or a file.
            if errno == ENOTDIR || errno == ELOOP { throw VaultError.unsafe(path, why: "is no folder") }
            throw VaultError.last("open \(path)")
        }
        let opened = OpenFile(descriptor, path)
        try opened.check(S_IFDIR, "is no folder")
        return opened
    }

    borrowing func file(_ name: String, _ flags: Int32) throws -> OpenFile {
        let path = "\(path)/\(name)"
        let descriptor = openat(descriptor, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw NotThere.notThere }
            if errno == ELOOP { throw VaultError.unsafe(path, why: "is a link") }
            throw VaultError.last("open \(path)")
        }
        let opened = OpenFile(descriptor, path)
        try opened.check(S_IFREG, "is no file")
        return opened
    }

    deinit {
        close(descriptor)
    }

    private borrowing func check(_ kind: mode_t, _ otherwise: String) throws {
        var about = stat()
        guard fstat(descriptor, &about) == 0 else { throw VaultError.last("look at \(path)") }
        guard about.st_mode & S_IFMT == kind else { throw VaultError.unsafe(path, why: otherwise) }
        guard about.st_uid == geteuid() else { throw VaultError.unsafe(path, why: "belongs to somebody else") }
        guard about.st_mode & 0o077 == 0 else {
            let only = kind == S_IFDIR ? "700" : "600"
            throw VaultError.unsafe(path, why: "can be read or changed by others (chmod \(only) ends that)")
        }
    }

    /// Waits until no other program has the lock, and has it meanwhile. It ends with the program, however that ends.
    borrowing func locked<Value>(_ body: () throws -> Value) throws -> Value {
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw VaultError.last("lock \(path)") }
        }
        defer { flock(descriptor, LOCK_UN) }
        return try body()
    }

    borrowing func read(atMost most: Int) throws -> Data {
        var bytes = Data()
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(descriptor, &piece, piece.count)
            if count < 0 {
                guard errno == EINTR else { throw VaultError.last("read \(path)") }
                continue
            }
            if count == 0 { return bytes }
            bytes += piece.prefix(count)
            guard bytes.count <= most else { throw VaultError.damaged(path) }
        }
    }

    borrowing func write(_ bytes: Data) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                guard errno == EINTR else { throw VaultError.last("write \(path)") }
                continue
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until the disk has it.
    borrowing func sync() throws {
        #if canImport(Darwin)
        // There, fsync ends where the disk's own memory begins.
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        guard fsync(descriptor) == 0 else { throw VaultError.last("sync \(path)") }
    }

    borrowing func rename(_ old: String, to new: String) throws {
        guard renameat(descriptor, old, descriptor, new) == 0 else { throw VaultError.last("replace \(path)/\(new)") }
    }

    borrowing func remove(_ name: String) {
        unlinkat(descriptor, name, 0)
    }
}

extension VaultError {
    /// What the system says of the call that has just failed.
    static func last(_ doing: String) -> Self {
        .system(doing: doing, why: String(cString: strerror(errno)))
    }
}
