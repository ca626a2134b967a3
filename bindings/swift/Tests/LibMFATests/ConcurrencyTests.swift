import Foundation
import LibMFA
import XCTest

/// Many at once, and many times over.
final class ConcurrencyTests: TestCase {
    func testOneOfEightTasksWithOneCodeGetsInTwoHundredTimes() async throws {
        for round in 0..<200 {
            let people = People(store: MemoryStore(), policies: try Policies())
            try await people.add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
            let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 { group.addTask { try await people.verify("alice", code: codeNow, at: noon).isAccepted } }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            XCTAssertEqual(accepted, 1, "round \(round)")
        }
    }

    func testWrongCodesOfEightTasksAreAllCounted() async throws {
        let people = People(store: MemoryStore(), policies: try Policies().with("codes.free_failures", "20"))
        try await people.add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<2 { _ = try await people.verify("alice", code: "000000", at: noon) } }
            }
            try await group.waitForAll()
        }
        let status = try await people.status("alice", at: noon)
        XCTAssertEqual(status.failuresInAll, 16)
    }

    func testEightThreadsShareOneCredential() async throws {
        let credential = try Credential(rfcSecret())
        let authenticators = try Authenticators([Authenticator(credential, added(credential))])
        let codes = try (0..<100).map { try credential.code(at: noon + $0 * 30).code }
        let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var wrong = 0
                    for (index, code) in codes.enumerated() {
                        let now = noon + index * 30
                        if try credential.code(at: now).code != code { wrong += 1 }
                        if try !authenticators.verify(code, at: now).commit({ _ in .stored }).isAccepted { wrong += 1 }
                    }
                    return wrong
                }
            }
            return try await group.reduce(0, +)
        }
        XCTAssertEqual(wrong, 0)
    }

    #if os(Linux)
    func testAHundredThousandCallsTakeNoMoreMemory() throws {
        let credential = try Credential(rfcSecret())
        let authenticators = try Authenticators([Authenticator(credential, added(credential))])
        func calls(_ count: Int) throws {
            for call in 0..<count {
                switch call % 5 {
                case 0: _ = try credential.code(at: noon + call)
                case 1: _ = try authenticators.verify(codeNow, at: noon).commit { _ in .stored }
                case 2: _ = try? OtpauthURI("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=5")
                case 3: _ = try Secret(bytes: rfcKey).exposeSetupKey()
                default: _ = try? authenticators.verify("12345", at: noon).committed(.unknown)
                }
            }
        }
        try calls(10_000)
        let before = try residentKilobytes()
        try calls(100_000)
        let after = try residentKilobytes()
        XCTAssertLessThan(after - before, 2048, "it grew from \(before) to \(after) kB")
    }

    private func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try XCTUnwrap(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try XCTUnwrap(Int(line.filter(\.isNumber)))
    }
    #endif
}
