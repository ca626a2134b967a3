import Console
import Foundation
import LibMFA

/// This laptop: its people and what the administrator has decided, as every command needs them.
struct Laptop: Sendable {
    static let preferences = Option("--preferences", "FILE")
    static let store = Option("--store", "FOLDER")
    static let options = [preferences, store, Moment.option]

    let people: People<FileStore>
    let now: Date

    var policies: Policies { people.policies }

    init(_ arguments: Arguments) throws {
        let policies = try Self.reading(arguments).policies
        let store = try FileStore(folder: arguments.required(Self.store), create: true)
        now = try Moment.of(arguments)
        // What is up now says nothing of another time.
        let isNow = arguments[Moment.option] == nil
        people = People(store: store, policies: policies) { () throws(MFAError) in
            isNow ? try Uptime.current() : nil
        }
    }

    /// The managed preferences, laid over what holds on every laptop: recovery is on.
    ///
    /// A file that is wrong anywhere holds nowhere. There is no going on without it: what it requires would be lost.
    static func reading(_ arguments: Arguments) throws -> PolicyReading {
        let path = try arguments.required(preferences)
        do throws(MFAError) {
            return try Policies().with("recovery.enabled", "true").readingFile(at: path)
        } catch {
            throw Failure("\(error.message); nobody is let in until that is put right")
        }
    }

    /// Whom to call, if the administrator says it.
    var contact: String {
        let whom = [policies.contactPhone, policies.contactEmail].compactMap(\.self)
        return whom.isEmpty ? "your administrator" : whom.joined(separator: " or ")
    }
}
