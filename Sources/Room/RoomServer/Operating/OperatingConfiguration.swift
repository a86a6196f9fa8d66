package import Wire

/// The port for those who run the server: metrics, and what an administrator may do.
package struct OperatingConfiguration: Sendable {
    /// At least one. From other machines only TLS is taken.
    package var listen: [RoomServerConfiguration.Listen]
    /// What whoever asks has to know, `OperatingToken.shortest` bytes or more.
    package var token: Redacted<String>

    package init(listen: [RoomServerConfiguration.Listen], token: Redacted<String>) {
        self.listen = listen
        self.token = token
    }
}
