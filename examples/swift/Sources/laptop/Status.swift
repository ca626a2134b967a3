import Console
import Foundation
import LibMFA

/// `status`: how somebody stands, without deciding anything.
enum Status {
    static let command = Command(
        "status", operands: ["NAME"], options: Laptop.options, "says how somebody stands"
    ) { arguments in
        let laptop = try Laptop(arguments)
        let person = try arguments.required(0)
        let facts = try await laptop.people.facts(person)
        let codes = try await laptop.people.status(person, at: laptop.now)
        let recovery = try await laptop.people.recoveryStatus(person, at: laptop.now)
        let rows = enrolled(facts, laptop) + offline(facts, laptop) + standing(codes, laptop) + granted(recovery, laptop)
        Terminal.say(rows.joined(separator: "\n").escapedLines)
        return .done
    }

    private static func enrolled(_ facts: PersonFacts, _ laptop: Laptop) -> [String] {
        let phones = facts.authenticators.map { "phone: \($0.name)" }
        let pending = facts.pending.map { "waits for a code until \($0.until.told(at: laptop.now)): \($0.name)" }
        let required = facts.requiredSince.map { since in
            "no phone; one is needed before \((since + timeToEnroll(facts, laptop).seconds).formatted(.iso8601))"
        }
        return (phones.isEmpty ? [required ?? "no phone"] : phones) + [pending].compactMap(\.self)
    }

    /// The policy's, unless an administrator gave this person time of their own.
    private static func timeToEnroll(_ facts: PersonFacts, _ laptop: Laptop) -> Duration {
        guard case .requiredWithin(let hours, _) = facts.requirement else { return laptop.policies.timeToEnroll }
        return .seconds(hours * 3600)
    }

    private static func offline(_ facts: PersonFacts, _ laptop: Laptop) -> [String] {
        facts.lastOnline.map { last in
            let end = last + laptop.policies.timeOffline.seconds
            return ["online last \(last.formatted(.iso8601)); codes count offline until \(end.formatted(.iso8601))"]
        } ?? []
    }

    private static func standing(_ codes: CodeStatus, _ laptop: Laptop) -> [String] {
        if codes.isClosed { return ["codes: closed"] }
        if let until = codes.lockedUntil { return ["codes: locked until \(until.told(at: laptop.now))"] }
        return codes.failures == 0 ? [] : ["codes: \(codes.failures) wrong since the last login"]
    }

    private static func granted(_ recovery: RecoveryStatus?, _ laptop: Laptop) -> [String] {
        guard let recovery else { return ["recovery: no key for this laptop"] }
        let grant = recovery.grant.map { "open until \($0.until.told(at: laptop.now)), \($0.usesLeft) more logins" }
        return ["recovery: key for \(recovery.device)", "recovery: \(grant ?? "no PIN redeemed")"]
    }
}

extension Duration {
    fileprivate var seconds: TimeInterval { TimeInterval(components.seconds) }
}

extension String {
    /// Escaped, but for the ends of lines.
    fileprivate var escapedLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).escaped }.joined(separator: "\n")
    }
}
