public import Foundation

/// A ``PersonStore`` that forgets everything when it ends: for tests and previews.
public actor MemoryStore: PersonStore {
    private var records: [String: Data] = [:]

    /// A store of nobody.
    public init() {}

    /// A person's record.
    public func read(_ person: String) -> Data? {
        records[person]
    }

    /// Puts a record in the place of exactly that one.
    public func replace(_ person: String, expecting expected: Data?, with next: Data?) -> Commit {
        guard records[person] == expected else { return .conflict }
        records[person] = next
        return .stored
    }

    /// The names of everybody who has a record, in order.
    public func people() -> [String] {
        records.keys.sorted()
    }
}
