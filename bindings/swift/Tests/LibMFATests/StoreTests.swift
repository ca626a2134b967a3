import Foundation
import LibMFA
import XCTest

/// A store that misbehaves as it is told.
actor FaultyStore: PersonStore {
    enum Fault {
        case readThrows, replaceThrows, writesAndThrows, unknown, writesAndUnknown, conflict, readsNothing
        /// Somebody else's login comes first, once.
        case race(@Sendable (MemoryStore) async throws -> Void)
    }

    struct Broken: Error {}

    private let store: MemoryStore
    private var fault: Fault?
    private(set) var replaced = 0

    init(_ store: MemoryStore, _ fault: Fault?) {
        (self.store, self.fault) = (store, fault)
    }

    func read(_ person: String) async throws -> Data? {
        switch fault {
        case .readThrows: throw Broken()
        case .readsNothing: return Data()
        default: return await store.read(person)
        }
    }

    func replace(_ person: String, expecting expected: Data?, with next: Data?) async throws -> Commit {
        replaced += 1
        switch fault {
        case .replaceThrows: throw Broken()
        case .writesAndThrows:
            _ = await store.replace(person, expecting: expected, with: next)
            throw Broken()
        case .unknown: return .unknown
        case .writesAndUnknown:
            _ = await store.replace(person, expecting: expected, with: next)
            return .unknown
        case .conflict: return .conflict
        case .race(let faster):
            fault = nil
            try await faster(store)
        default: break
        }
        return await store.replace(person, expecting: expected, with: next)
    }
}

/// Stores that fail, lose the race, or do not know: what is promised of each.
final class StoreTests: TestCase {
    private func alice() async throws -> MemoryStore {
        let store = MemoryStore()
        try await People(store: store, policies: Policies())
            .add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
        return store
    }

    private func people(_ store: MemoryStore, _ fault: FaultyStore.Fault?) throws -> People<FaultyStore> {
        People(store: FaultyStore(store, fault), policies: try Policies())
    }

    func testAStoreThatThrowsDeniesWithItsErrorAsTheCause() async throws {
        for fault in [FaultyStore.Fault.readThrows, .replaceThrows, .writesAndThrows] {
            let people = try people(try await alice(), fault)
            let error = await refusal { try await people.verify("alice", code: codeNow, at: noon) }
            guard case .store(let detail, let underlying) = error else { return XCTFail("\(named(error))") }
            XCTAssertEqual(detail.reason, .threw)
            XCTAssertTrue(underlying is FaultyStore.Broken)
        }
    }

    func testAnUnknownOutcomeDeniesAndIsNotTriedAgain() async throws {
        for fault in [FaultyStore.Fault.unknown, .writesAndUnknown] {
            let people = try people(try await alice(), fault)
            let error = await refusal { try await people.verify("alice", code: codeNow, at: noon) }
            XCTAssertEqual(named(error), "Commit.Unknown")
            let replaced = await people.store.replaced
            XCTAssertEqual(replaced, 1)
            await assertRefused("Commit.Unknown") { try await people.forget("alice") }
        }
    }

    func testACodeWhoseReplyWasLostIsAReplayThatCountsNoFailure() async throws {
        let store = try await alice()
        let lost = try people(store, .writesAndUnknown)
        _ = await refusal { try await lost.verify("alice", code: codeNow, at: noon) }
        let people = try people(store, nil)
        guard case .rejected(let rejection) = try await people.verify("alice", code: codeNow, at: noon) else {
            return XCTFail("it was used up")
        }
        XCTAssertTrue(rejection.wasReplayed)
        let status = try await people.status("alice", at: noon)
        XCTAssertEqual(status.failures, 0)
    }

    func testWhoeverLosesTheRaceBeginsAnewFromTheWinnersRecord() async throws {
        let policies = try Policies()
        let people = try people(
            try await alice(),
            .race { store in
                let verdict = try await People(store: store, policies: policies).verify("alice", code: codeNow, at: noon)
                XCTAssertTrue(verdict.isAccepted)
            }
        )
        guard case .rejected(let rejection) = try await people.verify("alice", code: codeNow, at: noon) else {
            return XCTFail("one code lets one in")
        }
        XCTAssertTrue(rejection.wasReplayed)
    }

    func testAFailureThatLosesTheRaceIsCountedAllTheSame() async throws {
        let policies = try Policies()
        let people = try people(
            try await alice(),
            .race { store in
                _ = try await People(store: store, policies: policies).verify("alice", code: "000000", at: noon)
            }
        )
        guard case .rejected(let rejection) = try await people.verify("alice", code: "000000", at: noon) else {
            return XCTFail("it was wrong")
        }
        XCTAssertEqual(rejection.attemptsLeft, 4)
        let status = try await people.status("alice", at: noon)
        XCTAssertEqual(status.failures, 2)
    }

    func testAStoreThatAlwaysConflictsDeniesInTheEnd() async throws {
        let people = try people(try await alice(), .conflict)
        await assertRefused("Commit.Busy") { try await people.verify("alice", code: codeNow, at: noon) }
        let replaced = await people.store.replaced
        XCTAssertEqual(replaced, 1000)
    }

    func testAnEmptyRecordIsDamageAndMakesNobodyNew() async throws {
        let people = try people(try await alice(), .readsNothing)
        for error in [
            await refusal { try await people.decide("alice", at: noon) },
            await refusal { try await people.add("alice", NewAuthenticator("b", .random()), at: noon) },
        ] { XCTAssertEqual(error?.family, "Stored") }
        let replaced = await people.store.replaced
        XCTAssertEqual(replaced, 0)
    }

    func testATaskThatIsCancelledLetsNobodyIn() async throws {
        let store = try await alice()
        let people = try people(
            store,
            .race { _ in withUnsafeCurrentTask { $0?.cancel() } }
        )
        let late = Task { try await people.verify("alice", code: codeNow, at: noon) }
        await assertRefused("Cancelled.Cancelled") { try await late.value }

        let untouched = try await alice()
        let before = await untouched.read("alice")
        let early = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await People(store: untouched, policies: Policies()).verify("alice", code: codeNow, at: noon)
        }
        await assertRefused("Cancelled.Cancelled") { try await early.value }
        let after = await untouched.read("alice")
        XCTAssertEqual(after, before)
    }

    func testAMemoryStoreReplacesExactlyWhatIsThere() async {
        let store = MemoryStore()
        let (one, two) = (Data([1]), Data([2]))
        let answers = [
            await store.replace("a", expecting: one, with: two), await store.replace("a", expecting: nil, with: one),
            await store.replace("a", expecting: nil, with: two), await store.replace("a", expecting: two, with: nil),
            await store.replace("a", expecting: one, with: two), await store.replace("a", expecting: two, with: nil),
        ]
        XCTAssertEqual(answers, [.conflict, .stored, .conflict, .conflict, .stored, .stored])
        let people = await store.people()
        XCTAssertEqual(people, [])
    }
}

#if !os(Windows)
/// The file store: the same files as in every language.
final class FileStoreTests: TestCase {
    private var path: String!

    override func setUpWithError() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("libmfa-\(UUID().uuidString)")
        path = url.path
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(atPath: path)
    }

    func testWhatIsStoredIsThereInAnotherStoreOfTheFolder() async throws {
        let people = People(store: try FileStore(folder: path, create: true), policies: try Policies())
        try await people.add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
        let verdict = try await people.verify("alice", code: codeNow, at: noon)
        XCTAssertTrue(verdict.isAccepted)
        let other = People(store: try FileStore(folder: path), policies: try Policies())
        let replayed = try await other.verify("alice", code: codeNow, at: noon)
        XCTAssertFalse(replayed.isAccepted)
        let names = try await other.store.people()
        XCTAssertEqual(names, ["alice"])
        try await other.forget("alice")
        let gone = try await people.store.read("alice")
        XCTAssertNil(gone)
    }

    func testOneOfEightWithOneCodeGetsInThroughFiles() async throws {
        for round in 0..<10 {
            let person = "alice\(round)"
            let first = People(store: try FileStore(folder: path, create: true), policies: try Policies())
            try await first.add(person, NewAuthenticator("phone", rfcSecret()), at: noon)
            let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    let people = People(store: try FileStore(folder: path), policies: try Policies())
                    group.addTask { try await people.verify(person, code: codeNow, at: noon).isAccepted }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            XCTAssertEqual(accepted, 1, "round \(round)")
        }
    }

    func testAFolderThatOthersMayWriteIntoIsRefused() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
        XCTAssertEqual(named(refusal { try FileStore(folder: path) }), "Store.Unsafe")
        XCTAssertEqual(named(refusal { try FileStore(folder: path + "/none") }), "Store.NoFolder")
    }

    func testADamagedFileLetsNobodyIn() async throws {
        let store = try FileStore(folder: path, create: true)
        let people = People(store: store, policies: try Policies())
        try await people.add("alice", NewAuthenticator("phone", rfcSecret()), at: noon)
        for file in try FileManager.default.contentsOfDirectory(atPath: path) where file.contains("alice") {
            let url = URL(fileURLWithPath: path).appendingPathComponent(file)
            var bytes = try Data(contentsOf: url)
            guard !bytes.isEmpty else { continue }
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: url)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
        }
        await assertRefused("Stored") { try await people.verify("alice", code: codeNow, at: noon) }
    }
}
#endif
