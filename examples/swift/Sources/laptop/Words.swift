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
        case .accepted(let acceptance): accepted(failuresBefore: acceptance.failuresBefore)
        case .rejected(let rejection): rejection.told(laptop)
        case .locked(let until): locked(until, laptop)
        case .closed: closed(laptop)
        case .suspended: "the phone was reported lost; call \(laptop.contact.escaped)"
        }
    }
}

extension Redemption {
    func told(_ laptop: Laptop) -> String {
        switch self {
        case .accepted(let redeemed): [accepted(failuresBefore: redeemed.failuresBefore), redeemed.grantTold(laptop)]
            .compactMap(\.self).joined(separator: "\n")
        case .rejected(let rejection): rejection.told(laptop)
        case .locked(let until): locked(until, laptop)
        case .closed: closed(laptop)
        case .noChallenge, .pinNeeded: "a recovery PIN is needed; call \(laptop.contact.escaped)"
        case .off: "there is no recovery on this laptop"
        }
    }
}

extension RecoveryCodeRedemption {
    func told(_ laptop: Laptop) -> String {
        switch self {
        case .accepted(let redeemed): "\(accepted(failuresBefore: redeemed.failuresBefore)); \(redeemed.left) codes left"
        case .rejected(let rejection): rejection.told(laptop)
        case .locked(let until): locked(until, laptop)
        case .closed: closed(laptop)
        case .off: "recovery codes count for nothing on this laptop"
        }
    }
}

extension Redeemed {
    fileprivate func grantTold(_ laptop: Laptop) -> String? {
        grant.map { "the same PIN lets in until \($0.until.told(at: laptop.now)), \($0.usesLeft) more times" }
    }
}

extension Rejection {
    fileprivate func told(_ laptop: Laptop) -> String {
        if isClosed { return closed(laptop) }
        return lockedUntil.map { "refused; \(locked($0, laptop))" } ?? "refused"
    }
}

private func accepted(failuresBefore: Int) -> String {
    switch failuresBefore {
    case 0: "accepted"
    case 1: "accepted; 1 attempt failed since the last login: if it was not yours, say so"
    default: "accepted; \(failuresBefore) attempts failed since the last login: if they were not yours, say so"
    }
}

private func locked(_ until: Date, _ laptop: Laptop) -> String {
    "locked until \(until.told(at: laptop.now))"
}

private func closed(_ laptop: Laptop) -> String {
    "closed after too many wrong ones; call \(laptop.contact.escaped)"
}
