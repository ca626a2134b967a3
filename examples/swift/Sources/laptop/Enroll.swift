import Console
import LibMFA

/// `enroll`: shows a new secret to a phone. It is behind a login, which gives the leave to bind a phone, and it counts for
/// nothing until `confirm` has seen a code of it.
enum Enroll {
    private static let name = Option("--name", "PHONE")
    private static let light = Option("--light")

    static let command = Command(
        "enroll", operands: ["NAME"], options: [name, light, Login.offline] + Laptop.options,
        "logs somebody in, and shows the QR code for a phone (--light: dark text on light ground)"
    ) { arguments in
        let laptop = try Laptop(arguments)
        guard let permit = try await Login.enter(laptop, arguments)?.permit else {
            Terminal.say("denied")
            return .no
        }
        let person = try arguments.required(0)
        let enrollment = try await laptop.people.beginEnrollment(
            person, as: arguments[name] ?? "phone", permit: permit, at: laptop.now
        )
        let qr = try enrollment.qrCode(issuer: laptop.policies.issuer ?? "Laptop", account: person)
        Terminal.say(try qr.terminalText(arguments.has(light) ? .darkOnLight : .lightOnDark))
        Terminal.say("setup key: \(try enrollment.setupKey())")
        Terminal.say("then: laptop confirm \(person.escaped), before \(enrollment.until.told(at: laptop.now))")
        return .done
    }
}
