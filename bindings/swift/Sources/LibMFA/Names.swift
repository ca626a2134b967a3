internal import LibMFABridge

/// Names, checked by themselves: what a form says while somebody types.
public enum Names {
    /// Refuses what is not the name of a person: empty, over 200 bytes, beginning with a dot, with a slash or with a
    /// character that does not print.
    ///
    /// - Throws: ``MFAError/name(_:)``.
    public static func check(person name: String) throws(MFAError) {
        let name = try name.crossing()
        try called { try checkPersonName(name: name) }
    }

    /// Refuses what is not the name of an authenticator: empty, over 64 bytes, or with a character that does not print.
    ///
    /// - Throws: ``MFAError/name(_:)``.
    public static func check(authenticator name: String) throws(MFAError) {
        let name = try name.crossing()
        try called { try checkAuthenticatorName(name: name) }
    }

    /// The id of a device as both sides of a recovery write it, in upper case.
    ///
    /// - Parameter id: 4 to 64 printable ASCII characters.
    /// - Throws: ``MFAError/name(_:)``.
    public static func device(_ id: String) throws(MFAError) -> String {
        let id = try id.crossing()
        return try called { try deviceId(id: id) }
    }

    #if !os(Windows)
    /// What this computer is called in its network, as the id of a device.
    ///
    /// - Throws: ``MFAError/name(_:)`` where it cannot be one.
    public static func thisDevice() throws(MFAError) -> String {
        try called { try hostName() }
    }
    #endif
}

/// The version of the library, such as `0.1.0`: the same as of this package.
public var libraryVersion: String { LibMFABridge.version() }
