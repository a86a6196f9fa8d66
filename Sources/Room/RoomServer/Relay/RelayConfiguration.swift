package import Wire

/// How the room server keeps up with its TURN server; where that is and how credentials are made is `RoomsConfiguration.turn`.
package struct RelayConfiguration: Sendable {
    /// Between two tests; `nil` tests nothing.
    package var interval: Duration? = .seconds(300)
    /// A PEM file with the authorities of `turns:` servers; `nil`: those of the system.
    package var certificates: String?
    /// The file with the secrets; looked at like the certificate's.
    package var secretPath: String?
    /// Reads it again: the secret that signs, then the one before it, if it is still there.
    package var readSecrets: @Sendable () throws -> [Redacted<String>] = { [] }

    package init() {}
}
