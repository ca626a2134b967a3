public import Foundation
internal import LibMFABridge

extension People {
    /// Adds an authenticator as it is: for administrators and migrations. The person may be new.
    ///
    /// - Throws: ``MFAError/person(_:)`` if the name is taken, the secret is there already, or there is no room.
    public func add(
        _ person: String,
        _ authenticator: NewAuthenticator,
        at now: Date = Date()
    ) async throws(MFAError) {
        try await add(person, all: [authenticator], at: now)
    }

    /// Adds several authenticators as they are: all of them, or none.
    ///
    /// - Throws: As the other does; ``MFAError/person(_:)`` for more than 8.
    public func add(
        _ person: String,
        all authenticators: [NewAuthenticator],
        at now: Date = Date()
    ) async throws(MFAError) {
        let now = try now.seconds()
        guard authenticators.count <= mostAuthenticators else { throw .noRoom }
        var additions: [Addition] = []
        for authenticator in authenticators { try additions.append(authenticator.bridged()) }
        try await change(person, nothing) { try $0.addAll(additions: additions, now: now) }
    }

    /// Removes an authenticator: that of a name, or the only one. Failures and lock stay.
    public func remove(_ person: String, _ name: String? = nil) async throws(MFAError) {
        let name = try name.crossing()
        try await change(person, nothing) { try $0.remove(name: name) }
    }

    /// Removes all authenticators, and what is pending.
    public func removeAll(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.removeAll() }
    }

    /// Gives an authenticator another name: that of a name, or the only one.
    public func rename(_ person: String, _ name: String? = nil, to new: String) async throws(MFAError) {
        let (name, new) = (try name.crossing(), try new.crossing())
        try await change(person, nothing) { try $0.rename(name: name, new: new) }
    }

    /// Removes whatever lets the person in: authenticators, what is pending, what is left of the recovery codes, an open
    /// grant. The recovery key stays, and so do failures.
    public func reset(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.reset() }
    }

    /// Suspends an authenticator: that of a name, or all. Its codes count for nothing until it is restored.
    public func suspend(_ person: String, _ name: String? = nil) async throws(MFAError) {
        let name = try name.crossing()
        try await change(person, nothing) { try $0.suspend(name: name) }
    }

    /// Tries a code of a suspended authenticator, which counts again if it is right.
    public func restore(
        _ person: String,
        _ name: String? = nil,
        code: String,
        permit: EnrollmentPermit,
        at now: Date = Date()
    ) async throws(MFAError) -> Restoration {
        let (now, name, code) = (try now.seconds(), try name.crossing(), try code.crossing())
        return try await change(person, Restoration.init(outcome:)) {
            try $0.restore(permit: permit.bridged, name: name, now: now, code: code, policies: policies.bridged)
        }
    }

    /// Clears failures and locks of codes, recovery and recovery codes.
    public func unlock(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.unlock() }
    }

    /// Says what is required of this person alone; `nil` leaves it to the policy's lists again. They may be new.
    public func require(_ person: String, _ requirement: PersonalRequirement?) async throws(MFAError) {
        let exception: PersonException? =
            switch requirement {
            case .some(let requirement): try requirement.bridged()
            case .none: nil
            }
        try await change(person, nothing) { try $0.setException(exception: exception) }
    }

    /// Forgets a person: their record is deleted, with failures and locks.
    ///
    /// - Throws: ``MFAError/person(_:)`` with ``MFAError/Reason/noSuchPerson`` if they have none.
    public func forget(_ person: String) async throws(MFAError) {
        try await checkName(person)
        for _ in 0..<mostRounds {
            guard let stored = try await read(person) else { throw .noSuchPerson }
            switch try await replace(person, stored, with: nil) {
            case .stored: return
            case .conflict: continue
            case .unknown: throw .unknownCommit
            }
        }
        throw .busy
    }

    /// What an administrator may see of a person.
    ///
    /// - Throws: ``MFAError/person(_:)`` with ``MFAError/Reason/noSuchPerson`` if they have no record.
    public func facts(_ person: String) async throws(MFAError) -> PersonFacts {
        PersonFacts(try await look(person) { try $0.facts() })
    }

    /// How a person stands with one-time codes.
    public func status(_ person: String, at now: Date = Date()) async throws(MFAError) -> CodeStatus {
        let now = try now.seconds()
        return CodeStatus(try await look(person) { try $0.status(now: now, policies: policies.bridged) })
    }

    /// How a person stands with recovery by PIN and challenge; `nil` if they have no recovery key.
    public func recoveryStatus(
        _ person: String,
        at now: Date = Date()
    ) async throws(MFAError) -> RecoveryStatus? {
        let now = try now.seconds()
        return try await look(person) {
            try $0.recoveryStatus(now: now, uptime: uptime()?.bridged, policies: policies.bridged)
        }.map(RecoveryStatus.init)
    }

    /// How a person stands with recovery codes; `nil` if they have no set.
    public func recoveryCodesStatus(
        _ person: String,
        at now: Date = Date()
    ) async throws(MFAError) -> RecoveryCodesStatus? {
        let now = try now.seconds()
        return try await look(person) {
            try $0.recoveryCodesStatus(now: now, policies: policies.bridged)
        }.map(RecoveryCodesStatus.init)
    }
}
