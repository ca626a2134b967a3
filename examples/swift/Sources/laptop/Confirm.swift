import Console
import LibMFA

/// `confirm`: a code of the phone that was shown a secret makes it count. It is no login, and the code is used up.
enum Confirm {
    static let command = Command(
        "confirm", operands: ["NAME"], options: Laptop.options, "makes the phone count, by a code that it shows"
    ) { arguments in
        let laptop = try Laptop(arguments)
        guard let code = try Terminal.ask("Code:", isSecret: true) else { throw Failure("no code was entered") }
        switch try await laptop.people.confirm(arguments.required(0), code: code, at: laptop.now) {
        case .confirmed:
            Terminal.say("the phone is enrolled")
            return .done
        case .oneMore:
            Terminal.say("right; confirm once more, with the next code")
            return .done
        case .wrong(let left):
            Terminal.say("wrong; \(left) more may be")
            return .no
        case .over:
            Terminal.say("the enrollment is over; begin again with enroll")
            return .no
        }
    }
}
