import Foundation
import LibMFA

/// Tells the stories of `host/tests/stories`, whose `README.md` is the language that they are written in: each line is
/// done on a store in memory, and what it comes to is held to what the line says.
struct Telling {
    private(set) var stories = 0
    private(set) var steps = 0
    private(set) var verbs: Set<String> = []
    /// Stories that need what this API does not have, each with what.
    private(set) var leftOut: [String] = []
    private(set) var wrong: [String] = []

    /// Tells all stories of a file. A story ends at its first line that is wrong; the next one begins anew.
    mutating func tell(_ text: String, of file: String) async {
        var world: StoryWorld?
        var isSkipping = false
        let (steps, leftOut) = (steps, leftOut.count)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in zip(1..., lines.map { $0.trimmingCharacters(in: .whitespaces) }) {
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("story ") {
                if !isSkipping, let world, world.isUnfinished {
                    wrong.append("\(file):\(number): no step met the fault")
                }
                stories += 1
                (world, isSkipping) = (StoryWorld(), false)
                continue
            }
            guard let world else {
                wrong.append("\(file):\(number): a file begins with a story")
                break
            }
            if isSkipping { continue }
            do {
                if let verb = try await world.take(line) {
                    self.steps += 1
                    verbs.insert(verb)
                }
            } catch let needs as StoryWorld.Needs {
                stories -= 1
                self.leftOut.append("\(file):\(number) needs \(needs.what)")
                isSkipping = true
            } catch {
                wrong.append("\(file):\(number): \(error)\n    at this line: \(line)")
                isSkipping = true
            }
        }
        if !isSkipping, let world, world.isUnfinished { wrong.append("\(file): no step met the fault") }
        if self.steps == steps, self.leftOut.count == leftOut { wrong.append("\(file): there is no step in it") }
    }
}

/// What is wrong with a line.
struct Wrong: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// What a step came to: a word, and details with a name each.
struct Told: CustomStringConvertible {
    let word: String
    private var details: [(name: String, value: String)] = []

    static let done = Told("done")

    init(_ word: String) {
        self.word = word
    }

    init(refused error: MFAError) {
        // What a store fails with is its own.
        if case .store = error {
            self = Told("refused").with("reason", "Store")
        } else {
            self = Told("refused").with("reason", "\(error.family).\(error.reason)")
        }
    }

    func with(_ name: String, _ value: some CustomStringConvertible) -> Told {
        var told = self
        told.details.append((name, value.description))
        return told
    }

    func with(_ name: String, _ value: (some CustomStringConvertible)?, none: String = "none") -> Told {
        with(name, value?.description ?? none)
    }

    func with(_ name: String, _ date: Date) -> Told {
        with(name, Int64(date.timeIntervalSince1970))
    }

    func with(_ name: String, _ date: Date?) -> Told {
        with(name, date.map { Int64($0.timeIntervalSince1970) })
    }

    func with(_ name: String, is yes: Bool) -> Told {
        with(name, yes ? "yes" : "no")
    }

    func with(_ rejection: Rejection) -> Told {
        with("left", rejection.attemptsLeft).with("until", rejection.lockedUntil)
            .with("closed", is: rejection.isClosed).with("reason", rejection.wasReplayed ? "replayed" : "mismatch")
    }

    static func locked(_ until: Date) -> Told {
        Told("locked").with("until", until)
    }

    var description: String {
        ([word] + details.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
    }

    /// What it came to must be what the line says: its word, and each detail that the line names.
    func compare(with expected: String) throws {
        let words = expected.split(separator: " ").map(String.init)
        guard let first = words.first else { throw Wrong("it does not say what it comes to") }
        var differs = first != word
        for detail in words.dropFirst() {
            let parts = detail.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw Wrong("`\(detail)` is no detail") }
            if let there = details.first(where: { $0.name == parts[0] }) {
                if there.value != parts[1] { differs = true }
            } else if !differs {
                throw Wrong("`\(first)` has no detail `\(parts[0])`: it came to `\(self)`")
            }
        }
        if differs { throw Wrong("it came to `\(self)`") }
    }
}

/// A store in memory whose answers can be made to go wrong, for one step.
actor Shelf: PersonStore {
    enum Fault: String {
        case replyLost = "reply-lost"
        case writeLost = "write-lost"
        case writeFails = "write-fails"
        case readFails = "read-fails"
        case alwaysConflicts = "always-conflicts"
    }

    struct Failed: Error {}

    private var records: [String: Data] = [:]
    private var fault: Fault?
    /// What is read of somebody until the first write: what was there before somebody else was faster.
    private var before: (person: String, bytes: Data?)?
    private var wasMet = false

    func bytes(_ person: String) -> Data? { records[person] }

    func put(_ person: String, _ bytes: Data) { records[person] = bytes }

    func ready(_ fault: Fault?, _ before: (person: String, bytes: Data?)?) {
        (self.fault, self.before, wasMet) = (fault, before, false)
    }

    /// Lets nothing go wrong any more, and says whether it did.
    func calm() -> Bool {
        defer { (fault, before, wasMet) = (nil, nil, false) }
        return wasMet
    }

    func read(_ person: String) throws -> Data? {
        if fault == .readFails {
            wasMet = true
            throw Failed()
        }
        if let before, before.person == person { return before.bytes }
        return records[person]
    }

    func replace(_ person: String, expecting expected: Data?, with next: Data?) throws -> Commit {
        let raced = before?.person == person
        before = nil
        switch fault {
        case .writeFails:
            wasMet = true
            throw Failed()
        case .writeLost:
            wasMet = true
            return .unknown
        case .alwaysConflicts:
            wasMet = true
            return .conflict
        default: break
        }
        guard records[person] == expected else {
            wasMet = wasMet || raced
            return .conflict
        }
        records[person] = next
        if fault == .replyLost {
            wasMet = true
            return .unknown
        }
        return .stored
    }
}

/// What a story has set up: policies, secrets, clocks, stores, and what people were told last.
final class StoryWorld {
    struct Needs: Error {
        let what: String
    }

    /// A person at a store.
    struct Somebody: Hashable {
        let store: String
        let person: String
    }

    private(set) var policies: Policies?
    private var secrets: [String: (Secret, Parameters)] = [:]
    private var keys: [String: RecoveryKey] = [:]
    private var sheets: [String: RecoveryCodes] = [:]
    private var time: Int64?
    private var uptime: Uptime?
    private var stores = ["first": Shelf()]
    private var store = "first"
    private var fault: Shelf.Fault?
    private var meanwhile: (person: String, bytes: Data?)?
    private var decisions: [Somebody: LoginDecision] = [:]
    private var permits: [Somebody: EnrollmentPermit] = [:]

    /// What was announced and did not come.
    var isUnfinished: Bool { fault != nil || meanwhile != nil }

    /// Does a line; gives the verb if it was a step.
    func take(_ line: String) async throws -> String? {
        if try await set(line) { return nil }
        guard let arrow = line.range(of: " -> ") else {
            throw Wrong("it neither sets the scene nor says what it comes to (`->`)")
        }
        let (step, expected) = (String(line[..<arrow.lowerBound]), String(line[arrow.upperBound...]))
        guard step.hasPrefix("meanwhile ") else { return try await one(step, expected) }
        guard !isUnfinished else { throw Wrong("no step follows that meets the fault") }
        let faster = String(step.dropFirst("meanwhile ".count)).trimmingCharacters(in: .whitespaces)
        let person = String(faster.prefix { $0 != " " })
        let before = try await here().bytes(person)
        let verb = try await one(faster, expected)
        guard try await here().bytes(person) != before else { throw Wrong("nothing was written meanwhile") }
        meanwhile = (person, before)
        return verb
    }

    private func one(_ step: String, _ expected: String) async throws -> String {
        let expectsFault = isUnfinished
        try await here().ready(fault, meanwhile)
        (fault, meanwhile) = (nil, nil)
        let (verb, told) = try await taken(step)
        guard try await here().calm() == expectsFault else {
            throw Wrong("the fault was not met: it came to `\(told)`")
        }
        try told.compare(with: expected)
        return verb
    }

    private func here() throws -> Shelf {
        guard let shelf = stores[store] else { throw Wrong("there is no store \(store)") }
        return shelf
    }

    private func now() throws -> Date {
        guard let time else { throw Wrong("it is not said what time it is: `at` comes first") }
        return Date(timeIntervalSince1970: TimeInterval(time))
    }

    private func people() throws -> People<Shelf> {
        let uptime = uptime
        return try People(store: here(), policies: policies ?? Policies()) { () throws(MFAError) in uptime }
    }
}

// MARK: - What sets the scene

extension StoryWorld {
    private func set(_ line: String) async throws -> Bool {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = (parts.count > 1 ? parts[1] : "").trimmingCharacters(in: .whitespaces)
        switch parts[0] {
        case "needs":
            guard ["challenge", "sheet", "uptime"].contains(rest) else { throw Wrong("`\(rest)` is no need") }
            // Challenges are drawn by the library; sheets and uptimes can be given.
            if rest == "challenge" { throw Needs(what: rest) }
        case "policy":
            let (key, value) = try assigned(rest)
            policies = try (policies ?? Policies()).with(key, value)
        case "secret":
            let (name, value) = try assigned(rest)
            secrets[name] = try secret(value.split(separator: " ").map(String.init))
        case "key":
            let (name, value) = try assigned(rest)
            keys[name] = try RecoveryKey(base32: value)
        case "sheet":
            let (name, value) = try assigned(rest)
            sheets[name] = try RecoveryCodes(value.split(separator: " ").map(String.init))
        case "at": time = try number(rest)
        case "wait":
            let seconds: Int64 = try number(rest)
            _ = try now()
            time = time.map { $0 + seconds }
            uptime = uptime.map { Uptime(boot: $0.boot, seconds: $0.seconds + seconds) }
        case "back":
            let seconds: Int64 = try number(rest)
            _ = try now()
            time = time.map { $0 - seconds }
            guard let time, time >= 0 else { throw Wrong("the clock cannot be set back before 1970") }
        case "boot":
            let words = rest.split(separator: " ").map(String.init)
            if words == ["unknown"] {
                uptime = nil
            } else if words.count == 2 {
                uptime = Uptime(boot: try number(words[0]), seconds: try number(words[1]))
            } else {
                throw Wrong("`boot` takes a number and seconds, or `unknown`")
            }
        case "store":
            guard !rest.isEmpty, !rest.contains(" ") else { throw Wrong("`store` takes a name") }
            store = rest
            if stores[store] == nil { stores[store] = Shelf() }
        case "copy":
            let words = rest.split(separator: " ").map(String.init)
            guard words.count == 3, words[1] == "to" else { throw Wrong("`copy` takes PERSON to STORE") }
            guard let bytes = try await here().bytes(words[0]) else { throw Wrong("\(words[0]) is not there") }
            let other = stores[words[2]] ?? Shelf()
            stores[words[2]] = other
            await other.put(words[0], bytes)
        case "fault":
            guard let named = Shelf.Fault(rawValue: rest) else { throw Wrong("there is no fault \(rest)") }
            fault = named
        default: return false
        }
        return true
    }

    private func secret(_ words: [String]) throws -> (Secret, Parameters) {
        var (isHOTP, algorithm, digits, period) = (false, Parameters.Algorithm.sha1, 6, Int64(30))
        for word in words.dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            switch (parts[0], parts.count) {
            case ("totp", 1): isHOTP = false
            case ("hotp", 1): isHOTP = true
            case ("sha1", 1): algorithm = .sha1
            case ("sha256", 1): algorithm = .sha256
            case ("sha512", 1): algorithm = .sha512
            case ("digits", 2): digits = try number(parts[1])
            case ("period", 2): period = try number(parts[1])
            default: throw Wrong("a secret has no `\(word)`")
            }
        }
        let parameters: Parameters =
            isHOTP
            ? try .hotp(algorithm, digits: digits)
            : try .totp(algorithm, digits: digits, period: .seconds(period))
        return (try Secret(setupKey: words.first ?? ""), parameters)
    }

    private func assigned(_ text: String) throws -> (String, String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw Wrong("there is no `=`") }
        return (parts[0].trimmingCharacters(in: .whitespaces), parts[1].trimmingCharacters(in: .whitespaces))
    }
}

/// A number in decimal, digits and nothing else.
private func number<Number: FixedWidthInteger>(_ text: String) throws -> Number {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Number(text) else {
        throw Wrong("`\(text)` is no such number")
    }
    return number
}

// MARK: - Steps

extension StoryWorld {
    private func taken(_ step: String) async throws -> (String, Told) {
        let words = step.split(separator: " ").map(String.init)
        guard words.count >= 2 else { throw Wrong("a step is a person, a verb and what comes with it") }
        if ["show", "issue", "respond"].contains(words[0]) {
            return (words[0], try refusals { try theirs(words) })
        }
        let (person, verb) = (words[0], words[1])
        let call = Call(person: person, rest: Array(words.dropFirst(2)))
        do {
            if verb == "types" {
                let typed = step.range(of: " types").map { String(step[$0.upperBound...]) } ?? ""
                return (verb, try await types(call, typed.trimmingCharacters(in: .whitespaces)))
            }
            for family in [enrolling, keeping, managing, loggingIn, recovering, telling] {
                if let told = try await family(verb, call) { return (verb, told) }
            }
        } catch let error as MFAError {
            return (verb, Told(refused: error))
        }
        throw Wrong("there is no verb `\(verb)`")
    }

    private func refusals(_ call: () throws -> Told) throws -> Told {
        do {
            return try call()
        } catch let error as MFAError {
            return Told(refused: error)
        }
    }

    /// What comes with a verb.
    struct Call {
        let person: String
        let rest: [String]

        /// As many words as a verb takes.
        func words(_ count: Int) throws -> [String] {
            guard rest.count == count else { throw Wrong("\(rest.count) words follow the verb, not \(count)") }
            return rest
        }

        func word() throws -> String { try words(1)[0] }

        /// The name of an authenticator, if one is said.
        func which() throws -> String? {
            guard rest.count <= 1 else { throw Wrong("\(rest.count) words follow the verb, not 1") }
            return rest.first
        }

        func nothing() throws { _ = try words(0) }
    }

    /// What phones and help desks do.
    private func theirs(_ words: [String]) throws -> Told {
        switch (words[0], words.count) {
        case ("show", 2):
            let shown = try credential(words[1]).code(at: now())
            return Told("shown").with("code", shown.code).with("seconds", shown.secondsLeft)
        case ("show", 3):
            let counter: UInt64 = try number(valued(words[2], "counter"))
            return try Told("shown").with("code", credential(words[1]).code(forCounter: counter))
        case ("issue", 4) where words[2] == "for":
            let issued = try key(words[1]).issuePIN(for: words[3], at: now())
            return Told("issued").with("pin", issued.pin).with("until", issued.validUntil)
                .with("next", issued.nextDiffersFrom)
        case ("respond", 4) where words[2] == "to":
            return try Told("responded").with("response", key(words[1]).respond(to: words[3]))
        default: throw Wrong("`\(words[0])` takes something else")
        }
    }

    /// Enrollment: what is pending.
    private func enrolling(_ verb: String, _ call: Call) async throws -> Told? {
        let people = try people()
        switch verb {
        case "enrolls":
            var rest = call.rest[...]
            guard let named = rest.popFirst() else { throw Wrong("`enrolls` takes a secret") }
            let name = try taken("as", from: &rest) ?? named
            let by = try taken("by", from: &rest) ?? "administrator"
            guard rest.isEmpty else { throw Wrong("after the secret come `as NAME` and `by WHOM`") }
            let (secret, parameters) = try known(named)
            guard let permit = try permit(by, call.person) else { return Told("not-permitted") }
            let enrollment = try Enrollment(
                permit: permit, secret: secret, parameters: parameters, policies: people.policies, at: now()
            )
            try await people.enroll(call.person, as: name, enrollment)
            return Told("pending").with("until", enrollment.until)
        case "confirms":
            switch try await people.confirm(call.person, code: call.word(), at: now()) {
            case .confirmed(let position, let offset):
                return Told("confirmed").with("position", position).with("offset", offset)
            case .oneMore: return Told("one-more")
            case .wrong(let left): return Told("wrong").with("left", left)
            case .over: return Told("over")
            }
        case "abandons":
            try call.nothing()
            try await people.abandon(call.person)
            return .done
        case "measures":
            let words = try call.words(2)
            let reach: Int = try number(valued(words[1], "reach"))
            let found = try await people.diagnosePending(call.person, code: words[0], reach: reach, at: now())
            return found.map { Told("found").with("offset", $0) } ?? Told("not-found")
        default: return nil
        }
    }

    /// Authenticators that come and go.
    private func keeping(_ verb: String, _ call: Call) async throws -> Told? {
        let (people, person) = (try people(), call.person)
        switch verb {
        case "adds":
            var rest = call.rest[...]
            guard let named = rest.popFirst() else { throw Wrong("`adds` takes a secret") }
            let name = try taken("as", from: &rest) ?? named
            let start: UInt64? = try rest.popFirst().map { try number(valued($0, "start")) }
            guard rest.isEmpty else { throw Wrong("after the secret come `as NAME` and `start=N`") }
            let (secret, parameters) = try known(named)
            try await people.add(person, NewAuthenticator(name, secret, parameters, start: start), at: now())
        case "adds-all":
            let all = try call.rest.map { name in
                let (secret, parameters) = try known(name)
                return NewAuthenticator(name, secret, parameters)
            }
            try await people.add(person, all: all, at: now())
        case "removes": try await people.remove(person, call.which())
        case "removes-all":
            try call.nothing()
            try await people.removeAll(person)
        case "renames":
            let words = try call.words(3)
            guard words[1] == "to" else { throw Wrong("`renames` takes NAME to NAME") }
            try await people.rename(person, words[0], to: words[2])
        case "is-suspended": try await people.suspend(person, call.which())
        case "restores":
            var rest = call.rest[...]
            guard let name = rest.popFirst(), let code = rest.popFirst() else { throw Wrong("NAME and CODE follow") }
            let by = try taken("by", from: &rest) ?? "administrator"
            guard rest.isEmpty else { throw Wrong("after the code comes `by WHOM`") }
            guard let permit = try permit(by, person) else { return Told("not-permitted") }
            switch try await people.restore(person, name, code: code, permit: permit, at: now()) {
            case .restored: return Told("restored")
            case .rejected(let rejection): return Told("rejected").with(rejection)
            case .locked(let until): return .locked(until)
            case .closed: return Told("closed")
            }
        case "is-reset":
            try call.nothing()
            try await people.reset(person)
        case "is-forgotten":
            try call.nothing()
            try await people.forget(person)
        default: return nil
        }
        return .done
    }

    /// What an administrator says of somebody.
    private func managing(_ verb: String, _ call: Call) async throws -> Told? {
        let (people, person) = (try people(), call.person)
        switch verb {
        case "is-required":
            guard !call.rest.isEmpty else {
                try await people.require(person, .required)
                break
            }
            let words = try call.words(2)
            let (hours, logins) = (try valued(words[0], "hours"), try valued(words[1], "logins"))
            let limit: Int? = logins == "unlimited" ? nil : try number(logins)
            try await people.require(person, .requiredWithin(hours: number(hours), logins: limit))
        case "is-exempt":
            guard !call.rest.isEmpty else {
                try await people.require(person, .exempt)
                break
            }
            let until: Int64 = try number(valued(call.word(), "until"))
            let end = Date(timeIntervalSince1970: TimeInterval(until))
            try await people.require(person, .exemptFor(since: now(), until: end))
        case "is-as-listed":
            try call.nothing()
            try await people.require(person, nil)
        case "is-unlocked":
            try call.nothing()
            try await people.unlock(person)
        default: return nil
        }
        return .done
    }

    private func loggingIn(_ verb: String, _ call: Call) async throws -> Told? {
        let (people, person) = (try people(), call.person)
        switch verb {
        case "arrives": return try await arrives(call)
        case "verifies":
            return try loggedIn(person, .code(await people.verify(person, code: call.word(), at: now())))
        case "verifies-with":
            let words = try call.words(2)
            return Told(try await people.verify(person, code: words[1], with: words[0], at: now()))
        case "resyncs":
            let words = try call.words(3)
            switch try await people.resynchronize(person, words[0], first: words[1], second: words[2], at: now()) {
            case .resynchronized(let position, let offset):
                return Told("resynchronized").with("position", position).with("offset", offset)
            case .rejected(let rejection): return Told("rejected").with(rejection)
            case .locked(let until): return .locked(until)
            case .closed: return Told("closed")
            case .suspended: return Told("suspended")
            }
        case "diagnoses":
            let words = try call.words(3)
            let reach: Int = try number(valued(words[2], "reach"))
            switch try await people.diagnose(person, words[0], code: words[1], reach: reach, at: now()) {
            case .slow(let steps, let rejection): return Told("slow").with("steps", steps).with(rejection)
            case .unknown(let rejection): return Told("unknown").with(rejection)
            case .locked(let until): return .locked(until)
            case .closed: return Told("closed")
            case .suspended: return Told("suspended")
            }
        default: return nil
        }
    }

    private func arrives(_ call: Call) async throws -> Told {
        guard let occasion = call.rest.first.flatMap(Arrival.Occasion.init) else { throw Wrong("no such occasion") }
        var arrival = Arrival(occasion)
        for word in call.rest.dropFirst() {
            switch word {
            case "offline": arrival.isOnline = false
            case "card": arrival.hasOtherFactor = true
            default: throw Wrong("nobody arrives `\(word)`")
            }
        }
        let decision = try await people().decide(call.person, arrival, at: now())
        decisions[Somebody(store: store, person: call.person)] = decision
        return Told(decision.answer)
    }

    private func types(_ call: Call, _ typed: String) async throws -> Told {
        guard let decision = decisions[Somebody(store: store, person: call.person)] else {
            throw Wrong("\(call.person) has not arrived here: `arrives` comes first")
        }
        let outcome = try await people().logIn(call.person, decision, typed: typed, at: now())
        return loggedIn(call.person, outcome)
    }

    private func recovering(_ verb: String, _ call: Call) async throws -> Told? {
        let (people, person) = (try people(), call.person)
        switch verb {
        case "gets-key", "changes-key":
            let words = try call.words(3)
            guard words[1] == "for" else { throw Wrong("a key is KEY for DEVICE") }
            let replacing = verb == "changes-key"
            try await people.setRecoveryKey(person, key(words[0]), for: words[2], replacing: replacing)
        case "loses-key":
            try call.nothing()
            try await people.removeRecoveryKey(person)
        case "redeems":
            let outcome = try await people.redeem(person, pin: call.word(), at: now())
            return loggedIn(person, .recovery(outcome))
        case "answers":
            let outcome = try await people.answer(person, response: call.word(), at: now())
            return loggedIn(person, .recovery(outcome))
        case "passes":
            try call.nothing()
            return loggedIn(person, .recovery(try await people.pass(person, at: now())))
        case "ends-grant":
            try call.nothing()
            try await people.endGrant(person)
        case "gets-codes":
            guard let sheet = sheets[try call.word()] else { throw Wrong("there is no such sheet") }
            try await people.setRecoveryCodes(person, sheet)
        case "uses-code":
            let outcome = try await people.redeem(person, recoveryCode: call.word(), at: now())
            return loggedIn(person, .recoveryCode(outcome))
        default: return nil
        }
        return .done
    }

    /// What changes nothing.
    private func telling(_ verb: String, _ call: Call) async throws -> Told? {
        let (people, person) = (try people(), call.person)
        switch verb {
        case "asks-grant":
            try call.nothing()
            guard let status = try await people.recoveryStatus(person, at: now()) else {
                return Told("refused").with("reason", "Person.NoRecovery")
            }
            guard let grant = status.grant else { return Told("none") }
            return Told("open").with("until", grant.until).with("left", grant.usesLeft)
        case "counts-codes":
            try call.nothing()
            guard let left = try await people.facts(person).recoveryCodesLeft else {
                return Told("refused").with("reason", "Person.NoRecoveryCodes")
            }
            return Told("codes").with("left", left)
        case "status":
            try call.nothing()
            let (facts, status) = (try await people.facts(person), try await people.status(person, at: now()))
            let names = facts.authenticators.map(\.name)
            return Told("stands").with("authenticators", names.isEmpty ? "none" : names.joined(separator: ","))
                .with("pending", facts.pending?.name).with("failures", status.failures)
                .with("in-all", status.failuresInAll).with("left", status.attemptsLeft)
                .with("until", status.lockedUntil).with("closed", is: status.isClosed)
                .with("codes", facts.recoveryCodesLeft)
        case "progress":
            let name = try call.word()
            guard let entry = try await people.facts(person).authenticators.first(where: { $0.name == name }) else {
                return Told("refused").with("reason", "Person.NoSuchAuthenticator")
            }
            return Told("is-at").with("next", entry.progress.next).with("drift", entry.progress.drift)
                .with("suspended", is: entry.progress.isSuspended)
        default: return nil
        }
    }

    /// Takes a word and what follows it, if they are next.
    private func taken(_ word: String, from rest: inout ArraySlice<String>) throws -> String? {
        guard rest.first == word else { return nil }
        rest.removeFirst()
        guard let value = rest.popFirst() else { throw Wrong("nothing follows `\(word)`") }
        return value
    }

    private func valued(_ text: String, _ name: String) throws -> String {
        guard text.hasPrefix(name + "=") else { throw Wrong("`\(text)` is no `\(name)=`") }
        return String(text.dropFirst(name.count + 1))
    }

    private func known(_ name: String) throws -> (Secret, Parameters) {
        guard let secret = secrets[name] else { throw Wrong("there is no secret \(name)") }
        return secret
    }

    private func credential(_ name: String) throws -> Credential {
        let (secret, parameters) = try known(name)
        return try Credential(secret, parameters)
    }

    private func key(_ name: String) throws -> RecoveryKey {
        guard let key = keys[name] else { throw Wrong("there is no key \(name)") }
        return key
    }

    /// By whose leave an authenticator is bound.
    private func permit(_ by: String, _ person: String) throws -> EnrollmentPermit? {
        let somebody = Somebody(store: store, person: person)
        switch by {
        case "administrator": return try .byAdministrator()
        case "decision":
            guard let decision = decisions[somebody] else { throw Wrong("\(person) has not arrived here") }
            return decision.permit
        case "login":
            guard let permit = permits[somebody] else { throw Wrong("\(person) has not logged in here") }
            return permit
        default: throw Wrong("nobody permits by `\(by)`")
        }
    }

    private func loggedIn(_ person: String, _ outcome: LoginOutcome) -> Told {
        if let permit = outcome.permit { permits[Somebody(store: store, person: person)] = permit }
        return Told(outcome)
    }
}

// MARK: - What it came to

extension Told {
    init(_ outcome: LoginOutcome) {
        switch outcome {
        case .code(let verdict): self.init(verdict)
        case .recovery(let redemption): self.init(redemption)
        case .recoveryCode(let redemption): self.init(redemption)
        }
    }

    init(_ verdict: Verdict) {
        switch verdict {
        case .accepted(let acceptance):
            self = Told("accepted").with("factor", "code").with("by", acceptance.name)
                .with("position", acceptance.position).with("offset", acceptance.offset)
                .with("failures", acceptance.failuresBefore)
        case .rejected(let rejection): self = Told("rejected").with(rejection)
        case .locked(let until): self = .locked(until)
        case .closed: self.init("closed")
        case .suspended: self.init("suspended")
        }
    }

    init(_ redemption: Redemption) {
        switch redemption {
        case .accepted(let redeemed):
            let by = ["new-pin", "response", "same-pin", "grant"]
            let all: [Redeemed.Means] = [.newPIN, .response, .samePIN, .grant]
            self = Told("accepted").with("factor", "recovery")
                .with("by", all.firstIndex(of: redeemed.by).map { by[$0] })
                .with("until", redeemed.grant?.until).with("left", redeemed.grant?.usesLeft)
                .with("authenticators", redeemed.authenticators.told).with("failures", redeemed.failuresBefore)
        case .rejected(let rejection): self = Told("rejected").with(rejection)
        case .locked(let until): self = .locked(until)
        case .closed: self.init("closed")
        case .noChallenge: self.init("no-challenge")
        case .pinNeeded: self.init("pin-needed")
        case .off: self.init("off")
        }
    }

    init(_ redemption: RecoveryCodeRedemption) {
        switch redemption {
        case .accepted(let redeemed):
            self = Told("accepted").with("factor", "recovery-code").with("index", redeemed.index)
                .with("left", redeemed.left).with("authenticators", redeemed.authenticators.told)
                .with("failures", redeemed.failuresBefore)
        case .rejected(let rejection): self = Told("rejected").with(rejection)
        case .locked(let until): self = .locked(until)
        case .closed: self.init("closed")
        case .off: self.init("off")
        }
    }

    init(_ answer: LoginDecision.Answer) {
        switch answer {
        case .askForCode: self.init("ask-code")
        case .letInUnenrolled(let until, let left):
            self = Told("let-in").with("until", until).with("left", left, none: "unlimited")
        case .enrollNow: self.init("enroll-now")
        case .askUnderGrant(let until, let count):
            self = Told("ask-grant").with("until", until).with("codes", is: count)
        case .noCodeNeeded(let because): self = Told("no-code").with("because", "\(because)".dashed)
        case .deny(.notEnrolled(let ended)):
            self = Told("denied").with("because", "not-enrolled").with("ended", "\(ended)".dashed)
        case .deny(.offline(let ended)):
            self = Told("denied").with("because", "offline").with("ended", "\(ended)".dashed)
        case .deny(.other): self.init("denied")
        }
    }
}

extension AfterRecovery {
    fileprivate var told: String { "\(self)".dashed }
}

extension String {
    /// A name of a case, as stories write it.
    fileprivate var dashed: String {
        map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
    }
}
