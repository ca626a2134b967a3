import Foundation
import LibMFA
import XCTest

/// What all tests here are: their number is the last thing that the suite says.
class TestCase: XCTestCase {
    override class func setUp() {
        super.setUp()
        Closing.line.begin()
    }
}

/// Counts tests, and says how many passed.
final class Closing: NSObject, XCTestObservation, @unchecked Sendable {
    static let line = Closing()
    private let lock = NSLock()
    private var (hasBegun, passed, failed) = (false, 0, 0)

    func begin() {
        lock.withLock {
            if !hasBegun { XCTestObservationCenter.shared.addTestObserver(self) }
            hasBegun = true
        }
    }

    func testCaseDidFinish(_ testCase: XCTestCase) {
        let succeeded = testCase.testRun?.hasSucceeded ?? false
        lock.withLock {
            if succeeded { passed += 1 } else { failed += 1 }
        }
    }

    func testBundleDidFinish(_ testBundle: Bundle) {
        print(lock.withLock { "swift: \(passed) tests passed, \(failed) failed" })
        fflush(nil)
    }
}

/// RFC 4226's and RFC 6238's secret.
let rfcKey = Data("12345678901234567890".utf8)

func rfcSecret() throws -> Secret { try Secret(bytes: rfcKey) }

func at(_ seconds: TimeInterval) -> Date { Date(timeIntervalSince1970: seconds) }

/// A time whose code of the RFC's secret is 081804, and the codes of the steps around.
let noon = at(1_111_111_109)
let (codeBefore, codeNow, codeAfter) = ("731029", "081804", "050471")

extension Date {
    static func + (date: Date, seconds: Int) -> Date { date.addingTimeInterval(TimeInterval(seconds)) }
}

/// Which error a call throws; the test fails if it throws none.
func refusal<Value>(
    file: StaticString = #filePath,
    line: UInt = #line,
    _ call: () throws -> Value
) -> MFAError? {
    do {
        _ = try call()
        XCTFail("it was not refused", file: file, line: line)
    } catch let error as MFAError {
        return error
    } catch {
        XCTFail("it was refused by \(error)", file: file, line: line)
    }
    return nil
}

/// The same of a call that is waited for.
func refusal<Value>(
    file: StaticString = #filePath,
    line: UInt = #line,
    _ call: () async throws -> Value
) async -> MFAError? {
    do {
        _ = try await call()
        XCTFail("it was not refused", file: file, line: line)
    } catch let error as MFAError {
        return error
    } catch {
        XCTFail("it was refused by \(error)", file: file, line: line)
    }
    return nil
}

/// Fails unless a call that is waited for throws an error of this family, or of this family and reason.
func assertRefused<Value>(
    _ expected: String,
    file: StaticString = #filePath,
    line: UInt = #line,
    _ call: () async throws -> Value
) async {
    guard let error = await refusal(file: file, line: line, call) else { return }
    let named = expected.contains(".") ? named(error) : error.family
    XCTAssertEqual(named, expected, file: file, line: line)
}

/// The family and reason that an error has, such as "Entry.Length".
func named(_ error: MFAError?) -> String {
    error.map { "\($0.family).\($0.reason)" } ?? "nothing"
}

/// Somebody with an authenticator of the RFC's secret.
func someone() throws -> Authenticators {
    let credential = try Credential(rfcSecret())
    return try Authenticators([Authenticator(credential, added(credential))])
}

/// The states that a person has after an authenticator was added.
func added(_ credential: Credential, start: UInt64 = 0) throws -> AuthenticatorState {
    var states: [AuthenticatorState] = []
    try Authenticators([]).add(credential, start: start).commit { next in
        states = next.states
        return .stored
    }
    return try XCTUnwrap(states.first)
}

extension Data {
    /// The bytes of a text in hexadecimal.
    init?(hex: String) {
        let digits = Array(hex)
        guard digits.count % 2 == 0 else { return nil }
        self.init()
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(digits[place...place + 1]), radix: 16) else { return nil }
            append(byte)
        }
    }
}

/// A folder of the repository: where the variable says, or beside this package.
func folder(_ variable: String, _ path: String) -> URL {
    if let given = ProcessInfo.processInfo.environment[variable] { return URL(fileURLWithPath: given) }
    let package = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardizedFileURL
    return package.appendingPathComponent("../../\(path)").standardizedFileURL
}

/// A block of a vector file, with the line that it begins on.
struct Block {
    let place: String
    let values: [String: String]

    /// A value that every block of its kind has.
    func value(_ key: String) throws -> String {
        guard let value = values[key] else { throw Missing(place: place, key: key) }
        return value
    }

    func text(_ key: String) -> String? {
        values[key].flatMap { $0.isEmpty ? nil : $0 }
    }

    func words(_ key: String) throws -> [String] {
        try value(key).split(separator: " ").map(String.init)
    }

    func number<Number: LosslessStringConvertible>(_ key: String) throws -> Number {
        guard let number = Number(try value(key)) else { throw Missing(place: place, key: key) }
        return number
    }

    func algorithm(_ key: String = "hash") throws -> Parameters.Algorithm {
        guard let algorithm = Parameters.Algorithm(rawValue: try value(key)) else {
            throw Missing(place: place, key: key)
        }
        return algorithm
    }

    func secret() throws -> Secret {
        try Secret(bytes: bytes("key"))
    }

    func bytes(_ key: String) throws -> Data {
        guard let bytes = Data(hex: try value(key)) else { throw Missing(place: place, key: key) }
        return bytes
    }

    struct Missing: Error {
        let place: String
        let key: String
    }
}

/// The blocks of a vector file, `core/tests/vectors/NAME.txt`.
func vectors(_ name: String) throws -> [Block] {
    let file = folder("MFA_VECTORS", "core/tests/vectors").appendingPathComponent("\(name).txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    var blocks: [Block] = []
    var values: [String: String] = [:]
    var first = 0
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [""]
    for (number, line) in zip(1..., lines) {
        if line.isEmpty {
            if !values.isEmpty { blocks.append(Block(place: "\(name).txt:\(first)", values: values)) }
            values = [:]
        } else if !line.hasPrefix("#") {
            if values.isEmpty { first = number }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[parts[0].trimmingCharacters(in: .whitespaces)] =
                parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
    }
    XCTAssertFalse(blocks.isEmpty, "\(file.path) has no block")
    return blocks
}
