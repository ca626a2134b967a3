import Console
import LibMFA
import Vault

/// `add`: an account by the otpauth URI of its service, or by a picture of the QR code that holds it.
enum Add {
    private static let picture = Option("--picture", "FILE")
    private static let name = Option("--name", "NAME")

    static let command = Command(
        "add", operands: ["URI"], optional: 1, options: [picture, name, Where.option],
        "adds an account; without URI and picture it asks for the URI, so that nobody sees it among the processes"
    ) { arguments in
        let uri = try OtpauthURI(text(arguments))
        let account = try Account(uri, name: arguments[name])
        try Where.vault(arguments).add(account)
        Terminal.say("added \(account.name.escaped): \(account.parameters.told)")
        return .done
    }

    private static func text(_ arguments: Arguments) throws -> String {
        switch (arguments.operand(0), arguments[picture]) {
        case (.some, .some):
            throw Failure("give a URI or a picture, and not both")
        case (.none, .some(let path)):
            return try Picture.text(of: path)
        case (.some(let uri), .none):
            Terminal.complain("warning: whoever lists processes has seen this URI; without it, add asks for it")
            return uri
        case (.none, .none):
            guard let uri = try Terminal.ask("otpauth URI (not shown):", isSecret: true) else {
                throw Failure("no URI was given")
            }
            return uri
        }
    }
}

extension Parameters {
    /// What there is to say of them: "TOTP, SHA1, 6 digits, 30 s".
    var told: String {
        switch kind {
        case .totp(let period, _): "TOTP, \(algorithm.rawValue), \(digits) digits, \(period.told)"
        case .hotp: "HOTP, \(algorithm.rawValue), \(digits) digits"
        }
    }
}
