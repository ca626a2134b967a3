/// What was given on the command line, as one command takes it: operands, `--flag`, and `--option VALUE` or
/// `--option=VALUE`, in any order. After `--` everything is an operand.
///
/// What the command does not take is refused, so that a slip never goes unnoticed.
public struct Arguments: Sendable {
    private var operands: [String] = []
    private var values: [String: String] = [:]
    private let command: Command

    /// Reads the words after the command's name.
    public init(_ words: some Sequence<String>, of command: Command) throws(Failure) {
        self.command = command
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            try take(word, &rest)
        }
        guard command.operands.contains(operands.count) else {
            throw Failure("\(command.name) is used as: \(command.usage)")
        }
    }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(Failure) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = command.options.first(where: { $0.name == parts[0] }) else {
            throw Failure("\(command.name) has no option \(parts[0]); it is used as: \(command.usage)")
        }
        let value: String
        switch (option.value, parts.count) {
        case (.none, 1): value = ""
        case (.none, _): throw Failure("\(option.name) takes no value")
        case (.some, 2): value = parts[1]
        case (.some(let what), _):
            guard let next = rest.popFirst() else { throw Failure("\(option.name) needs its value: \(what)") }
            value = next
        }
        guard values.updateValue(value, forKey: option.name) == nil else {
            throw Failure("\(option.name) is there twice")
        }
    }

    /// The operand of this place, from 0; `nil` if it was left out.
    public func operand(_ place: Int) -> String? {
        operands.indices.contains(place) ? operands[place] : nil
    }

    /// The operand of this place, which the command cannot do without.
    public func required(_ place: Int) throws(Failure) -> String {
        guard let operand = operand(place) else { throw Failure("\(command.name) is used as: \(command.usage)") }
        return operand
    }

    /// The value of an option, if it was given.
    public subscript(_ option: Option) -> String? { values[option.name] }

    /// The value of an option that the command cannot do without.
    public func required(_ option: Option) throws(Failure) -> String {
        guard let value = self[option] else { throw Failure("\(command.name) needs \(option.usage)") }
        return value
    }

    /// Whether a flag was given.
    public func has(_ flag: Option) -> Bool { values[flag.name] != nil }
}

/// An option of a command.
public struct Option: Sendable {
    let name: String
    let value: String?

    /// An option, with what its value is called; a flag has none.
    public init(_ name: String, _ value: String? = nil) {
        (self.name, self.value) = (name, value)
    }

    var usage: String { value.map { "\(name) \($0)" } ?? name }
}
