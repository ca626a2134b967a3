import Console
import Foundation
import LibMFA

// What people are told. Why something was refused is for the log: a thief would listen too.

extension LoginDecision.Denial {
    var told: String {
        switch self {
        case .notEnrolled: "no phone was enrolled in time"
        case .offline: "this laptop was offline for too long"
        case .other: "no code lets in"
        }
    }
}

extension LoginOutcome {
    func told(_ laptop: Laptop) -> String {
        switch self {
        case .code(let verdict): verdict.told(laptop)
        case .recovery(let redemption): redemption.told(laptop)
        case .recoveryCode(let redemption): redemption.told(laptop)
        }
    }
}

extension Verdict {
    func told(_ laptop: Laptop) -> String {
        switch self {
        case .accepted(let acceptance): laptop.accepted(after: acceptance.failuresBefore)
        case .rejected(let rejection): rejection.told(laptop)
        case .locked(let until): laptop.locked(until: until)
        case .closed: laptop.closed
        case .suspended: "the phone was reported lost; call \(laptop.contact.escaped)"
        }
    }
}

extension Redemption {
    func told(_ laptop: Laptop) -> String {
        switch self {
        case .accepted(let redeemed): redeemed.told(laptop)
        case .rejected(let rejection): rejection.told(laptop)
        case .locked(let until): laptop.locked(until: until)
        case .closed: laptop.closed
        case .noChallenge, .pinNeeded: "a recovery PIN is needed; call \(laptop.contact.escaped)"
        case .off: "there is no recovery on this laptop"
        }
    }
}

extension RecoveryCodeRedemption {
    func told(_ laptop: Laptop) -> String {
        switch self {
        case .accepted(let redeemed): "\(laptop.accepted(after: redeemed.failuresBefore)); \(redeemed.left) codes left"
        case .rejected(let rejection): rejection.told(laptop)
        case .locked(let until): laptop.locked(until: until)
        case .closed: laptop.closed
        case .off: "recovery codes count for nothing on this laptop"
        }
    }
}

extension Redeemed {
    fileprivate func told(_ laptop: Laptop) -> String {
        let accepted = laptop.accepted(after: failuresBefore)
        guard let grant else { return accepted }
        return "\(accepted)\nthe same PIN lets in until \(grant.until.told(at: laptop.now)), \(grant.usesLeft) more times"
    }
}

extension Rejection {
    fileprivate func told(_ laptop: Laptop) -> String {
        if isClosed { return laptop.closed }
        return lockedUntil.map { "refused; \(laptop.locked(until: $0))" } ?? "refused"
    }
}

extension Laptop {
    fileprivate func accepted(after failures: Int) -> String {
        switch failures {
        case 0: "accepted"
        case 1: "accepted; 1 attempt failed since the last login: if it was not yours, say so"
        default: "accepted; \(failures) attempts failed since the last login: if they were not yours, say so"
        }
    }

    fileprivate func locked(until: Date) -> String { "locked until \(until.told(at: now))" }

    fileprivate var closed: String { "closed after too many wrong ones; call \(contact.escaped)" }
}
