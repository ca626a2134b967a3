import Console
import Vault

/// `delete`: forgets an account, after asking.
enum Delete {
    static let command = Command(
        "delete", operands: ["NAME"], options: [Where.option], "forgets an account, after asking"
    ) { arguments in
        let vault = try Where.vault(arguments)
        let name = try vault.account(arguments.required(0)).name
        let warning = "Its secret is gone then, and the service may let you in no more."
        guard try Terminal.confirm("Delete \(name)? \(warning)") else {
            Terminal.say("\(name.escaped) is kept")
            return .no
        }
        try vault.delete(name)
        Terminal.say("deleted \(name.escaped)")
        return .done
    }
}
