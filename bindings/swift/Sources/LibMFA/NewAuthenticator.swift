internal import LibMFABridge

/// An authenticator to be added as it is.
public struct NewAuthenticator: Sendable {
    /// What its owner calls it.
    public let name: String
    /// Its secret.
    public let secret: Secret
    /// Its parameters.
    public let parameters: Parameters
    /// The first counter or time step that is good; `nil` for the beginning.
    public let start: UInt64?

    /// An authenticator to be added as it is.
    public init(_ name: String, _ secret: Secret, _ parameters: Parameters = .standard, start: UInt64? = nil) {
        (self.name, self.secret, self.parameters, self.start) = (name, secret, parameters, start)
    }

    func bridged() throws(MFAError) -> Addition {
        Addition(
            name: try name.crossing(), secret: secret.bridged, parameters: parameters.bridged, start: start
        )
    }
}
