package import Dialects
package import Kiosk
package import Media
package import PeerCore
package import Receiver
package import SocketIOClient
package import Transport

/// Everything the TV's service is told once, at start.
package struct TVConfiguration: Sendable {
    /// What the service asks of the house around it; by default nothing.
    package struct Tools: Sendable {
        /// Reads the configuration again and applies it; gives a JSON text that says what came of it.
        package var reload: @Sendable () async -> String = { "{}" }
        /// Rows of the status page about the machine: addresses and the like. May read files.
        package var machineFacts: @Sendable () -> [StatusScreen.Row] = { [] }
        /// The last warnings and errors, the newest first.
        package var recentProblems: @Sendable () -> [String] = { [] }
        /// How things stand with the network; `nil` if nobody knows. May read files.
        package var network: @Sendable () -> NetworkFacts? = { nil }
        /// Whether the time of day may be shown.
        package var isTimeKnown: @Sendable () -> Bool = { true }
        /// Turns the TV itself on, and has it show this box, or turns it off. Returns at once.
        package var switchTV: @Sendable (_ isOn: Bool) -> Void = { _ in }

        package init() {}
    }

    /// What is shown, apart from pictures.
    package struct Screens: Sendable {
        package var renderer = ScreenRenderer()
        /// `nil`: the code screen shows no time.
        package var clock: ClockStyle? = .twentyFourHours
        /// For how long a projection names its presenter.
        package var presenterName: Duration = .seconds(5)
        /// Whether the code stays in a corner while somebody projects.
        package var showsCodeWhileProjecting = false

        package init() {}
    }

    package enum ClockStyle: Sendable, Equatable {
        case twelveHours
        case twentyFourHours
    }

    /// The TV has a code.
    package struct Announcement: Sendable, Equatable {
        package var code: String
        package var senderURL: String?
    }

    /// How sound is played.
    package struct Audio: Sendable, Equatable {
        /// As ALSA names it.
        package var device: String
        /// 0…100.
        package var volume: Int
        package var isMuted: Bool

        package init(device: String = "default", volume: Int = 100, isMuted: Bool = false) {
            self.device = device
            self.volume = volume
            self.isMuted = isMuted
        }
    }

    package var receiver: ReceiverSettings
    /// What the room servers speak.
    package var system: SignalingSystem
    package var dialect: TVDialectSettings
    /// The room servers and how to trust them. `firstUse` pins come from, and go to, the state file.
    package var client: SocketIOClientConfiguration
    package var peer: PeerConfiguration
    /// Whose certificates TURN servers may have.
    package var trust = TLSTrust()
    package var pipeline: DecodePipeline.Configuration
    /// `nil`: no sound. Then `peer` should not take any either.
    package var audio: Audio?
    package var screens = Screens()
    /// The screen goes dark when nobody has been there for so long; `nil` keeps it lit.
    package var blankAfter: Duration?
    package var version: String
    /// A line for the technician on the code screen, such as a setting that was not understood.
    package var notice: Kiosk.CodeScreen.Notice?
    /// Why there is no use in a code, such as a missing room server; shown in its place.
    package var obstacle: ProblemScreen?
    package var tools = Tools()
    /// Called on the event loop whenever the room server has given a code.
    package var onRegistration: (@Sendable (Announcement) -> Void)?

    package init(
        receiver: ReceiverSettings,
        system: SignalingSystem = .projection,
        dialect: TVDialectSettings = TVDialectSettings(),
        client: SocketIOClientConfiguration,
        peer: PeerConfiguration = PeerConfiguration(),
        pipeline: DecodePipeline.Configuration = DecodePipeline.Configuration(),
        audio: Audio? = Audio(),
        version: String,
        notice: Kiosk.CodeScreen.Notice? = nil,
        onRegistration: (@Sendable (Announcement) -> Void)? = nil
    ) {
        self.receiver = receiver
        self.system = system
        self.dialect = dialect
        self.client = client
        self.peer = peer
        self.pipeline = pipeline
        self.audio = audio
        self.version = version
        self.notice = notice
        self.onRegistration = onRegistration
    }
}
