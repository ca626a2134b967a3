import Foundation
import LibMFA

/// Prints `cost OPERATION NANOSECONDS` for each call: the same operations as `bindings/examples/cost.rs` in Rust, by
/// this face. Of nine times that last 50 milliseconds each, it is the median.
@main
enum Cost {
    private static let now = Date(timeIntervalSince1970: 1_111_111_109)
    private static let codes = [("accepted", "081804"), ("rejected", "111111")]

    static func main() async throws {
        let secret = try Secret(bytes: Data("12345678901234567890".utf8))
        let credential = try Credential(secret)
        try of("nothing") {}
        try of("credential") { _ = try Credential(secret) }
        try of("code") { _ = try credential.code(at: now) }
        try verify(credential)
        try await verifyPeople(secret)
    }

    private static func verify(_ credential: Credential) throws {
        var states: [AuthenticatorState] = []
        try Authenticators([]).add(credential).commit { next in
            states = next.states
            return .stored
        }
        let members = states.map { Authenticator(credential, $0) }
        for (name, code) in codes {
            try of("verify-\(name)") {
                _ = try Authenticators(members).verify(code, at: now).commit { _ in .stored }
            }
        }
    }

    private static func verifyPeople(_ secret: Secret) async throws {
        let memory = MemoryStore()
        try await People(store: memory, policies: Policies()).add("alice", NewAuthenticator("phone", secret), at: now)
        let people = People(store: OneRecord(record: await memory.read("alice")), policies: try Policies())
        for (name, code) in codes {
            try await waited("person-verify-\(name)") { _ = try await people.verify("alice", code: code, at: now) }
        }
    }

    /// A store that always holds one record.
    private struct OneRecord: PersonStore {
        let record: Data?

        func read(_ person: String) async -> Data? { record }
        func replace(_ person: String, expecting: Data?, with next: Data?) async -> Commit { .stored }
    }

    private static func of(_ name: String, _ call: () throws -> Void) throws {
        var times = Times()
        while let begun = times.begin() {
            for _ in 0..<Times.calls { try call() }
            times.end(begun)
        }
        print("cost \(name) \(times.median)")
    }

    private static func waited(_ name: String, _ call: () async throws -> Void) async throws {
        var times = Times()
        while let begun = times.begin() {
            for _ in 0..<Times.calls { try await call() }
            times.end(begun)
        }
        print("cost \(name) \(times.median)")
    }
}

/// How long a hundred calls lasted, for nine times 50 milliseconds.
private struct Times {
    static let calls: Int64 = 100

    private var nanoseconds: [Int64] = []
    private var (sum, rounds) = (Duration.zero, Int64(0))

    func begin() -> ContinuousClock.Instant? {
        nanoseconds.count < 9 ? .now : nil
    }

    mutating func end(_ begun: ContinuousClock.Instant) {
        sum += .now - begun
        rounds += 1
        guard sum >= .milliseconds(50) else { return }
        let (seconds, attoseconds) = sum.components
        nanoseconds.append((seconds * 1_000_000_000 + attoseconds / 1_000_000_000) / (rounds * Self.calls))
        (sum, rounds) = (.zero, 0)
    }

    var median: Int64 { nanoseconds.sorted()[nanoseconds.count / 2] }
}

extension ContinuousClock.Instant {
    fileprivate static func - (later: Self, earlier: Self) -> Duration { earlier.duration(to: later) }
}
