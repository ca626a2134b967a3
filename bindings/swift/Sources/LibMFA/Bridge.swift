import Foundation
internal import LibMFABridge

/// Makes a call, and gives whatever it throws as an error of this module.
func called<Value>(_ call: () throws -> Value) throws(MFAError) -> Value {
    do {
        return try call()
    } catch let refused as Refused {
        throw MFAError(refused)
    } catch let error as MFAError {
        // What a closure of the app's threw, such as one that tells the uptime.
        throw error
    } catch {
        // The library failed within itself. What it said of that is for its authors.
        throw .internalFailure(.init(.panicked, "the library failed within itself, so nobody gets in"))
    }
}

/// A number as the bridge takes it. One that its type does not hold becomes the largest, which is beyond every limit,
/// so that it is refused with the sentence that says what is allowed.
func number<Small: FixedWidthInteger>(_ number: Int) -> Small {
    Small(exactly: number) ?? Small.max
}

/// Texts and bytes cross with lengths of 32 bits. Nothing that is meant is nearly as long.
private let longest = 16 << 20

extension String {
    /// The text, if it is of a length that crosses.
    func crossing() throws(MFAError) -> String {
        guard utf8.count <= longest else { throw .tooLarge }
        return self
    }
}

extension Optional where Wrapped == String {
    /// The text, if it is of a length that crosses.
    func crossing() throws(MFAError) -> String? {
        guard let self else { return nil }
        return try self.crossing()
    }
}

extension Data {
    /// The bytes, if there are as many as cross.
    func crossing() throws(MFAError) -> Data {
        guard count <= longest else { throw .tooLarge }
        return self
    }
}

extension MFAError {
    fileprivate static var tooLarge: Self {
        .entry(.init(.tooLarge, "more than 16 MiB were given in one piece"))
    }
}
