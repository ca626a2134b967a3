internal import LibMFABridge

/// The QR code of a text: as modules to draw, as an SVG picture, or for a terminal.
///
/// ```swift
/// let qr = try enrollment.qrCode(issuer: "Example", account: "alice")
/// for y in 0..<qr.side {
///     for x in 0..<qr.side where qr[x, y] { fill(x, y) }
/// }
/// ```
public struct QRCode: Sendable {
    /// How many modules there are to a side, without the quiet zone around it, which is four modules wide.
    public let side: Int
    private let modules: [Bool]
    private let text: String

    /// How a terminal shows text.
    public enum TerminalColors: Hashable, Sendable {
        /// Dark text on a light ground.
        case darkOnLight
        /// Light text on a dark ground.
        case lightOnDark
    }

    /// The QR code of a text.
    ///
    /// - Parameter text: At most 2953 bytes of UTF-8.
    /// - Throws: ``MFAError/qrCode(_:)`` if it is longer.
    public init(_ text: String) throws(MFAError) {
        let text = try text.crossing()
        let drawn = try called { try qrModules(text: text) }
        side = Int(drawn.side)
        modules = drawn.modules.map { $0 == 1 }
        self.text = text
    }

    /// Whether a module is dark. Beyond the sides every module is light.
    public subscript(x: Int, y: Int) -> Bool {
        guard (0..<side).contains(x), (0..<side).contains(y), y * side + x < modules.count else { return false }
        return modules[y * side + x]
    }

    /// As an SVG picture, with its quiet zone.
    public func svg() throws(MFAError) -> String {
        try called { try qrSvg(text: text) }
    }

    /// As lines of half blocks, with its quiet zone.
    public func terminalText(_ colors: TerminalColors) throws(MFAError) -> String {
        try called { try qrText(text: text, darkOnLight: colors == .darkOnLight) }
    }
}

extension QRCode: CustomStringConvertible, CustomReflectable {
    /// Says how large it is, and nothing of what it holds.
    public var description: String { "QRCode(side: \(side))" }
    /// Shows its size to debuggers and `dump`, and nothing else.
    public var customMirror: Mirror { Mirror(self, children: ["side": side]) }
}
