public import Foundation
internal import LibMFABridge

extension People {
    /// Decides what happens to somebody who arrives. What has to be remembered of it is stored.
    public func decide(
        _ person: String,
        _ arrival: Arrival = Arrival(),
        at now: Date = Date()
    ) async throws(MFAError) -> LoginDecision {
        let now = try now.seconds()
        return try await change(person, LoginDecision.init(outcome:)) {
            try $0.decide(arrival: arrival.bridged, now: now, uptime: uptime()?.bridged, policies: policies.bridged)
        }
    }

    /// Tries what somebody typed where the decision asks for it. Its shape says for which factor it is.
    ///
    /// - Parameters:
    ///   - decision: What was decided of this person, just now.
    ///   - typed: A one-time code, a recovery PIN or a recovery code.
    /// - Throws: ``MFAError/entry(_:)`` for what is none of them, ``MFAError/person(_:)`` for what the decision does
    ///   not ask for. Both cost no attempt.
    public func logIn(
        _ person: String,
        _ decision: LoginDecision,
        typed: String,
        at now: Date = Date()
    ) async throws(MFAError) -> LoginOutcome {
        let (now, typed) = (try now.seconds(), try typed.crossing())
        return try await change(person, LoginOutcome.init(outcome:)) {
            try $0.logIn(
                prompt: decision.prompt, now: now, uptime: uptime()?.bridged, typed: typed, policies: policies.bridged
            )
        }
    }

    /// Tries a code against all of a person's authenticators.
    public func verify(
        _ person: String,
        code: String,
        at now: Date = Date()
    ) async throws(MFAError) -> Verdict {
        let (now, code) = (try now.seconds(), try code.crossing())
        return try await change(person, Verdict.init(outcome:)) {
            try $0.verify(now: now, code: code, policies: policies.bridged)
        }
    }

    /// Tries a code against one authenticator, where the person said which.
    public func verify(
        _ person: String,
        code: String,
        with name: String,
        at now: Date = Date()
    ) async throws(MFAError) -> Verdict {
        let (now, code, name) = (try now.seconds(), try code.crossing(), try name.crossing())
        return try await change(person, Verdict.init(outcome:)) {
            try $0.verifyWith(name: name, now: now, code: code, policies: policies.bridged)
        }
    }

    /// Looks for two consecutive codes of an authenticator whose clock or counter has run away. No login.
    ///
    /// - Parameter name: Which; `nil` for the only one.
    public func resynchronize(
        _ person: String,
        _ name: String? = nil,
        first: String,
        second: String,
        at now: Date = Date()
    ) async throws(MFAError) -> Resynchronization {
        let (now, name) = (try now.seconds(), try name.crossing())
        let (first, second) = (try first.crossing(), try second.crossing())
        return try await change(person, Resynchronization.init(outcome:)) {
            try $0.resynchronize(name: name, now: now, first: first, second: second, policies: policies.bridged)
        }
    }

    /// Asks at a login how slow a phone is, by a code that it shows. An attempt like any other, which counts a failure.
    ///
    /// - Parameters:
    ///   - name: Which authenticator; `nil` for the only one.
    ///   - reach: How many past steps are looked at: 1 to 2880.
    public func diagnose(
        _ person: String,
        _ name: String? = nil,
        code: String,
        reach: Int = 2880,
        at now: Date = Date()
    ) async throws(MFAError) -> Diagnosis {
        let (now, name, code) = (try now.seconds(), try name.crossing(), try code.crossing())
        return try await change(person, Diagnosis.init(outcome:)) {
            try $0.diagnose(name: name, now: now, code: code, reach: number(reach), policies: policies.bridged)
        }
    }
}
