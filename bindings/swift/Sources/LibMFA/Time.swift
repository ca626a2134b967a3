import Foundation

extension Date {
    /// Whole seconds since 1970, as the bridge takes them: the second that the date is in.
    func seconds() throws(MFAError) -> Int64 {
        let seconds = timeIntervalSince1970.rounded(.down)
        guard seconds.isFinite else {
            throw .time(.init(.notFinite, "the date is not a number, or infinite"))
        }
        // Beyond what an Int64 holds is beyond what is a time, and refused as that.
        return Int64(exactly: seconds) ?? (seconds < 0 ? .min : .max)
    }

    init(seconds: Int64) {
        self.init(timeIntervalSince1970: TimeInterval(seconds))
    }
}

extension Duration {
    /// Whole seconds as a number of the bridge; what is none is beyond every limit, as `number(_:)` has it.
    func wholeSeconds<Small: FixedWidthInteger>() -> Small {
        let (seconds, attoseconds) = components
        guard attoseconds == 0 else { return Small.max }
        return Small(exactly: seconds) ?? Small.max
    }
}
