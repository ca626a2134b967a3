public import Foundation
internal import LibMFABridge

/// A secret and its parameters, prepared once and used often: what codes are computed with.
///
/// Making one costs as much as several codes, so make it once and keep it. It may be used by several tasks at once.
///
/// ```swift
/// let uri = try OtpauthURI(scanned)
/// let credential = try uri.credential()
/// let shown = try credential.code(at: .now)
/// label.text = shown.grouped          // "287 082"
/// ring.progress = shown.secondsLeft   // 1 to 30
/// ```
public struct Credential: Sendable {
    let bridged: LibMFABridge.Credential
    /// Its parameters.
    public let parameters: Parameters

    /// Prepares a secret.
    ///
    /// - Throws: ``MFAError/parameters(_:)`` if the library was built without the hash.
    public init(_ secret: Secret, _ parameters: Parameters = .standard) throws(MFAError) {
        bridged = try called {
            try LibMFABridge.Credential(secret: secret.bridged, parameters: parameters.bridged)
        }
        self.parameters = parameters
    }

    /// The code of a time-based credential.
    ///
    /// - Parameter now: From its T0 on, at most 2^40 seconds after 1970.
    /// - Throws: ``MFAError/time(_:)``, or ``MFAError/parameters(_:)`` if it is counter-based.
    public func code(at now: Date = Date()) throws(MFAError) -> ShownCode {
        let seconds = try now.seconds()
        let shown = try called { try bridged.codeAt(now: seconds) }
        return ShownCode(
            code: shown.code,
            step: shown.step,
            secondsLeft: Int(shown.secondsLeft),
            validUntil: Date(seconds: seconds + Int64(shown.secondsLeft))
        )
    }

    /// The code of a time step, counted from T0.
    ///
    /// - Throws: ``MFAError/parameters(_:)`` if it is counter-based, or there is no such step.
    public func code(inStep step: UInt64) throws(MFAError) -> String {
        try called { try bridged.codeIn(step: step) }
    }

    /// The code of a counter. Whoever shows it stores the counter after it first.
    ///
    /// - Throws: ``MFAError/parameters(_:)`` if it is time-based, or the counter has no successor.
    public func code(forCounter counter: UInt64) throws(MFAError) -> String {
        try called { try bridged.codeFor(counter: counter) }
    }

    /// How many steps the clock of a phone is off, by a code that it shows: negative if it is slow. `nil` if it shows
    /// the code at no time within reach.
    ///
    /// It counts nothing and uses nothing up, so it is for administrators only: at a login it would tell a guesser how
    /// near they are. There, use ``Authenticators/diagnose(_:with:reach:at:policy:)``.
    ///
    /// - Parameter reach: How many steps are looked at to each side: 1 to 2880.
    public func diagnoseAsAdministrator(
        _ code: String,
        reach: Int = 2880,
        at now: Date = Date()
    ) throws(MFAError) -> Int64? {
        let (code, now) = (try code.crossing(), try now.seconds())
        return try called {
            try LibMFABridge.diagnoseAsAdministrator(
                credential: bridged, now: now, code: code, reach: number(reach)
            )
        }
    }
}

extension Credential: CustomStringConvertible, CustomReflectable {
    /// Says what is public of it.
    public var description: String { "Credential(\(parameters.algorithm.rawValue), \(parameters.digits) digits)" }
    /// Shows its parameters to debuggers and `dump`, and nothing else.
    public var customMirror: Mirror { Mirror(self, children: ["parameters": parameters]) }
}

/// A code that an app shows, and for how long.
public struct ShownCode: Hashable, Sendable {
    /// The code, with its leading zeros.
    public let code: String
    /// The time step that it is the code of.
    public let step: UInt64
    /// How many seconds it is still the current one: 1 to the period.
    public let secondsLeft: Int
    /// From when on another code is the current one.
    public let validUntil: Date

    /// The code in groups, as people read it: "287 082", "1234 5678".
    public var grouped: String {
        let size = code.count % 4 == 0 ? 4 : code.count == 7 ? 4 : code.count == 10 ? 5 : 3
        return code.enumerated().map { $0 > 0 && $0 % size == 0 ? " \($1)" : "\($1)" }.joined()
    }
}

extension ShownCode: CustomStringConvertible, CustomReflectable {
    /// Says how long it lasts, and nothing of the code.
    public var description: String { "ShownCode(secondsLeft: \(secondsLeft))" }
    /// Shows the time left to debuggers and `dump`, and nothing else.
    public var customMirror: Mirror { Mirror(self, children: ["secondsLeft": secondsLeft]) }
}
