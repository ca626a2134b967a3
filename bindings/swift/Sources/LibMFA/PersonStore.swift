public import Foundation

/// Where ``People`` keeps everything of a person: one record of opaque bytes for each.
///
/// A record has at most 8192 bytes and holds secrets: store it encrypted, or where only the login reads.
///
/// ```swift
/// struct Table: PersonStore {
///     func read(_ person: String) async throws -> Data? {
///         try await database.row("SELECT record FROM people WHERE name = $1", person)?.data
///     }
///
///     func replace(_ person: String, expecting: Data?, with next: Data?) async throws -> Commit {
///         // UPDATE people SET record = $3 WHERE name = $1 AND record = $2, and COMMIT
///     }
/// }
/// ```
public protocol PersonStore: Sendable {
    /// A person's record; `nil` for somebody who has none. An empty record is damage, and refused.
    func read(_ person: String) async throws -> Data?

    /// Puts a record in the place of exactly that one, by one compare-and-set.
    ///
    /// - Parameters:
    ///   - person: Whose.
    ///   - expected: What must be stored now, byte for byte; `nil` is no record.
    ///   - next: What to store; `nil` deletes the record.
    /// - Returns: ``Commit/stored`` once it is durable (after COMMIT), ``Commit/conflict`` if something else was stored
    ///   than expected. What is thrown, and ``Commit/unknown``, let nobody in.
    func replace(_ person: String, expecting expected: Data?, with next: Data?) async throws -> Commit
}
