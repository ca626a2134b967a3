internal import LibMFABridge

/// What became of putting a record in the place of exactly the one that was read.
public enum Commit: Hashable, Sendable {
    /// It is durable, and it replaced exactly what was read: one row changed, and the transaction is committed.
    case stored
    /// Somebody else was faster, and nothing was written.
    case conflict
    /// It is not known whether it was written: the connection was lost, or the store failed. Nobody gets in. Do not
    /// find out by reading back: another server with the same code writes the same bytes.
    case unknown
}

extension Commit {
    var bridged: LibMFABridge.Commit {
        switch self {
        case .stored: .stored
        case .conflict: .conflict
        case .unknown: .unknown
        }
    }

    init(_ bridged: LibMFABridge.Commit) {
        self =
            switch bridged {
            case .stored: .stored
            case .conflict: .conflict
            case .unknown: .unknown
            }
    }
}
