public import Foundation
internal import LibMFABridge

/// Why a call was refused. Nobody gets in by an error.
///
/// A wrong code is no error: it is a ``Verdict``. The case says what the error is about, ``reason`` which one it is,
/// and ``message`` is a whole sentence that says what was wrong and what is allowed. None of them holds a secret or a
/// code.
///
/// ```swift
/// do {
///     let login = try await people.logIn("alice", decision, typed: field.text)
///     ...
/// } catch .entry(let detail) {
///     ask(again: detail.message)       // costs no attempt
/// } catch {
///     deny(error.message)
/// }
/// ```
public enum MFAError: Error, Sendable {
    /// A secret, a setup key or a recovery key.
    case secret(Detail)
    /// The parameters of a credential, or something that a credential with its parameters cannot do.
    case parameters(Detail)
    /// A time: before 1970, beyond 2^40 seconds (milliseconds?), before the credential's T0, or not finite.
    case time(Detail)
    /// What was typed is no code, PIN or recovery code. It costs no attempt.
    case entry(Detail)
    /// The numbers of a policy.
    case policy(Detail)
    /// An otpauth URI, or the names to write one with.
    case uri(Detail)
    /// The name of a person, an authenticator or a device.
    case name(Detail)
    /// Stored bytes are damaged, older than others, or somebody else's.
    case stored(Detail)
    /// What was asked for does not fit the person: no authenticator, a name that is taken, nothing pending.
    case person(Detail)
    /// The store failed. `underlying` is what a ``PersonStore`` of the app threw.
    ///
    /// If it was about to replace a record, it is not known whether it did: the decision denies.
    case store(Detail, underlying: (any Error)? = nil)
    /// The decision was not committed, and therefore denies.
    case commit(Detail)
    /// An OCRA suite, or what a response is computed from.
    case ocra(Detail)
    /// A text that no QR code holds.
    case qrCode(Detail)
    /// The system: its clock or its random source.
    case system(Detail)
    /// A policy file, managed preferences, or a key that was set. Nothing of it is taken over.
    case policyFile(Detail, at: Place? = nil)
    /// The task was cancelled, which denies. What was stored until then stays stored.
    case cancelled
    /// The library failed within itself, which is a bug.
    case internalFailure(Detail)

    /// What there is to say of an error.
    public struct Detail: Hashable, Sendable {
        /// Which error it is.
        public let reason: Reason
        /// A sentence without a full stop, in English: what was wrong and what is allowed.
        public let message: String

        init(_ reason: Reason, _ message: String) {
            self.reason = reason
            self.message = message
        }
    }

    /// A place in a file, as editors count.
    public struct Place: Hashable, Sendable {
        /// The line, from 1.
        public let line: Int
        /// The character of the line, from 1.
        public let column: Int
    }
}

extension MFAError {
    /// Which error of its case this is.
    public var reason: Reason { detail.reason }

    /// What was wrong and what is allowed, in English.
    public var message: String { detail.message }

    /// What there is to say of it, whichever case it is.
    public var detail: Detail {
        switch self {
        case .secret(let detail), .parameters(let detail), .time(let detail), .entry(let detail), .policy(let detail),
            .uri(let detail), .name(let detail), .stored(let detail), .person(let detail), .store(let detail, _),
            .commit(let detail), .ocra(let detail), .qrCode(let detail), .system(let detail),
            .policyFile(let detail, _), .internalFailure(let detail):
            detail
        case .cancelled:
            Detail(.cancelled, "the task was cancelled, so nobody gets in")
        }
    }

    /// The name of the case, as the library has it in every language: `Secret`, `Entry`, `PolicyFile`.
    public var family: String {
        switch self {
        case .secret: "Secret"
        case .parameters: "Parameters"
        case .time: "Time"
        case .entry: "Entry"
        case .policy: "Policy"
        case .uri: "Uri"
        case .name: "Name"
        case .stored: "Stored"
        case .person: "Person"
        case .store: "Store"
        case .commit: "Commit"
        case .ocra: "Ocra"
        case .qrCode: "Qr"
        case .system: "System"
        case .policyFile: "PolicyFile"
        case .cancelled: "Cancelled"
        case .internalFailure: "Internal"
        }
    }
}

extension MFAError: LocalizedError {
    /// The sentence.
    public var errorDescription: String? { message }
}

extension MFAError: CustomStringConvertible {
    /// The case, the reason and the sentence: for logs.
    public var description: String { "\(family).\(reason): \(message)" }
}

extension MFAError {
    init(_ refused: Refused) {
        self =
            switch refused {
            case .Secret(let reason, let sentence): .secret(Detail(reason, sentence))
            case .Parameters(let reason, let sentence): .parameters(Detail(reason, sentence))
            case .Time(let reason, let sentence): .time(Detail(reason, sentence))
            case .Entry(let reason, let sentence): .entry(Detail(reason, sentence))
            case .Policy(let reason, let sentence): .policy(Detail(reason, sentence))
            case .Uri(let reason, let sentence): .uri(Detail(reason, sentence))
            case .Name(let reason, let sentence): .name(Detail(reason, sentence))
            case .Stored(let reason, let sentence): .stored(Detail(reason, sentence))
            case .Person(let reason, let sentence): .person(Detail(reason, sentence))
            case .Store(let reason, let sentence): .store(Detail(reason, sentence))
            case .Commit(let reason, let sentence): .commit(Detail(reason, sentence))
            case .Ocra(let reason, let sentence): .ocra(Detail(reason, sentence))
            case .Qr(let reason, let sentence): .qrCode(Detail(reason, sentence))
            case .System(let reason, let sentence): .system(Detail(reason, sentence))
            case .PolicyFile(let reason, let sentence, let line, let column):
                .policyFile(Detail(reason, sentence), at: Place(line, column))
            }
    }
}

extension MFAError.Detail {
    fileprivate init(_ reason: String, _ message: String) {
        self.init(MFAError.Reason(rawValue: reason), message)
    }
}

extension MFAError.Place {
    init?(_ line: UInt32?, _ column: UInt32?) {
        guard let line else { return nil }
        self.init(line: Int(line), column: Int(column ?? 1))
    }
}
