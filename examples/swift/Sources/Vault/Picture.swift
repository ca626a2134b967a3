public import Foundation
#if canImport(CoreImage)
private import CoreImage
#endif

/// A picture of a QR code, such as a screenshot.
public enum Picture {
    /// The text of the QR code in a picture.
    ///
    /// - Throws: `PictureError`.
    public static func text(of path: String) throws -> String {
        let found = try texts(of: path).filter { !$0.isEmpty }
        guard let text = found.first else { throw PictureError.noCode }
        guard found.count == 1 else { throw PictureError.severalCodes }
        return text
    }

    #if canImport(CoreImage)
    /// Not run by this project's tests, which run on Linux.
    private static func texts(of path: String) throws -> [String] {
        guard let image = CIImage(contentsOf: URL(fileURLWithPath: path)) else { throw PictureError.unreadable(path) }
        let accuracy = [CIDetectorAccuracy: CIDetectorAccuracyHigh]
        let detector = CIDetector(ofType: CIDetectorTypeQRCode, context: nil, options: accuracy)
        return detector?.features(in: image).compactMap { ($0 as? CIQRCodeFeature)?.messageString } ?? []
    }
    #else
    /// By the program of ZBar, started without a shell. It is given the open picture, so that nothing depends on how the
    /// file is called, and what it finds goes through a pipe to this program alone.
    private static func texts(of path: String) throws -> [String] {
        guard let program = inPath("zbarimg") else { throw PictureError.noReader }
        guard
            let picture = FileHandle(forReadingAtPath: path),
            let begin = try? picture.read(upToCount: 4),
            let kind = kinds.first(where: { begin.starts(with: $0.begin) })?.name
        else { throw PictureError.unreadable(path) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        // Without the option, it tells the session's bus what it has found.
        process.arguments = ["--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", "\(kind):/dev/stdin"]
        process.environment = ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        (process.standardInput, process.standardOutput) = (picture, pipe)
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw PictureError.noReader
        }
        let found = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        // 4 is "no code".
        guard process.terminationReason == .exit, [0, 4].contains(process.terminationStatus) else {
            throw PictureError.unreadable(path)
        }
        return String(decoding: found, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Plain pictures alone, by how they begin: what ZBar reads them with takes much else, some of which opens other files.
    private static let kinds: [(begin: [UInt8], name: String)] = [
        ([0x89, 0x50, 0x4e, 0x47], "png"), ([0xff, 0xd8, 0xff], "jpeg"), (Array("GIF8".utf8), "gif"),
        (Array("P4".utf8), "pbm"), (Array("P5".utf8), "pgm"), (Array("P6".utf8), "ppm"),
    ]

    private static func inPath(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
    #endif
}

/// Why a picture gave no text.
public enum PictureError: Error, Hashable, Sendable {
    /// There is nothing here that reads pictures.
    case noReader
    /// It is no picture, or not there.
    case unreadable(String)
    /// It shows no QR code.
    case noCode
    /// It shows more than one, and nobody said which.
    case severalCodes
}

extension PictureError: LocalizedError {
    /// A sentence without a full stop.
    public var errorDescription: String? {
        switch self {
        case .noReader: "no program zbarimg is installed to read pictures with; give the otpauth URI instead"
        case .unreadable(let path): "\(path) is no picture that can be read (PNG, JPEG, GIF, PNM); give the otpauth URI instead"
        case .noCode: "there is no QR code in the picture; give the otpauth URI instead"
        case .severalCodes: "there are several QR codes in the picture; cut out the one that is meant"
        }
    }
}
