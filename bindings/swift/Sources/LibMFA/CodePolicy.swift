internal import LibMFABridge

/// How codes are verified: the numbers of a policy, checked when it is made.
///
/// ```swift
/// let policy = try CodePolicy(past: 2, future: 1, drift: 5, throttle: .default)
/// let verdict = try authenticators.verify(code, policy: .administrator).commit(store)
/// ```
public struct CodePolicy: Sendable {
    /// How many past steps are acceptable (TOTP).
    public let past: Int
    /// How many future steps are acceptable (TOTP).
    public let future: Int
    /// How many counters are acceptable, from the next one on (HOTP).
    public let lookAhead: Int
    /// How many steps a clock may be learned to be off; `nil` learns nothing (TOTP).
    public let drift: Int?
    /// How many counters a resynchronization looks at (HOTP).
    public let resynchronizationRange: Int
    /// What wrong codes lead to.
    public let throttle: Throttle

    private let checked: Result<LibMFABridge.CodePolicy, MFAError>

    /// What wrong codes lead to: locks that double, and an end.
    public struct Throttle: Hashable, Sendable {
        /// How many consecutive failures do not lock.
        public let free: Int
        /// How long the first lock lasts; each further one lasts twice as long.
        public let firstLock: Duration
        /// How long a lock lasts at the most.
        public let longestLock: Duration
        /// The cap on consecutive failures. It is lowered where codes are so short that guessing would pay.
        public let cap: Int
        /// What happens at the cap.
        public let atCap: AtCap

        /// What happens at the cap.
        public enum AtCap: String, Hashable, Sendable, Codable {
            /// Codes are closed until a recovery or an administrator opens them again.
            case close
            /// Each further failure locks for the longest time.
            case keepLocking
        }

        /// Five free, from 30 seconds to an hour, closed at 100.
        public static let `default` = CodePolicy.default.throttle

        /// The numbers, which are checked when a ``CodePolicy`` is made of them.
        ///
        /// - Parameters:
        ///   - free: 0 to `cap`.
        ///   - firstLock: Whole seconds, 1 second to 24 hours.
        ///   - longestLock: Whole seconds, `firstLock` to 24 hours.
        ///   - cap: 1 to 100.
        public init(
            free: Int = Self.default.free,
            firstLock: Duration = Self.default.firstLock,
            longestLock: Duration = Self.default.longestLock,
            cap: Int = Self.default.cap,
            atCap: AtCap = Self.default.atCap
        ) {
            (self.free, self.firstLock, self.longestLock) = (free, firstLock, longestLock)
            (self.cap, self.atCap) = (cap, atCap)
        }
    }

    /// One step to each side, ten counters ahead, no drift.
    public static let `default` = CodePolicy(.default)
    /// RFC 6238, section 5.2, to the letter: one step back.
    public static let rfc6238 = CodePolicy(.rfc6238)
    /// NIST SP 800-63B: closed after 100 failures.
    public static let nistSP80063B = CodePolicy(.nistSp80063b)
    /// OWASP ASVS 5.0.
    public static let asvs5 = CodePolicy(.asvs5)
    /// Five attempts for administrators; time lifts every lock.
    public static let administrator = CodePolicy(.administrator)

    /// A policy of these numbers.
    ///
    /// - Parameters:
    ///   - past: 0 to 50 steps.
    ///   - future: 0 to 50 steps.
    ///   - lookAhead: 1 to 100 counters.
    ///   - drift: 1 to 20 steps, or `nil`.
    ///   - resynchronizationRange: 1 to 1000 counters.
    /// - Throws: ``MFAError/policy(_:)`` with the limit that was passed.
    public init(
        past: Int = Self.default.past,
        future: Int = Self.default.future,
        lookAhead: Int = Self.default.lookAhead,
        drift: Int? = Self.default.drift,
        resynchronizationRange: Int = Self.default.resynchronizationRange,
        throttle: Throttle = Self.default.throttle
    ) throws(MFAError) {
        try self.init(
            CodeRules(
                past: number(past),
                future: number(future),
                lookAhead: number(lookAhead),
                drift: drift.map { number($0) },
                resyncRange: number(resynchronizationRange),
                throttle: ThrottleRules(
                    free: number(throttle.free),
                    firstLock: throttle.firstLock.wholeSeconds(),
                    longestLock: throttle.longestLock.wholeSeconds(),
                    cap: number(throttle.cap),
                    closesAtCap: throttle.atCap == .close
                )
            )
        )
    }

    init(_ rules: CodeRules) throws(MFAError) {
        self.init(rules, checked: .success(try called { try LibMFABridge.CodePolicy(rules: rules) }))
    }

    /// A preset. Should the library fail within itself, every use of it throws that.
    private init(_ preset: Preset) {
        do throws(MFAError) {
            try self.init(called { try presetRules(preset: preset) })
        } catch {
            self.init(.none, checked: .failure(error))
        }
    }

    private init(_ rules: CodeRules, checked: Result<LibMFABridge.CodePolicy, MFAError>) {
        (past, future, lookAhead) = (Int(rules.past), Int(rules.future), Int(rules.lookAhead))
        (drift, resynchronizationRange) = (rules.drift.map { Int($0) }, Int(rules.resyncRange))
        throttle = Throttle(
            free: Int(rules.throttle.free),
            firstLock: .seconds(Int64(rules.throttle.firstLock)),
            longestLock: .seconds(Int64(rules.throttle.longestLock)),
            cap: Int(rules.throttle.cap),
            atCap: rules.throttle.closesAtCap ? .close : .keepLocking
        )
        self.checked = checked
    }

    func bridged() throws(MFAError) -> LibMFABridge.CodePolicy {
        try checked.get()
    }

    var rules: CodeRules {
        CodeRules(
            past: number(past),
            future: number(future),
            lookAhead: number(lookAhead),
            drift: drift.map { number($0) },
            resyncRange: number(resynchronizationRange),
            throttle: ThrottleRules(
                free: number(throttle.free),
                firstLock: throttle.firstLock.wholeSeconds(),
                longestLock: throttle.longestLock.wholeSeconds(),
                cap: number(throttle.cap),
                closesAtCap: throttle.atCap == .close
            )
        )
    }
}

extension CodeRules {
    /// Nothing is acceptable.
    fileprivate static let none = CodeRules(
        past: 0, future: 0, lookAhead: 0, drift: nil, resyncRange: 0,
        throttle: ThrottleRules(free: 0, firstLock: 0, longestLock: 0, cap: 0, closesAtCap: true)
    )
}

extension CodePolicy: Hashable {
    /// Whether the numbers are the same.
    public static func == (one: CodePolicy, other: CodePolicy) -> Bool {
        one.rules == other.rules
    }

    /// Hashes the numbers.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rules)
    }
}

extension CodePolicy: Codable {
    private enum CodingKeys: String, CodingKey {
        case past, future, lookAhead, drift, resynchronizationRange, throttle
    }

    /// Reads what ``encode(to:)`` writes; what is left out is the default.
    ///
    /// - Throws: `DecodingError`, or ``MFAError/policy(_:)`` for numbers that are out of range.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let usual = CodePolicy.default
        let range = try values.decodeIfPresent(Int.self, forKey: .resynchronizationRange)
        try self.init(
            past: values.decodeIfPresent(Int.self, forKey: .past) ?? usual.past,
            future: values.decodeIfPresent(Int.self, forKey: .future) ?? usual.future,
            lookAhead: values.decodeIfPresent(Int.self, forKey: .lookAhead) ?? usual.lookAhead,
            drift: values.decodeIfPresent(Int.self, forKey: .drift),
            resynchronizationRange: range ?? usual.resynchronizationRange,
            throttle: values.decodeIfPresent(Throttle.self, forKey: .throttle) ?? usual.throttle
        )
    }

    /// Writes the numbers by their names; lengths are whole seconds.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(past, forKey: .past)
        try values.encode(future, forKey: .future)
        try values.encode(lookAhead, forKey: .lookAhead)
        try values.encodeIfPresent(drift, forKey: .drift)
        try values.encode(resynchronizationRange, forKey: .resynchronizationRange)
        try values.encode(throttle, forKey: .throttle)
    }
}

extension CodePolicy.Throttle: Codable {
    private enum CodingKeys: String, CodingKey {
        case free, firstLock, longestLock, cap, atCap
    }

    /// Reads what ``encode(to:)`` writes. The numbers are checked when a ``CodePolicy`` is made of them.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            free: values.decode(Int.self, forKey: .free),
            firstLock: .seconds(values.decode(Int64.self, forKey: .firstLock)),
            longestLock: .seconds(values.decode(Int64.self, forKey: .longestLock)),
            cap: values.decode(Int.self, forKey: .cap),
            atCap: values.decode(AtCap.self, forKey: .atCap)
        )
    }

    /// Writes the numbers by their names; lengths are whole seconds.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(free, forKey: .free)
        try values.encode(firstLock.components.seconds, forKey: .firstLock)
        try values.encode(longestLock.components.seconds, forKey: .longestLock)
        try values.encode(cap, forKey: .cap)
        try values.encode(atCap, forKey: .atCap)
    }
}
