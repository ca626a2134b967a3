import Foundation
import XCTest

/// The programs as people run them: started, given their input, and waited for.
struct Programs {
    /// What came of a run.
    struct Outcome {
        /// The exit status; negative for the signal that ended it.
        let status: Int32
        let out: String
        let err: String

        /// The lines of standard output.
        var lines: [String] { out.split(separator: "\n").map(String.init) }
    }

    /// A folder of the test's own, which is removed when the test ends.
    let folder: URL

    init(of test: XCTestCase) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "libmfa-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
        )
        test.addTeardownBlock { try? FileManager.default.removeItem(at: folder) }
        self.folder = folder
    }

    /// Where SwiftPM has put what it built: beside the tests.
    static var built: URL {
        #if canImport(Darwin)
        return Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }!.bundleURL.deletingLastPathComponent()
        #else
        return Bundle.main.bundleURL
        #endif
    }

    /// The folder of the example.
    static var example: URL {
        (1...3).reduce(URL(fileURLWithPath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
    }

    /// The property lists that all tests of the project share.
    private static var preferences: URL {
        ProcessInfo.processInfo.environment["MFA_PREFERENCES"].map { URL(fileURLWithPath: $0) }
            ?? example.appending(path: "../../host/tests/preferences").standardized
    }

    static func path(_ program: String) -> String { built.appending(path: program).path }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func authenticator(_ arguments: String..., input: String = "", path: String? = nil) throws -> Outcome {
        let command = [Self.path("authenticator")] + arguments + ["--vault", self.path("vault")]
        return try run(command, input: input, path: path)
    }

    func laptop(_ arguments: String..., input: String = "", preferences: String = "array.xml") throws -> Outcome {
        let common = ["--preferences", try self.preferences(preferences), "--store", path("store")]
        return try run([Self.path("laptop")] + arguments + common, input: input)
    }

    /// A copy of the property list that belongs to whoever runs this, as a checkout's need not.
    func preferences(_ name: String) throws -> String {
        let copy = folder.appending(path: name)
        if !FileManager.default.fileExists(atPath: copy.path) {
            try Data(contentsOf: Self.preferences.appending(path: name)).write(to: copy)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: copy.path)
        }
        return copy.path
    }

    func run(_ words: [String], input: String = "", path: String? = nil) throws -> Outcome {
        try Running(words, input: input, path: path, in: folder).end()
    }
}

/// A program that runs.
final class Running {
    private let process = Process()
    private let (out, err) = (Pipe(), Pipe())

    init(_ words: [String], input: String, path: String? = nil, in folder: URL) throws {
        // Whoever does not read its input is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        let (program, arguments) = (try XCTUnwrap(words.first), Array(words.dropFirst()))
        (process.executableURL, process.arguments) = (URL(fileURLWithPath: program), arguments)
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(path.map { ["PATH": $0] } ?? [:]) { $1 }
        let typed = Pipe()
        (process.standardInput, process.standardOutput, process.standardError) = (typed, out, err)
        try process.run()
        try? typed.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try typed.fileHandleForWriting.close()
    }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
    }

    func end() -> Programs.Outcome {
        let said = try? out.fileHandleForReading.readToEnd()
        let complained = try? err.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        let status = process.terminationStatus
        return Programs.Outcome(
            status: process.terminationReason == .exit ? status : -status,
            out: String(decoding: said ?? Data(), as: UTF8.self),
            err: String(decoding: complained ?? Data(), as: UTF8.self)
        )
    }
}
