import Dialects
package import Wire

/// Everything that can be set, checked and typed. `Documentation/Settings.md` and `Config/diascope.yaml` describe each key.
package struct Settings: Equatable, Sendable {
    package struct TV: Equatable, Sendable {
        /// Shown on the screen and to senders.
        package var name: String
        /// Where code, token and pinned certificate are kept.
        package var stateDirectory: String
    }

    package struct RoomServer: Equatable, Sendable {
        /// Tried in turn; empty means that none has been named.
        package var urls: [WebURL] = []
        package var trust = ServerTrust.system
        package var system = SystemChoice.default
        /// The room to be called in (`call`, `cmd`); `nil`: the TV makes a code of its own.
        package var room: String?
        /// The TV's user id (`user`).
        package var userID: String?
        /// Headers for the server, one a line, such as a cookie.
        package var headersFile: SecretFile?
    }

    package struct Room: Equatable, Sendable {
        package var listen = [HostPort(host: "0.0.0.0", port: 8443)]
        /// What the TVs show; `nil` is found out from the network.
        package var publicURL: WebURL?
        package var plainHTTP = PlainHTTP.loopback
        /// PEM file. Without one the room server makes its own certificate and keeps it.
        package var certificate: String?
        package var privateKey: SecretFile?
        package var stateDirectory: String
        /// Characters, 6…12.
        package var codeLength = 6
        package var iceServers: [IceServerSetting] = []
        /// The signaling systems whose clients are served.
        package var systems = [ServedSystemSetting(.projection)]
        /// Reverse proxies whose `X-Forwarded-For` is believed.
        package var trustedProxies: [IPNetwork] = []
        /// Whose pages may use the server, beside its own.
        package var origins: [OriginSetting] = [.any]
    }

    /// The room server's port for those who run it.
    package struct Admin: Equatable, Sendable {
        /// Empty: there is none.
        package var listen: [HostPort] = []
        /// Its first line is what whoever asks has to know.
        package var tokenFile: SecretFile?
    }

    /// A TURN server that shares a secret with the room server.
    package struct TURN: Equatable, Sendable {
        package var urls: [TURNURL] = []
        /// Its first line signs; a second is the secret before it.
        package var secretFile: SecretFile?
        /// Seconds that credentials are valid, 300…604800.
        package var ttl = 21_600
        /// Whether the room server tests it from time to time.
        package var check = true
    }

    package struct ICE: Equatable, Sendable {
        package var transportPolicy = TransportPolicy.all
        package var trust = ICETrust.system
    }

    package struct Display: Equatable, Sendable {
        package var backend = DisplayBackend.auto
        /// A graphics card's device file, for KMS; `nil` takes the first with a display at it.
        package var card: String?
        /// The kernel's name of the socket the TV is at, for KMS; `nil` takes the first that has a display.
        package var connector: String?
        /// For KMS; `nil` takes what the display prefers.
        package var mode: DisplayModeText?
        /// Of the headless display, and of an X11 window that is not full screen.
        package var size = DisplaySize.fullHD
        package var fullScreen = true
        package var rotation = DisplayRotation.none
        /// Percent of each side left empty at each edge, 0…10.
        package var overscan = 0.0
        /// The screen goes dark when nobody has been there for so long; `nil` keeps it lit.
        package var blankAfter: TimeSpan?
        /// Whether the TV is turned on and off, and its remote control heard, by HDMI-CEC.
        package var cec = true
    }

    package struct Video: Equatable, Sendable {
        /// kbit/s a sender begins with, 300…50000.
        package var startBitrate = 4000
        /// kbit/s a sender begins with by way of a relay, 300…50000.
        package var relayStartBitrate = 1500
        /// kbit/s a sender may reach, 300…50000.
        package var maxBitrate = 10000
        /// 1…4.
        package var decoderThreads = 1
        package var latency = VideoLatency.balanced
        /// Taken where a sender offers both.
        package var codec = VideoCodec.vp8
    }

    package struct Audio: Equatable, Sendable {
        /// Whether sound is played; without, it is not even sent.
        package var output = true
        /// As ALSA names it.
        package var device = "default"
        /// 0…100.
        package var volume = 100
        /// Sound comes, and is not heard.
        package var mute = false
    }

    package struct Input: Equatable, Sendable {
        /// Whether keyboards and remote controls at this box are heard.
        package var keys = true
    }

    package struct Sessions: Equatable, Sendable {
        package var policy = SessionPolicy.takeover
    }

    package struct Code: Equatable, Sendable {
        package var policy = CodePolicySetting.fixed
        /// `nil` keeps a code for as long as the policy does.
        package var every: TimeSpan?
    }

    package struct Control: Equatable, Sendable {
        /// Path of the Unix socket for `diascope status` and the like.
        package var socket: String
    }

    package struct Reset: Equatable, Sendable {
        /// A value other than the one remembered makes the TV drop its code at the next start.
        package var generation = 0
    }

    package struct Log: Equatable, Sendable {
        package var level = LogLevel.info
    }

    package var tv: TV
    package var roomServer = RoomServer()
    package var room: Room
    package var directory = Directory()
    package var admin = Admin()
    package var turn = TURN()
    package var ice = ICE()
    package var limits = Limits()
    package var display = Display()
    package var video = Video()
    package var audio = Audio()
    package var input = Input()
    package var sessions = Sessions()
    package var look = Look()
    package var code = Code()
    package var control: Control
    package var reset = Reset()
    package var log = Log()

    /// By key; what is not in it is a default.
    var origins: [String: Origin] = [:]

    /// The defaults, as far as they depend on this machine from `system`.
    package init(system: SystemDefaults) {
        tv = TV(name: system.hostName, stateDirectory: system.stateDirectory)
        room = Room(stateDirectory: system.stateDirectory)
        control = Control(socket: system.controlSocket)
    }
}
