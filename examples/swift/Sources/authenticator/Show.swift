import Console
import LibMFA
import Vault

/// `show`: what is known of an account; with `--qr` the QR code that moves it to another phone, after asking.
enum Show {
    private static let qr = Option("--qr")
    private static let light = Option("--light")

    static let command = Command(
        "show", operands: ["NAME"], options: [qr, light, Where.option],
        "shows an account; with --qr as a QR code for another phone, after asking (--light: dark text on light ground)"
    ) { arguments in
        let account = try Where.vault(arguments).account(arguments.required(0))
        guard arguments.has(qr) else {
            Terminal.say(about(account))
            return .done
        }
        let question = "Whoever sees the picture has \(account.name) for good. Is nobody looking, and nothing recording?"
        guard try Terminal.confirm(question) else {
            Terminal.say("nothing was shown")
            return .no
        }
        Terminal.say(try account.uri.qrCode().terminalText(arguments.has(light) ? .darkOnLight : .lightOnDark))
        return .done
    }

    private static func about(_ account: Account) -> String {
        let rows = [
            ("name", account.name), ("issuer", account.issuer), ("account", account.account),
            ("codes", account.parameters.told),
            ("next", account.parameters.kind == .hotp ? "\(account.counter)" : nil),
        ]
        return rows.compactMap { row in row.1.map { "\(row.0): \($0.escaped)" } }.joined(separator: "\n")
    }
}
