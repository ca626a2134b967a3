import Console
import LibMFA

/// `key`: makes the recovery key of a person on this laptop, for the vault of the help desk. The laptop's administrator runs
/// it before anybody loses a phone.
enum Key {
    private static let device = Option("--device", "ID")
    private static let replace = Option("--replace")

    static let command = Command(
        "key", operands: ["NAME"], options: [device, replace] + Laptop.options,
        "makes somebody's recovery key, which is shown once, for the help desk's vault"
    ) { arguments in
        let laptop = try Laptop(arguments)
        // What the laptop is called when a PIN is issued for it, by both sides.
        let device = try Names.device(arguments[device] ?? laptop.policies.device ?? Names.thisDevice())
        let key = try RecoveryKey.random()
        try await laptop.people.setRecoveryKey(
            arguments.required(0), key, for: device, replacing: arguments.has(replace)
        )
        // It is stored by now.
        Terminal.complain("this key is shown once; put it into the help desk's vault, under \(device)")
        Terminal.say(try key.exposeBase32())
        return .done
    }
}
