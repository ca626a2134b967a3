import Foundation

/// The time that a command goes by.
public enum Moment {
    /// `--at TIME`: for demonstrations and tests. A login that people use has no such option.
    public static let option = Option("--at", "TIME")

    /// The time that was given, else the clock's.
    public static func of(_ arguments: Arguments) throws(Failure) -> Date {
        guard let text = arguments[option] else { return Date() }
        return try read(text)
    }

    /// Seconds since 1970, or a time such as 2026-03-02T09:00:00Z.
    static func read(_ text: String) throws(Failure) -> Date {
        if let seconds = Int64(text) { return Date(timeIntervalSince1970: TimeInterval(seconds)) }
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw Failure("\(text) is no time; write seconds since 1970, or 2026-03-02T09:00:00Z")
        }
        return date
    }
}

extension Date {
    /// When that is, and how far off: "2026-03-02T10:00:50Z, in 1 h 50 min".
    public func told(at now: Date) -> String {
        "\(formatted(.iso8601)), in \(Duration.seconds(timeIntervalSince(now).rounded()).told)"
    }
}

extension Duration {
    /// In the two largest units: "2 d 3 h", "1 min 50 s".
    public var told: String {
        let seconds = Swift.max(components.seconds, 0)
        let parts = [(seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")]
        let shown = parts.drop { $0.0 == 0 }.prefix(2).filter { $0.0 > 0 }
        return shown.isEmpty ? "0 s" : shown.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }
}
