import Console
import LibMFA
import Vault

/// `next`: the next code of an account that moves with a counter. It is stored that the code is used up before it is shown,
/// so that none is ever shown twice.
enum Next {
    static let command = Command(
        "next", operands: ["NAME"], options: [Where.option], "shows the next code of an account that counts (HOTP)"
    ) { arguments in
        let account = try Where.vault(arguments).takeNext(of: arguments.required(0))
        let code = try Credential(account.secret, account.parameters).code(forCounter: account.counter)
        Terminal.say("\(code)  (code \(account.counter))")
        return .done
    }
}
