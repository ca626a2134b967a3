public import Foundation
internal import LibMFABridge

/// Everything an administrator decides: from a policy file, from managed preferences, or key by key.
///
/// ```swift
/// let managed = try Policies().reading(preferences, as: .managedPreferences)
/// for unknown in managed.unknown { log("no such preference: \(unknown)") }
/// let people = People(store: store, policies: managed.policies)
/// ```
public struct Policies: Sendable {
    let bridged: LibMFABridge.Policies
    private let facts: PolicyFacts
    /// How codes are verified, for everybody who is no administrator.
    public let codes: CodePolicy

    /// What holds where nothing is said: nobody is listed, recovery is off.
    public init() throws(MFAError) {
        try self.init(called { try LibMFABridge.Policies.defaults() })
    }

    init(_ bridged: LibMFABridge.Policies) throws(MFAError) {
        self.bridged = bridged
        facts = try called { try bridged.facts() }
        codes = try CodePolicy(facts.codes)
    }

    /// The two kinds of files.
    public enum FileKind: Hashable, Sendable {
        /// A policy file: TOML.
        case policyFile
        /// Managed preferences: a property list in XML, or one of the profiles that carry one.
        case managedPreferences
    }

    /// The bytes of a file laid over these: as a whole, or not at all.
    ///
    /// - Throws: ``MFAError/policyFile(_:at:)`` with the line and column of what was wrong.
    public func reading(_ data: Data, as kind: FileKind) throws(MFAError) -> PolicyReading {
        let data = try data.crossing()
        let kind: PolicyFileKind = kind == .policyFile ? .policyFile : .managedPreferences
        return try PolicyReading(called { try bridged.read(bytes: data, kind: kind) })
    }

    #if !os(Windows)
    /// A file on the disk laid over these: managed preferences if its name ends in `.plist`, `.mobileconfig` or `.xml`,
    /// or if it begins like a property list, and a policy file otherwise.
    ///
    /// It must be a regular file and no link, belong to root or to whoever runs this, and be writable by nobody else.
    ///
    /// - Throws: ``MFAError/policyFile(_:at:)``.
    public func readingFile(at path: String) throws(MFAError) -> PolicyReading {
        let path = try path.crossing()
        return try PolicyReading(called { try bridged.readFile(path: path) })
    }
    #endif

    /// With one key of the policy file set.
    ///
    /// ```swift
    /// let policies = try Policies().with("recovery.enabled", "true").with("recovery.grant_minutes", "90")
    /// ```
    ///
    /// - Parameters:
    ///   - key: Section and name, as ``keys()`` lists them.
    ///   - value: As the policy file writes it.
    /// - Throws: ``MFAError/policyFile(_:at:)``.
    public func with(_ key: String, _ value: String) throws(MFAError) -> Policies {
        let (key, value) = (try key.crossing(), try value.crossing())
        return try Policies(called { try bridged.withKey(key: key, value: value) })
    }

    /// With these numbers for verifying codes.
    public func with(codes: CodePolicy) throws(MFAError) -> Policies {
        try Policies(called { try bridged.withCodes(rules: codes.rules) })
    }

    /// The keys that can be set, in the order of the document.
    public static func keys() throws(MFAError) -> [Key] {
        try called { try policyKeys() }.map { Key(name: $0.name, meaning: $0.meaning, allowed: $0.allowed) }
    }

    /// The managed preferences that can be set: each with the key of the policy file that it sets.
    public static func managedPreferences() throws(MFAError) -> [(name: String, key: String)] {
        try called { try LibMFABridge.managedPreferences() }.map { ($0.name, $0.key) }
    }

    /// A key that can be set.
    public struct Key: Hashable, Sendable {
        /// Its section and name, such as `recovery.enabled`.
        public let name: String
        /// What it means.
        public let meaning: String
        /// What it takes.
        public let allowed: String
    }

    /// Whether a second factor is required of a person, if nothing was said of them alone.
    ///
    /// - Throws: ``MFAError/name(_:)`` for what is no person's name.
    public func requirement(of person: String) throws(MFAError) -> Requirement {
        let person = try person.crossing()
        return switch try called({ try bridged.requires(person: person) }) {
        case .some(true): .required
        case .some(false): .exempt
        case .none: .ifEnrolled
        }
    }

    /// For which factor it is what somebody typed at one prompt.
    ///
    /// - Throws: ``MFAError/entry(_:)`` for what is for none, which costs no attempt.
    public func factor(of typed: String) throws(MFAError) -> Factor {
        let typed = try typed.crossing()
        return switch try called({ try bridged.factorOf(typed: typed) }) {
        case .code: .code
        case .recovery: .recovery
        case .recoveryCode: .recoveryCode
        }
    }

    /// Whether a second factor is asked of a person.
    public enum Requirement: Hashable, Sendable {
        /// It is.
        case required
        /// Only if they have enrolled.
        case ifEnrolled
        /// Never.
        case exempt
    }

    /// What is typed at one prompt.
    public enum Factor: Hashable, Sendable {
        /// A one-time code.
        case code
        /// A recovery PIN, or the response to a challenge.
        case recovery
        /// A recovery code.
        case recoveryCode
    }
}

// MARK: - What they say

extension Policies {
    /// Whether second factors are on at all.
    public var isEnabled: Bool { facts.enabled }
    /// Of whom a factor is required: names, or `*` for everybody.
    public var required: [String] { facts.required }
    /// Who is never asked.
    public var exempt: [String] { facts.exempt }
    /// How long somebody gets in without an authenticator, once one is required. Zero is never.
    public var timeToEnroll: Duration { .hours(facts.hoursWithoutFactor) }
    /// How long codes count without a network. Zero is never.
    public var timeOffline: Duration { .hours(facts.hoursOffline) }
    /// How long an enrollment is pending.
    public var enrollmentLifetime: Duration { .minutes(facts.enrollmentMinutes) }
    /// Whether two codes confirm an enrollment.
    public var isConfirmedByTwoCodes: Bool { facts.confirmedByTwo }
    /// Who issues the secrets: what setup URIs name.
    public var issuer: String? { facts.issuer }
    /// Whether there is recovery by PIN and challenge.
    public var recoveryIsOn: Bool { facts.recoveryIsOn }
    /// How long a grant lasts.
    public var grantLength: Duration { .minutes(facts.grantMinutes) }
    /// How many logins a grant is good for.
    public var grantUses: Int { Int(facts.grantUses) }
    /// Whether an open grant asks for nothing: then ``People/pass(_:at:)`` takes the place of the prompt.
    public var grantLetsPass: Bool { facts.grantLetsPass }
    /// What this device is called when a PIN is issued for it.
    public var device: String? { facts.device }
    /// Whether recovery codes count.
    public var recoveryCodesAreOn: Bool { facts.recoveryCodesAreOn }
    /// How many recovery codes there are to a set.
    public var recoveryCodesCount: Int { Int(facts.recoveryCodesCount) }
    /// How long recovery codes are.
    public var recoveryCodesLength: RecoveryCodes.Length { facts.recoveryCodesAreLong ? .twentyFour : .sixteen }
    /// Whom to write to.
    public var contactEmail: String? { facts.contactEmail }
    /// Whom to call.
    public var contactPhone: String? { facts.contactPhone }
}

extension Duration {
    fileprivate static func hours(_ count: UInt32) -> Duration { .seconds(Int64(count) * 3600) }
    fileprivate static func minutes(_ count: UInt32) -> Duration { .seconds(Int64(count) * 60) }
}

extension Policies: CustomStringConvertible, CustomReflectable {
    /// Says what they are.
    public var description: String { "Policies" }
    /// Shows what they say to debuggers and `dump`.
    public var customMirror: Mirror { Mirror(reflecting: facts) }
}

/// What a policy file or managed preferences said.
public struct PolicyReading: Sendable {
    /// What holds with it.
    public let policies: Policies
    /// What it sets.
    public let settings: [Setting]
    /// What it has that is no key. Log it: it may be a slip.
    public let unknown: [String]

    /// A key that a file sets.
    public struct Setting: Hashable, Sendable {
        /// What the file calls it.
        public let name: String
        /// The key of the policy file.
        public let key: String
        /// Its value, as the policy file writes it.
        public let value: String
        /// Where.
        public let place: MFAError.Place?
    }

    init(_ reading: LibMFABridge.PolicyReading) throws(MFAError) {
        policies = try Policies(reading.policies)
        unknown = reading.unknown
        settings = reading.settings.map {
            Setting(name: $0.called, key: $0.key, value: $0.value, place: .init($0.line, $0.column))
        }
    }
}
