#if !os(Windows)
public import Foundation
internal import Dispatch
internal import LibMFABridge

/// A ``PersonStore`` in a folder with a file for each person: the same files that the PAM module, the C library and the
/// `mfa` program read and write, locked against all of them.
///
/// The folder belongs to whoever runs the login, and nobody else can write into it. What is stored is on the disk
/// before it counts. On macOS the `fsync` of the folder is no barrier down to the disk, so that a power cut may bring
/// the record before back: where that counts, keep records in a store of your own.
public struct FileStore: PersonStore {
    private let bridged: RecordFiles

    /// The store in a folder.
    ///
    /// - Parameters:
    ///   - folder: Its path.
    ///   - create: Whether to make it if it is not there.
    /// - Throws: ``MFAError/store(_:underlying:)`` if it is not there, is a link, or others may write into it.
    public init(folder: String, create: Bool = false) throws(MFAError) {
        let folder = try folder.crossing()
        bridged = try called { try RecordFiles.open(folder: folder, create: create) }
    }

    /// A person's record.
    ///
    /// - Throws: ``MFAError/store(_:underlying:)``, ``MFAError/stored(_:)`` for a damaged file, ``MFAError/name(_:)``.
    public func read(_ person: String) async throws(MFAError) -> Data? {
        let person = try person.crossing()
        return try await waiting { try bridged.read(person: person) }
    }

    /// Puts a record in the place of exactly that one.
    ///
    /// - Throws: As ``read(_:)`` does, and ``MFAError/commit(_:)`` if it is not known whether it was stored.
    public func replace(
        _ person: String,
        expecting expected: Data?,
        with next: Data?
    ) async throws(MFAError) -> Commit {
        let person = try person.crossing()
        let (expected, next) = (try expected.crossing(), try next.crossing())
        return Commit(try await waiting { try bridged.replace(person: person, expected: expected, next: next) })
    }

    /// The names of everybody who has a record.
    public func people() async throws(MFAError) -> [String] {
        try await waiting { try bridged.people() }
    }

    /// Makes a call that waits for locks and disks away from the threads that tasks run on.
    private func waiting<Value: Sendable>(
        _ call: @escaping @Sendable () throws -> Value
    ) async throws(MFAError) -> Value {
        let answer: Result<Value, MFAError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(MFAError) {
                    continuation.resume(returning: .success(try called(call)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try answer.get()
    }
}

extension Optional where Wrapped == Data {
    /// The bytes, if there are as many as cross.
    fileprivate func crossing() throws(MFAError) -> Data? {
        guard let self else { return nil }
        return try self.crossing()
    }
}
#endif
