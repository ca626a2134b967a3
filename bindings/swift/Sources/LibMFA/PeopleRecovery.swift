public import Foundation
internal import LibMFABridge

extension People {
    /// Gives a person a recovery key on a device. They may be new.
    ///
    /// - Parameter replacing: Whether in place of any other, whose grant and challenge are gone then.
    /// - Throws: ``MFAError/person(_:)`` if there is one that is not to be replaced.
    public func setRecoveryKey(
        _ person: String,
        _ key: RecoveryKey,
        for device: String,
        replacing: Bool = false
    ) async throws(MFAError) {
        let device = try device.crossing()
        try await change(person, nothing) {
            replacing
                ? try $0.setRecoveryKey(device: device, key: key.bridged)
                : try $0.addRecoveryKey(device: device, key: key.bridged)
        }
    }

    /// Takes recovery by PIN and challenge from a person.
    public func removeRecoveryKey(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.removeRecoveryKey() }
    }

    /// Tries a PIN. What it does to the person's authenticators is stored with it.
    public func redeem(
        _ person: String,
        pin: String,
        at now: Date = Date()
    ) async throws(MFAError) -> Redemption {
        let (now, pin) = (try now.seconds(), try pin.crossing())
        return try await change(person, Redemption.init(outcome:)) {
            try $0.redeem(now: now, uptime: uptime()?.bridged, pin: pin, policies: policies.bridged)
        }
    }

    /// The challenge to show, for a device whose clock cannot be trusted: the same until it is used. `nil` if recovery
    /// is off.
    public func challenge(_ person: String) async throws(MFAError) -> String? {
        try await change(person, challengeShown) { try $0.challenge(policies: policies.bridged) }
    }

    /// Tries the response to the challenge that is shown.
    public func answer(
        _ person: String,
        response: String,
        at now: Date = Date()
    ) async throws(MFAError) -> Redemption {
        let (now, response) = (try now.seconds(), try response.crossing())
        return try await change(person, Redemption.init(outcome:)) {
            try $0.answer(now: now, uptime: uptime()?.bridged, response: response, policies: policies.bridged)
        }
    }

    /// A login under the open grant, where the policy asks for no PIN: see ``Policies/grantLetsPass``.
    public func pass(
        _ person: String,
        at now: Date = Date()
    ) async throws(MFAError) -> Redemption {
        let now = try now.seconds()
        return try await change(person, Redemption.init(outcome:)) {
            try $0.pass(now: now, uptime: uptime()?.bridged, policies: policies.bridged)
        }
    }

    /// Ends the grant.
    public func endGrant(_ person: String) async throws(MFAError) {
        try await change(person, nothing) { try $0.endGrant() }
    }

    /// Gives a person a set of recovery codes, in place of any other.
    public func setRecoveryCodes(_ person: String, _ codes: RecoveryCodes) async throws(MFAError) {
        try await change(person, nothing) { try $0.setRecoveryCodes(sheet: codes.bridged) }
    }

    /// Tries a recovery code.
    public func redeem(
        _ person: String,
        recoveryCode: String,
        at now: Date = Date()
    ) async throws(MFAError) -> RecoveryCodeRedemption {
        let (now, code) = (try now.seconds(), try recoveryCode.crossing())
        return try await change(person, RecoveryCodeRedemption.init(outcome:)) {
            try $0.useRecoveryCode(now: now, code: code, policies: policies.bridged)
        }
    }
}
