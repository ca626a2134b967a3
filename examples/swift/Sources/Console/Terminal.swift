import Foundation

/// The terminal, or the pipe that stands for it.
public enum Terminal {
    /// Writes lines to standard output. What comes from outside was `escaped` before.
    public static func say(_ lines: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((lines + "\n").utf8))
    }

    /// Writes a line to standard error, escaped as a whole.
    public static func complain(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line.escaped + "\n").utf8))
    }

    /// Asks, and reads a line; `nil` at the end of the input.
    ///
    /// - Parameter isSecret: Whether a terminal shows nothing of what is typed.
    public static func ask(_ question: String, isSecret: Bool = false) throws(Failure) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return try line() }
        let asked = { () throws(Failure) -> String? in
            try? FileHandle.standardError.write(contentsOf: Data((question.escaped + " ").utf8))
            return try line()
        }
        return isSecret ? try withoutEcho(asked) : try asked()
    }

    /// Asks whether something is to be done. Only "yes" is yes.
    public static func confirm(_ question: String) throws(Failure) -> Bool {
        try ask("\(question) Type yes to go on:") == "yes"
    }

    /// The next line of standard input. It takes no more from it than the line.
    private static func line() throws(Failure) -> String? {
        var line = Data()
        while let byte = try? FileHandle.standardInput.read(upToCount: 1), byte.first != UInt8(ascii: "\n") {
            guard !byte.isEmpty else { break }
            line += byte
            guard line.count <= longestLine else { throw Failure("the line has more than \(longestLine) bytes") }
        }
        guard let text = String(data: line, encoding: .utf8) else { throw Failure("what was typed is no text in UTF-8") }
        let typed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return typed.isEmpty ? nil : typed
    }

    private static let longestLine = 8192

    /// Asks and reads while the terminal shows nothing of what is typed.
    private static func withoutEcho(_ read: () throws(Failure) -> String?) throws(Failure) -> String? {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { throw Failure("the terminal cannot be kept from showing it") }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else {
            throw Failure("the terminal cannot be kept from showing it")
        }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            complain("")
        }
        return try read()
    }
}

extension String {
    /// Text in which nothing rewrites a terminal: control, formatting and unassigned characters are shown by their number.
    public var escaped: String {
        unicodeScalars.map { $0.isShown ? String($0) : "\\u{\(String($0.value, radix: 16))}" }.joined()
    }
}

extension Unicode.Scalar {
    fileprivate var isShown: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
