import Console
import Foundation
import LibMFA

/// `desk issue`: the other side of the telephone. It needs the key from the vault, and neither laptop nor network.
enum Desk {
    private static let device = Option("--device", "ID")

    static let command = Command(
        "desk issue", options: [device, Moment.option],
        "issues a PIN for a laptop, by the recovery key that is asked for: the help desk's side"
    ) { arguments in
        let now = try Moment.of(arguments)
        let device = try arguments.required(device)
        guard let text = try Terminal.ask("Recovery key (not shown):", isSecret: true) else {
            throw Failure("no recovery key was given")
        }
        let issued = try RecoveryKey(base32: text).issuePIN(for: device, at: now)
        Terminal.complain("make sure who is calling before you read this out")
        Terminal.say("PIN \(issued.pin)")
        Terminal.say("good until \(issued.validUntil.told(at: now))")
        return .done
    }
}
