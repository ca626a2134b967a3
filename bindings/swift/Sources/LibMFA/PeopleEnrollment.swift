public import Foundation
internal import LibMFABridge

extension People {
    /// Begins an enrollment with a new secret, and stores it. Show it then.
    ///
    /// - Parameters:
    ///   - name: What the person calls the authenticator.
    ///   - permit: Why they may bind one: of a ``LoginDecision``, of what was accepted, or an administrator's.
    ///   - parameters: Those that the person's app understands.
    /// - Throws: ``MFAError/person(_:)`` if the name is taken, or there is no room.
    public func beginEnrollment(
        _ person: String,
        as name: String,
        permit: EnrollmentPermit,
        parameters: Parameters = .standard,
        at now: Date = Date()
    ) async throws(MFAError) -> Enrollment {
        let enrollment = try Enrollment(
            permit: permit, secret: .random(), parameters: parameters, policies: policies, at: now
        )
        try await enroll(person, as: name, enrollment)
        return enrollment
    }

    /// Stores an enrollment that was begun, in place of any that is pending. Show its secret once this has returned.
    public func enroll(_ person: String, as name: String, _ enrollment: Enrollment) async throws(MFAError) {
        let name = try name.crossing()
        try await change(person, nothing) { try $0.enroll(name: name, enrollment: enrollment.bridged) }
    }

    /// Tries a code of the authenticator that is pending. It is used up, and no login.
    ///
    /// - Throws: ``MFAError/person(_:)`` if nothing is pending.
    public func confirm(
        _ person: String,
        code: String,
        at now: Date = Date()
    ) async throws(MFAError) -> Confirmation {
        let (now, code) = (try now.seconds(), try code.crossing())
        return try await change(person, Confirmation.init(outcome:)) {
            try $0.confirm(now: now, code: code, policies: policies.bridged)
        }
    }

    /// Drops what is pending.
    public func abandon(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.abandon() }
    }

    /// How many steps the clock of a phone is off whose authenticator is pending: negative if it is slow. `nil` if it
    /// shows the code at no time within reach. It counts nothing and uses nothing up.
    ///
    /// - Parameter reach: How many steps are looked at to each side: 1 to 2880.
    public func diagnosePending(
        _ person: String,
        code: String,
        reach: Int = 2880,
        at now: Date = Date()
    ) async throws(MFAError) -> Int64? {
        let (now, code) = (try now.seconds(), try code.crossing())
        return try await look(person) { try $0.diagnosePending(now: now, code: code, reach: number(reach)) }
    }
}
