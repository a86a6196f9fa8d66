import DisplayContract
import Kiosk
package import Logging
import Media
package import NIOCore
import PeerCore
import Receiver
package import ServiceLifecycle
package import Settings
package import SocketIOClient
package import TVService

/// The TV as a service: display, screens, signalling and control API, until the process is asked to stop.
package struct TVAppliance: Service {
    package struct Options: Sendable {
        package var settings: Settings
        /// What was wrong with the settings; the first is shown on the code screen.
        package var problems: [SettingsProblem] = []
        /// Instead of the settings' room servers: the one in this process.
        package var localServer: SocketIOURL?
        package var environment: [String: String] = [:]
        package var onRegistration: (@Sendable (TVConfiguration.Announcement) -> Void)?

        package init(settings: Settings) {
            self.settings = settings
        }
    }

    /// `nil` on a TV without a room server: it shows what is missing.
    private let service: TVService?
    private let stage: Stage
    private let lock: ControlSocketLock
    package let displayReason: String
    /// The control API; run it beside this service.
    package let control: (any Service)?

    /// Opens display, state and control socket, shows the first screen and starts registering.
    package static func start(_ options: Options, group: any EventLoopGroup, logger: Logger) async throws -> TVAppliance {
        let settings = options.settings
        let socket = ControlSocket(path: settings.control.socket)
        let lock = try socket.claim()
        let choice = try DisplayChoice.open(settings.display, environment: options.environment)
        let stage = try Stage(display: choice.display)
        guard let configuration = try configuration(options) else {
            stage.show(.problem(noRoomServer))
            logger.error("\(noRoomServer.what) \(noRoomServer.fix)")
            return TVAppliance(service: nil, stage: stage, lock: lock, displayReason: choice.reason, control: nil)
        }
        stage.show(.starting(message: ""))
        let store = try StateStore(directory: settings.tv.stateDirectory, resetGeneration: String(settings.reset.generation))
        let service = try TVService(configuration: configuration, stage: stage, store: store, loop: group.next(), logger: logger)
        await service.start()
        let control = ControlServer.application(for: service, at: socket, group: group, logger: logger)
        return TVAppliance(service: service, stage: stage, lock: lock, displayReason: choice.reason, control: control)
    }

    package func run() async throws {
        try? await gracefulShutdown()
        await service?.stop()
        stage.stop()
        stage.display.close()
        withExtendedLifetime(lock) {}
    }

    private static let noRoomServer = ProblemScreen(
        subject: .configuration,
        what: "This TV has no room server: roomServer.urls is empty.",
        fix: "Name one in the configuration file, or start 'diascope run', which brings its own."
    )

    /// `nil` without a room server.
    private static func configuration(_ options: Options) throws -> TVConfiguration? {
        let settings = options.settings
        let urls = try options.localServer.map { [$0] } ?? settings.roomServer.urls.map { try SocketIOURL($0.settingText) }
        guard !urls.isEmpty else { return nil }
        var client = SocketIOClientConfiguration(urls: urls)
        client.trust = trust(settings.roomServer.trust)
        let rotation = Rotation(rawValue: settings.display.rotation.degrees) ?? .degrees0
        return TVConfiguration(
            receiver: ReceiverSettings(name: settings.tv.name, policy: settings.sessions.policy == .refuse ? .refuse : .takeover),
            client: client,
            peer: PeerConfiguration(
                bitrate: BitrateHints(
                    start: UInt32(clamping: settings.video.startBitrate),
                    maximum: UInt32(clamping: settings.video.maxBitrate)
                )
            ),
            pipeline: DecodePipeline.Configuration(
                decoderThreads: settings.video.decoderThreads,
                viewport: Viewport(rotation: rotation, overscanPercent: settings.display.overscan),
                latency: PlayoutLatency(rawValue: settings.video.latency.rawValue) ?? .balanced
            ),
            version: Version.current,
            notice: options.problems.first?.description,
            onRegistration: options.onRegistration
        )
    }

    private static func trust(_ setting: ServerTrust) -> SocketIOTrust {
        switch setting {
        case .system: .system
        case .firstUse: .firstUse(known: [:])
        case .pinned: CertificatePin(setting.settingText).map { .pinned($0) } ?? .system
        }
    }
}
