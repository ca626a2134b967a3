import Foundation
import LibMFA

// Prints `cost OPERATION NANOSECONDS` for each call: the same operations as `bindings/examples/cost.rs` in Rust, by
// this face. Of nine times that last 50 milliseconds each, it is the median.

let secret = try Secret(bytes: Data("12345678901234567890".utf8))
let credential = try Credential(secret)
let now = Date(timeIntervalSince1970: 1_111_111_109)
let (right, wrong) = ("081804", "111111")

/// Takes a time nine times, and prints the median.
func cost(_ name: String, _ call: () async throws -> Void) async throws {
    let clock = ContinuousClock()
    var times: [Int64] = []
    for _ in 0..<9 {
        let begun = clock.now
        var calls: Int64 = 0
        while clock.now - begun < .milliseconds(50) {
            for _ in 0..<100 { try await call() }
            calls += 100
        }
        times.append((clock.now - begun).components.attoseconds / 1_000_000_000 / calls)
    }
    print("cost \(name) \(times.sorted()[4])")
}

try await cost("nothing") {}
try await cost("credential") { _ = try Credential(secret) }
try await cost("code") { _ = try credential.code(at: now) }

var state: AuthenticatorState?
try Authenticators([]).add(credential).commit { next in
    state = next.states.first
    return .stored
}
if let state {
    for (name, code) in [("verify-accepted", right), ("verify-rejected", wrong)] {
        try await cost(name) {
            let authenticators = try Authenticators([Authenticator(credential, state)])
            _ = try authenticators.verify(code, at: now).commit { _ in .stored }
        }
    }
}

/// A store that always holds one record.
struct OneRecord: PersonStore {
    let record: Data?
    func read(_ person: String) async -> Data? { record }
    func replace(_ person: String, expecting: Data?, with next: Data?) async -> Commit { .stored }
}

let memory = MemoryStore()
try await People(store: memory, policies: Policies()).add("alice", NewAuthenticator("phone", secret), at: now)
let people = People(store: OneRecord(record: await memory.read("alice")), policies: try Policies())
for (name, code) in [("person-verify-accepted", right), ("person-verify-rejected", wrong)] {
    try await cost(name) { _ = try await people.verify("alice", code, at: now) }
}
