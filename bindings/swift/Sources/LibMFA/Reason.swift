extension MFAError {
    /// Which error of its case this is: a stable name, for switching and for logs.
    ///
    /// ```swift
    /// catch .entry(let detail) {
    ///     switch detail.reason {
    ///     case .checkDigit: say("Compare all nine digits again.")
    ///     case .empty: break
    ///     default: say(detail.message)
    ///     }
    /// }
    /// ```
    ///
    /// The same name in two cases, such as ``tooLong``, means the same of two things. A later version may have reasons
    /// that this one does not list, so a `switch` needs a `default`.
    public struct Reason: RawRepresentable, Hashable, Sendable {
        /// The name, such as `TooShort`: the same in every language.
        public let rawValue: String

        /// A reason of this name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        private init(_ name: String) {
            rawValue = name
        }
    }
}

extension MFAError.Reason: CaseIterable {
    // Secrets, setup keys and recovery keys.
    public static let tooShort = Self("TooShort")
    public static let tooLong = Self("TooLong")
    public static let notBase32 = Self("NotBase32")
    public static let base32CutShort = Self("Base32CutShort")
    public static let base32Padding = Self("Base32Padding")
    public static let length = Self("Length")

    // Parameters.
    public static let digits = Self("Digits")
    public static let period = Self("Period")
    public static let counter = Self("Counter")
    public static let t0 = Self("T0")
    public static let kind = Self("Kind")
    public static let unsupportedAlgorithm = Self("UnsupportedAlgorithm")
    public static let notTimeBased = Self("NotTimeBased")
    public static let notCounterBased = Self("NotCounterBased")
    public static let nineDigits = Self("NineDigits")

    // Times.
    public static let negative = Self("Negative")
    public static let tooLarge = Self("TooLarge")
    public static let beforeT0 = Self("BeforeT0")
    public static let notFinite = Self("NotFinite")

    // What was typed.
    public static let empty = Self("Empty")
    public static let notADigit = Self("NotADigit")
    public static let checkDigit = Self("CheckDigit")
    public static let character = Self("Character")
    public static let randomBytes = Self("RandomBytes")

    // Policies.
    public static let window = Self("Window")
    public static let lookAhead = Self("LookAhead")
    public static let resyncRange = Self("ResyncRange")
    public static let drift = Self("Drift")
    public static let reach = Self("Reach")
    public static let lockLength = Self("LockLength")
    public static let cap = Self("Cap")
    public static let free = Self("Free")
    public static let hours = Self("Hours")
    public static let logins = Self("Logins")
    public static let clockTolerance = Self("ClockTolerance")
    public static let grantLength = Self("GrantLength")
    public static let grantUses = Self("GrantUses")
    public static let lifetime = Self("Lifetime")
    public static let wrongCodes = Self("WrongCodes")

    // otpauth URIs and labels.
    public static let scheme = Self("Scheme")
    public static let migration = Self("Migration")
    public static let type = Self("Type")
    public static let fragment = Self("Fragment")
    public static let percentEncoding = Self("PercentEncoding")
    public static let utf8 = Self("Utf8")
    public static let unprintable = Self("Unprintable")
    public static let duplicate = Self("Duplicate")
    public static let missingSecret = Self("MissingSecret")
    public static let algorithm = Self("Algorithm")
    public static let missingCounter = Self("MissingCounter")
    public static let wrongKindOfStart = Self("WrongKindOfStart")
    public static let spaces = Self("Spaces")
    public static let colon = Self("Colon")

    // Names.
    public static let leadingDot = Self("LeadingDot")
    public static let slash = Self("Slash")

    // Stored bytes.
    public static let version = Self("Version")
    public static let seal = Self("Seal")
    public static let damaged = Self("Damaged")
    public static let statesDisagree = Self("StatesDisagree")
    public static let parametersLength = Self("ParametersLength")
    public static let standing = Self("Standing")
    public static let notARecord = Self("NotARecord")
    public static let unknownSection = Self("UnknownSection")
    public static let digest = Self("Digest")
    public static let anotherPerson = Self("AnotherPerson")
    public static let content = Self("Content")

    // People.
    public static let nobodyEnrolled = Self("NobodyEnrolled")
    public static let tooMany = Self("TooMany")
    public static let noSuchAuthenticator = Self("NoSuchAuthenticator")
    public static let sameSecret = Self("SameSecret")
    public static let revisionExhausted = Self("RevisionExhausted")
    public static let counterExhausted = Self("CounterExhausted")
    public static let driftIsOff = Self("DriftIsOff")
    public static let notSuspended = Self("NotSuspended")
    public static let permitIsForTheFirst = Self("PermitIsForTheFirst")
    public static let over = Self("Over")
    public static let notComputable = Self("NotComputable")
    public static let count = Self("Count")
    public static let codeLength = Self("CodeLength")
    public static let sameCode = Self("SameCode")
    public static let recordLength = Self("RecordLength")
    public static let noSuchPerson = Self("NoSuchPerson")
    public static let notEnrolled = Self("NotEnrolled")
    public static let whichAuthenticator = Self("WhichAuthenticator")
    public static let nameTaken = Self("NameTaken")
    public static let nothingPending = Self("NothingPending")
    public static let noRecovery = Self("NoRecovery")
    public static let recoveryKeyThere = Self("RecoveryKeyThere")
    public static let noRecoveryCodes = Self("NoRecoveryCodes")
    public static let notAsked = Self("NotAsked")
    public static let notTheirs = Self("NotTheirs")

    // Stores.
    public static let noFolder = Self("NoFolder")
    public static let unsafe = Self("Unsafe")
    public static let network = Self("Network")
    public static let full = Self("Full")
    public static let readOnly = Self("ReadOnly")
    public static let notPermitted = Self("NotPermitted")
    public static let busy = Self("Busy")
    public static let system = Self("System")
    public static let threw = Self("Threw")

    // Commits.
    public static let conflict = Self("Conflict")
    public static let unknown = Self("Unknown")
    public static let toldBefore = Self("ToldBefore")
    public static let notTaken = Self("NotTaken")
    public static let cancelled = Self("Cancelled")

    // OCRA.
    public static let function = Self("Function")
    public static let hash = Self("Hash")
    public static let untruncated = Self("Untruncated")
    public static let missingQuestion = Self("MissingQuestion")
    public static let questionFormat = Self("QuestionFormat")
    public static let questionLength = Self("QuestionLength")
    public static let pinHash = Self("PinHash")
    public static let sessionLength = Self("SessionLength")
    public static let timeStep = Self("TimeStep")
    public static let unknownInput = Self("UnknownInput")
    public static let order = Self("Order")
    public static let missing = Self("Missing")
    public static let superfluous = Self("Superfluous")
    public static let questionCharacter = Self("QuestionCharacter")
    public static let pinHashLength = Self("PinHashLength")

    // The system.
    public static let random = Self("Random")

    // Policy files and managed preferences.
    public static let notThere = Self("NotThere")
    public static let notText = Self("NotText")
    public static let binary = Self("Binary")
    public static let signed = Self("Signed")
    public static let syntax = Self("Syntax")
    public static let noSuchKey = Self("NoSuchKey")
    public static let value = Self("Value")
    public static let twice = Self("Twice")
    public static let contradiction = Self("Contradiction")
    public static let refused = Self("Refused")

    // The library itself.
    public static let panicked = Self("Panicked")
    public static let other = Self("Other")

    /// All that this version knows.
    public static let allCases: [Self] = [
        .tooShort, .tooLong, .notBase32, .base32CutShort, .base32Padding, .length, .digits, .period, .counter,
        .t0, .kind, .unsupportedAlgorithm, .notTimeBased, .notCounterBased, .nineDigits, .negative, .tooLarge,
        .beforeT0, .notFinite, .empty, .notADigit, .checkDigit, .character, .randomBytes, .window, .lookAhead,
        .resyncRange, .drift, .reach, .lockLength, .cap, .free, .hours, .logins, .clockTolerance, .grantLength,
        .grantUses, .lifetime, .wrongCodes, .scheme, .migration, .type, .fragment, .percentEncoding, .utf8,
        .unprintable, .duplicate, .missingSecret, .algorithm, .missingCounter, .wrongKindOfStart, .spaces,
        .colon, .leadingDot, .slash, .version, .seal, .damaged, .statesDisagree, .parametersLength, .standing,
        .notARecord, .unknownSection, .digest, .anotherPerson, .content, .nobodyEnrolled, .tooMany,
        .noSuchAuthenticator, .sameSecret, .revisionExhausted, .counterExhausted, .driftIsOff, .notSuspended,
        .permitIsForTheFirst, .over, .notComputable, .count, .codeLength, .sameCode, .recordLength,
        .noSuchPerson, .notEnrolled, .whichAuthenticator, .nameTaken, .nothingPending, .noRecovery,
        .recoveryKeyThere, .noRecoveryCodes, .notAsked, .notTheirs, .noFolder, .unsafe, .network, .full,
        .readOnly, .notPermitted, .busy, .system, .threw, .conflict, .unknown, .toldBefore, .notTaken,
        .cancelled, .function, .hash, .untruncated, .missingQuestion, .questionFormat, .questionLength,
        .pinHash, .sessionLength, .timeStep, .unknownInput, .order, .missing, .superfluous, .questionCharacter,
        .pinHashLength, .random, .notThere, .notText, .binary, .signed, .syntax, .noSuchKey, .value, .twice,
        .contradiction, .refused, .panicked, .other,
    ]
}

extension MFAError.Reason: CustomStringConvertible {
    /// The name.
    public var description: String { rawValue }
}
