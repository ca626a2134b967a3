internal import Foundation
internal import LibMFABridge

/// People and their second factors, in a store of the app's: what a login stands on.
///
/// Everything of a person is one record. Each call reads it, decides, puts what comes next in its place, and gives the
/// outcome once that is stored. Whoever loses a race begins anew from the winner's record, where a code that was used
/// is a replay: of many who type one code at once, one gets in.
///
/// ```swift
/// let people = People(store: try FileStore(folder: "/var/lib/example"), policies: policies)
/// let decision = try await people.decide("alice", Arrival(.login, isOnline: true))
/// if decision.asks {
///     let outcome = try await people.logIn("alice", decision, typed: prompt())
///     if outcome.isAccepted { letIn() }
/// }
/// ```
///
/// Call it behind the first factor: whoever reaches it can use up a person's failures.
///
/// ## Errors
///
/// Every call throws ``MFAError/name(_:)`` for what is no name, ``MFAError/stored(_:)`` for a record that is damaged or
/// another person's, ``MFAError/store(_:underlying:)`` with what the store threw, ``MFAError/commit(_:)`` if the store
/// does not know whether it stored or others were faster a thousand times, and ``MFAError/cancelled``. Nobody gets in
/// by any of them. Those that take a code throw ``MFAError/entry(_:)`` for what is none, which costs no attempt, and
/// ``MFAError/time(_:)``.
public struct People<Store: PersonStore>: Sendable {
    /// Where their records are.
    public let store: Store
    /// What holds for them.
    public let policies: Policies

    /// How long the device is up. A grant that a challenge opened goes by it, for there no clock can be trusted.
    let uptime: @Sendable () throws(MFAError) -> Uptime?

    /// The people of a store.
    ///
    /// - Parameter uptime: How long the device is up, asked at each call that goes by it: this computer, unless said
    ///   otherwise, which tells it on Linux only for now. `nil` if nobody knows: then the response to a challenge is
    ///   good for one login.
    public init(
        store: Store,
        policies: Policies,
        uptime: @escaping @Sendable () throws(MFAError) -> Uptime? = { () throws(MFAError) in try Uptime.current() }
    ) {
        (self.store, self.policies, self.uptime) = (store, policies, uptime)
    }

    /// The same people under other policies.
    public func with(policies: Policies) -> People {
        People(store: store, policies: policies, uptime: uptime)
    }
}

// MARK: - Read, decide, store, tell

/// How often a call begins anew after others were faster.
let mostRounds = 1000
/// No record has more bytes.
private let longestRecord = 8192

extension People {
    /// Reads a record, decides, stores what comes next, and gives what came of it. Whoever loses the race begins anew.
    func change<Value>(
        _ person: String,
        _ value: (Outcome) throws(MFAError) -> Value,
        _ decide: (PersonRecord) throws -> LibMFABridge.Attempt
    ) async throws(MFAError) -> Value {
        try await checkName(person)
        for _ in 0..<mostRounds {
            let stored = try await read(person)
            let attempt = try called { try decide(PersonRecord.open(person: person, bytes: stored)) }
            guard let next = try called({ try attempt.next() }) else { return try value(told(.stored, by: attempt)) }
            guard case .record(let bytes) = next else { throw .unexpected }
            switch try await replace(person, stored, with: bytes) {
            case .conflict: continue
            case let commit: return try value(told(commit, by: attempt))
            }
        }
        throw .busy
    }

    /// Reads a record and looks into it.
    func look<Value>(
        _ person: String,
        _ look: (PersonRecord) throws -> Value
    ) async throws(MFAError) -> Value {
        try await checkName(person)
        let stored = try await read(person)
        return try called { try look(PersonRecord.open(person: person, bytes: stored)) }
    }

    /// A store is asked for names only.
    func checkName(_ person: String) async throws(MFAError) {
        let person = try person.crossing()
        try called { try checkPersonName(name: person) }
    }

    func read(_ person: String) async throws(MFAError) -> Data? {
        let stored: Data?
        do {
            try Task.checkCancellation()
            stored = try await store.read(person)
        } catch {
            throw MFAError(thrownByStore: error)
        }
        guard stored.map({ $0.count <= longestRecord }) ?? true else {
            throw .stored(.init(.length, "a stored record has at most \(longestRecord) bytes"))
        }
        return stored
    }

    func replace(_ person: String, _ stored: Data?, with next: Data?) async throws(MFAError) -> Commit {
        do {
            try Task.checkCancellation()
            let commit = try await store.replace(person, expecting: stored, with: next)
            try Task.checkCancellation()
            return commit
        } catch {
            throw MFAError(thrownByStore: error)
        }
    }
}

extension MFAError {
    static var busy: Self {
        .commit(.init(.busy, "others changed the record all the time; try again"))
    }

    static var noSuchPerson: Self {
        .person(.init(.noSuchPerson, "there is no such person in the store"))
    }

    static var unknownCommit: Self {
        .commit(.init(.unknown, "the store did not confirm the change, so nobody gets in"))
    }
}
