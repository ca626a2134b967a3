import Console
import LibMFA

/// `pin`: redeems a recovery PIN that the help desk has read out, without more of a login around it.
enum Pin {
    static let command = Command(
        "pin", operands: ["NAME"], options: Laptop.options, "redeems a recovery PIN that the help desk has read out"
    ) { arguments in
        let laptop = try Laptop(arguments)
        guard let pin = try Terminal.ask("Recovery PIN:", isSecret: true) else { throw Failure("no PIN was entered") }
        let redemption = try await laptop.people.redeem(
            arguments.required(0), pin: pin, at: laptop.now
        )
        Terminal.say(redemption.told(laptop))
        return redemption.isAccepted ? .done : .no
    }
}
