public import Foundation
internal import LibMFABridge

/// A key under an OCRA suite (RFC 6287), prepared once and used often: the response that proves the key to whoever
/// asked.
///
/// ```swift
/// let ocra = try OCRA(secret, suite: "OCRA-1:HOTP-SHA256-8:QN08")
/// let response = try ocra.response(to: .init(question: "12345678"))
/// ```
public struct OCRA: Sendable {
    private let bridged: Ocra
    /// What its suite says.
    public let suite: Suite

    /// Prepares a key under a suite.
    ///
    /// - Throws: ``MFAError/ocra(_:)`` for what is no suite of RFC 6287, or one whose responses are not truncated.
    public init(_ secret: Secret, suite: String) throws(MFAError) {
        let suite = try suite.crossing()
        let prepared = try called { try Ocra(secret: secret.bridged, suite: suite) }
        bridged = prepared
        self.suite = Suite(try called { try prepared.suite() })
    }

    /// The response.
    ///
    /// - Throws: ``MFAError/ocra(_:)`` if something that the suite takes is missing, or something is there that it does
    ///   not.
    public func response(to inputs: Inputs) throws(MFAError) -> String {
        let inputs = try inputs.bridged()
        return try called { try bridged.response(inputs: inputs) }
    }

    /// Whether what was typed is the response, in constant time. Whoever verifies sees to it that a question is
    /// answered once, and counts failures.
    ///
    /// - Throws: ``MFAError/entry(_:)`` for what is no response, and as ``response(to:)`` does.
    public func matches(_ typed: String, to inputs: Inputs) throws(MFAError) -> Bool {
        let (inputs, typed) = (try inputs.bridged(), try typed.crossing())
        return try called { try bridged.matches(inputs: inputs, typed: typed) }
    }

    /// What a suite says.
    public struct Suite: Hashable, Sendable {
        /// The suite as it was written.
        public let text: String
        /// The hash that HMAC is computed with.
        public let algorithm: Parameters.Algorithm
        /// How many digits a response has: 4 to 10.
        public let digits: Int
        /// What a question is written with.
        public let questionFormat: QuestionFormat
        /// The most characters of a question, 4 to 64; it has 4 at least.
        public let longestQuestion: Int
        /// Whether a counter is taken.
        public let takesCounter: Bool
        /// The hash of the PIN, if one is taken.
        public let pinHash: Parameters.Algorithm?
        /// The most bytes of session information, if any is taken: 1 to 512.
        public let sessionLength: Int?
        /// How long a time step lasts, if the time is taken.
        public let timeStep: Duration?

        /// What a question is written with.
        public enum QuestionFormat: Hashable, Sendable {
            /// Printable ASCII characters without space.
            case alphanumeric
            /// Decimal digits.
            case numeric
            /// Hexadecimal digits in either case.
            case hexadecimal
        }

        /// Reads a suite.
        ///
        /// - Throws: ``MFAError/ocra(_:)``.
        public init(_ text: String) throws(MFAError) {
            let text = try text.crossing()
            self.init(try called { try readOcraSuite(text: text) })
        }
    }

    /// What a response is computed from. What the suite takes has to be there, and nothing else may be.
    public struct Inputs: Sendable {
        /// The question; in mutual challenge-response, the one that the other side asked.
        public var question: String
        /// The question that this side asked, in mutual challenge-response.
        public var ownQuestion: String?
        /// The counter.
        public var counter: UInt64?
        /// The hash of the PIN.
        public var pinHash: PINHash?
        /// Session information.
        public var session: Data?
        /// When.
        public var time: Time?

        /// When a response is computed.
        public enum Time: Hashable, Sendable {
            /// At a time, whose step is the suite's to say.
            case at(Date)
            /// In a step: how many of the suite's have passed since 1970.
            case step(UInt64)
        }

        /// What a response is computed from.
        public init(
            question: String,
            ownQuestion: String? = nil,
            counter: UInt64? = nil,
            pinHash: PINHash? = nil,
            session: Data? = nil,
            time: Time? = nil
        ) {
            (self.question, self.ownQuestion, self.counter) = (question, ownQuestion, counter)
            (self.pinHash, self.session, self.time) = (pinHash, session, time)
        }
    }

    /// The hash of a PIN. It is no protection: whoever has it finds the PIN by trying.
    public struct PINHash: Sendable {
        fileprivate let bridged: OcraPinHash

        /// Hashes a PIN, as UTF-8.
        public init(pin: String, _ algorithm: Parameters.Algorithm) throws(MFAError) {
            let pin = try pin.crossing()
            bridged = try called { try OcraPinHash.of(pin: pin, algorithm: algorithm.bridged) }
        }

        /// A hash that was computed elsewhere: 20 bytes are SHA-1's, 32 SHA-256's, 64 SHA-512's.
        ///
        /// - Throws: ``MFAError/ocra(_:)`` for any other number of them.
        public init(bytes: Data) throws(MFAError) {
            let bytes = try bytes.crossing()
            bridged = try called { try OcraPinHash.import(bytes: bytes) }
        }
    }
}

extension OCRA: CustomStringConvertible, CustomReflectable {
    /// Says what its suite is, and nothing of the key.
    public var description: String { "OCRA(\(suite.text))" }
    /// Shows its suite to debuggers and `dump`, and nothing else.
    public var customMirror: Mirror { Mirror(self, children: ["suite": suite]) }
}

extension OCRA.Inputs: CustomStringConvertible, CustomReflectable {
    /// Says what they are, and nothing of them.
    public var description: String { "OCRA.Inputs" }
    /// Shows nothing to debuggers and `dump`.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension OCRA.PINHash: CustomStringConvertible, CustomReflectable {
    /// Says what it is, and nothing of it.
    public var description: String { "OCRA.PINHash" }
    /// Shows nothing to debuggers and `dump`.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension OCRA.Suite {
    fileprivate init(_ suite: OcraSuite) {
        (text, digits) = (suite.text, Int(suite.digits))
        algorithm = Parameters.Algorithm(suite.algorithm)
        questionFormat =
            switch suite.questionFormat {
            case .alphanumeric: .alphanumeric
            case .numeric: .numeric
            case .hexadecimal: .hexadecimal
            }
        (longestQuestion, takesCounter) = (Int(suite.longestQuestion), suite.takesCounter)
        pinHash = suite.pinHash.map(Parameters.Algorithm.init)
        sessionLength = suite.sessionLength.map { Int($0) }
        timeStep = suite.timeStep.map { .seconds(Int64($0)) }
    }
}

extension OCRA.Inputs {
    fileprivate func bridged() throws(MFAError) -> OcraInputs {
        let time: OcraTime? =
            switch time {
            case .at(let date): .at(now: try date.seconds())
            case .step(let number): .step(number: number)
            case .none: nil
            }
        let session: Data? =
            switch session {
            case .some(let session): try session.crossing()
            case .none: nil
            }
        return OcraInputs(
            question: try question.crossing(),
            ownQuestion: try ownQuestion.crossing(),
            counter: counter,
            pinHash: pinHash?.bridged,
            session: session,
            time: time
        )
    }
}
