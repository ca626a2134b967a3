import Console
import Foundation
import LibMFA
import Vault

/// `list`: the codes that are good now, and for how long.
enum List {
    static let command = Command(
        "list", options: [Where.option, Moment.option], "shows all accounts, with their codes and the seconds left"
    ) { arguments in
        let now = try Moment.of(arguments)
        let accounts = try Where.vault(arguments).accounts()
        guard !accounts.isEmpty else {
            Terminal.say("there are no accounts yet; authenticator add adds one")
            return .done
        }
        let widest = accounts.map(\.name.escaped.count).max() ?? 0
        for account in accounts {
            let name = account.name.escaped
            let gap = String(repeating: " ", count: widest - name.count + 2)
            Terminal.say(name + gap + line(account, now))
        }
        return .done
    }

    /// An account that cannot show a code says why, and the others are shown all the same.
    private static func line(_ account: Account, _ now: Date) -> String {
        do throws(MFAError) {
            switch account.parameters.kind {
            case .hotp:
                return "shows its next code by: authenticator next NAME"
            case .totp(let period, _):
                let shown = try Credential(account.secret, account.parameters).code(at: now)
                return "\(shown.grouped)  \(bar(shown.secondsLeft, of: period)) \(shown.secondsLeft) s"
            }
        } catch {
            return "shows no code: \(error.message.escaped)"
        }
    }

    private static let cells = 10

    /// The time left as a bar, which is full when the code is new and never empty.
    private static func bar(_ left: Int, of period: Duration) -> String {
        let period = Int(period.components.seconds)
        let full = min((left * cells + period - 1) / period, cells)
        return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: cells - full) + "]"
    }
}
