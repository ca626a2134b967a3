import Console
import LibMFA

/// `check`: what the managed preferences say, or where they are wrong.
enum Check {
    static let command = Command(
        "check", options: [Laptop.preferences], "says what the managed preferences set, or where they are wrong"
    ) { arguments in
        let reading = try Laptop.reading(arguments)
        for setting in reading.settings {
            Terminal.say("\(setting.name) = \(setting.value)".escaped)
        }
        for unknown in reading.unknown {
            Terminal.say("nothing comes of: \(unknown)".escaped)
        }
        return .done
    }
}
