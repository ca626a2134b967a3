import Foundation

/// A program of several commands: `name COMMAND ...`.
public struct Program: Sendable {
    let name: String
    let about: String
    let commands: [Command]

    /// A program, with a sentence on what it does.
    public init(_ name: String, _ about: String, _ commands: [Command]) {
        (self.name, self.about, self.commands) = (name, about, commands)
    }

    /// Does what the command line asks for, and ends with its exit status.
    public func main() async -> Never {
        exit(await run(CommandLine.arguments.dropFirst()).rawValue)
    }

    private func run(_ words: ArraySlice<String>) async -> Exit {
        if words.isEmpty || ["help", "--help", "-h"].contains(words.first) {
            Terminal.say(help)
            return words.isEmpty ? .failed : .done
        }
        do {
            guard let command = commands.first(where: { words.starts(with: $0.words) }) else {
                throw Failure("there is no such command; \(name) help lists them")
            }
            return try await command.run(Arguments(words.dropFirst(command.words.count), of: command))
        } catch let failure as Failure {
            Terminal.complain("\(name): \(failure.message)")
        } catch {
            Terminal.complain("\(name): \(error.localizedDescription)")
        }
        return .failed
    }

    private var help: String {
        let rows = commands.map { "  \(name) \($0.usage)\n      \($0.summary)" }
        return ([about, ""] + rows).joined(separator: "\n")
    }
}

/// A command.
public struct Command: Sendable {
    let name: String
    let operandNames: [String]
    let optional: Int
    let options: [Option]
    let summary: String
    let run: @Sendable (Arguments) async throws -> Exit

    /// A command of one word or several.
    ///
    /// - Parameters:
    ///   - operands: What its operands are called, in their order.
    ///   - optional: How many of them, at the end, may be left out.
    public init(
        _ name: String,
        operands: [String] = [],
        optional: Int = 0,
        options: [Option] = [],
        _ summary: String,
        run: @escaping @Sendable (Arguments) async throws -> Exit
    ) {
        (self.name, operandNames, self.optional) = (name, operands, optional)
        (self.options, self.summary, self.run) = (options, summary, run)
    }

    var words: [String] { name.split(separator: " ").map(String.init) }
    var operands: ClosedRange<Int> { operandNames.count - optional...operandNames.count }

    var usage: String {
        let least = operands.lowerBound
        let shown = operandNames.enumerated().map { $0 < least ? $1 : "[\($1)]" }
        return ([name] + shown + options.map { "[\($0.usage)]" }).joined(separator: " ")
    }
}

/// How a program ends.
public enum Exit: Int32, Sendable {
    /// It was done; the person is in.
    case done = 0
    /// No: the person is not in, or said no.
    case no = 1
    /// It could not be done.
    case failed = 2
}

/// Something that could not be done, in a sentence for whoever asked for it.
public struct Failure: Error, Sendable {
    /// The sentence, which holds no secret.
    public let message: String

    /// A sentence without a full stop.
    public init(_ message: String) {
        self.message = message
    }
}
