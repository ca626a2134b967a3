import Console
import Foundation
import LibMFA

/// `login`: decides what happens to somebody whose password was right, and asks for what is asked for.
enum Login {
    static let offline = Option("--offline")

    static let command = Command(
        "login", operands: ["NAME"], options: [offline] + Laptop.options,
        "logs somebody in, by a code or a recovery PIN where one is asked for"
    ) { arguments in
        let laptop = try Laptop(arguments)
        guard let entry = try await enter(laptop, arguments) else {
            Terminal.say("denied")
            return .no
        }
        guard entry.isIn else {
            Terminal.say("denied; run: laptop enroll \(try arguments.required(0).escaped)")
            return .no
        }
        Terminal.say("logged in")
        return .done
    }

    /// What a login came to that is no plain no.
    struct Entry {
        /// Leave to bind an authenticator, if this login gives it.
        let permit: EnrollmentPermit?
        /// Whether the person is in. Who is not may enroll, and nothing else.
        var isIn = true
    }

    /// The whole of a login: `nil` is a no. Whatever is thrown is a no as well.
    static func enter(_ laptop: Laptop, _ arguments: Arguments) async throws -> Entry? {
        let person = try arguments.required(0)
        let arrival = Arrival(.login, isOnline: !arguments.has(offline))
        let decision = try await laptop.people.decide(person, arrival, at: laptop.now)
        switch decision.answer {
        case .noCodeNeeded:
            return Entry(permit: decision.permit)
        case .letInUnenrolled(let until, let loginsLeft):
            Terminal.say("no phone is enrolled; enroll one before \(until.told(at: laptop.now))")
            if let loginsLeft { Terminal.say("logins without one: \(loginsLeft) more") }
            return Entry(permit: decision.permit)
        case .enrollNow:
            Terminal.say("no phone is enrolled, and one is needed to go on")
            return Entry(permit: decision.permit, isIn: false)
        case .askForCode:
            return try await ask("Code:", laptop, person, decision)
        case .askUnderGrant(let until, let codesCount):
            Terminal.say("recovery until \(until.told(at: laptop.now))")
            return try await ask(codesCount ? "Recovery PIN or code:" : "Recovery PIN:", laptop, person, decision)
        case .deny(let denial):
            Terminal.say("\(denial.told); call \(laptop.contact.escaped)")
            // Somebody who has just called has a PIN.
            return try await ask("Recovery PIN:", laptop, person, decision)
        }
    }

    private static func ask(
        _ question: String,
        _ laptop: Laptop,
        _ person: String,
        _ decision: LoginDecision
    ) async throws -> Entry? {
        guard let typed = try Terminal.ask(question, isSecret: true) else { return nil }
        let outcome = try await laptop.people.logIn(
            person, decision, typed: typed, at: laptop.now
        )
        Terminal.say(outcome.told(laptop))
        return outcome.isAccepted ? Entry(permit: outcome.permit) : nil
    }
}
