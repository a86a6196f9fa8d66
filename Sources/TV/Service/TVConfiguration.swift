package import Media
package import PeerCore
package import Receiver
package import SocketIOClient

/// Everything the TV's service is told once, at start.
package struct TVConfiguration: Sendable {
    /// The TV has a code.
    package struct Announcement: Sendable, Equatable {
        package var code: String
        package var senderURL: String?
    }

    package var receiver: ReceiverSettings
    /// The room servers and how to trust them. `firstUse` pins come from, and go to, the state file.
    package var client: SocketIOClientConfiguration
    package var peer: PeerConfiguration
    package var pipeline: DecodePipeline.Configuration
    package var version: String
    /// A line for the technician on the code screen, such as a setting that was not understood.
    package var notice: String?
    /// Called on the event loop whenever the room server has given a code.
    package var onRegistration: (@Sendable (Announcement) -> Void)?

    package init(
        receiver: ReceiverSettings,
        client: SocketIOClientConfiguration,
        peer: PeerConfiguration = PeerConfiguration(),
        pipeline: DecodePipeline.Configuration = DecodePipeline.Configuration(),
        version: String,
        notice: String? = nil,
        onRegistration: (@Sendable (Announcement) -> Void)? = nil
    ) {
        self.receiver = receiver
        self.client = client
        self.peer = peer
        self.pipeline = pipeline
        self.version = version
        self.notice = notice
        self.onRegistration = onRegistration
    }
}
