import CEC
import Dialects
import DisplayContract
import ICE
import Kiosk
package import Logging
import Media
package import NIOCore
import PeerCore
import RTP
import Receiver
package import ServiceLifecycle
package import Settings
package import SocketIOClient
import Supervision
package import TVService
import Transport
import Trust

/// The TV as a service: display, screens, signalling and control API, until the process is asked to stop.
package struct TVAppliance: Service {
    package struct Options: Sendable {
        package var settings: Settings
        /// What was wrong with the settings; the first is shown on the code screen.
        package var problems: [SettingsProblem] = []
        /// Instead of the settings' room servers: the one in this process.
        package var localServer: SocketIOURL?
        package var environment: [String: String] = [:]
        package var host = HostServices()
        package var onRegistration: (@Sendable (TVConfiguration.Announcement) -> Void)?

        package init(settings: Settings) {
            self.settings = settings
        }
    }

    private let service: TVService
    private let stage: Stage
    private let lock: ControlSocketLock
    private let remotes: Remotes
    package let displayReason: String
    /// The control API; run it beside this service.
    package let control: any Service
    /// Runs beside this service as well; `nil` where no service manager wants to know.
    package let supervisor: Supervisor?
    package let reloader: ConfigurationReloader

    /// Opens display and state and shows the first screen; registers as soon as the control API listens.
    package static func start(_ options: Options, group: any EventLoopGroup, logger: Logger) async throws -> TVAppliance {
        let settings = options.settings
        let socket = ControlSocket(path: settings.control.socket)
        let lock = try socket.claim()
        let choice = try DisplayChoice.open(settings.display, environment: options.environment)
        let loop = group.next()
        let tv = Handover<TVService>()
        let supervisor = options.host.manager.map { manager in
            Supervisor(manager: manager, loop: loop, display: choice.display) { await tv.value?.statusLine() ?? "Starting" }
        }
        let (screens, _) = ScreenStyle.of(settings, environment: options.environment)
        let stage = try Stage(display: choice.display, renderer: screens.renderer) { screen in
            supervisor?.presented(screen)
            tv.value?.presented(screen)
        }
        stage.show(.starting(message: ""))
        let store = try StateStore(directory: settings.tv.stateDirectory, resetGeneration: String(settings.reset.generation))
        let reloader = reloader(options, tv: tv, supervisor: supervisor, logger: logger)
        var configuration = try configuration(options)
        configuration.tools = tools(options, reloader)
        let remotes = Remotes(settings, display: choice.display, logger: logger) { key in
            await tv.value?.pressed(key)
        } onSelected: {
            await tv.value?.selected()
        }
        configuration.tools.switchTV = { [cec = remotes.cec] isOn in
            if isOn { cec?.switchOn() } else { cec?.standBy() }
        }
        let service = try TVService(configuration: configuration, stage: stage, store: store, loop: loop, logger: logger)
        tv.value = service
        // Whoever reads the code from our output may ask the control API the moment after.
        let control = ControlServer.application(for: service, at: socket, group: group, logger: logger) {
            await service.start()
        }
        return TVAppliance(
            service: service,
            stage: stage,
            lock: lock,
            remotes: remotes,
            displayReason: choice.reason,
            control: control,
            supervisor: supervisor,
            reloader: reloader
        )
    }

    package func run() async throws {
        try? await gracefulShutdown()
        remotes.stop()
        await service.stop()
        stage.stop()
        stage.display.close()
        withExtendedLifetime(lock) {}
    }

    private static func reloader(
        _ options: Options,
        tv: Handover<TVService>,
        supervisor: Supervisor?,
        logger: Logger
    ) -> ConfigurationReloader {
        let load = options.host.load ?? { [settings = options.settings] in (settings, []) }
        return ConfigurationReloader(started: options.settings, load: load) { settings, problems in
            await supervisor?.reloading(true)
            for problem in problems {
                logger.error("the configuration is wrong, nothing was changed", metadata: ["problem": "\(problem)"])
            }
            var options = options
            options.settings = settings
            options.problems = problems
            options.host.log.level = Logger.Level(rawValue: settings.log.level.rawValue) ?? .info
            do {
                var configuration = try configuration(options)
                if let service = tv.value {
                    configuration.tools = await service.tools
                    await service.apply(configuration)
                    _ = await service.apply(resetGeneration: String(settings.reset.generation))
                }
            } catch {
                logger.error("the configuration was not taken over", metadata: ["why": "\(error)"])
            }
            await supervisor?.reloading(false)
        }
    }

    private static func tools(_ options: Options, _ reloader: ConfigurationReloader) -> TVConfiguration.Tools {
        var tools = TVConfiguration.Tools()
        tools.reload = { await reloader.reload().json }
        tools.machineFacts = { MachineFacts.rows }
        tools.network = { MachineFacts.network }
        tools.isTimeKnown = { SystemClock.isKnown }
        tools.recentProblems = { [log = options.host.log] in
            log.recentProblems.newestFirst.map { $0.count > 1 ? "\($0.text) (\($0.count) times)" : $0.text }
        }
        return tools
    }

    private static func configuration(_ options: Options) throws -> TVConfiguration {
        let settings = options.settings
        // The server in this process is ours.
        let system = options.localServer == nil ? settings.roomServer.system.system : .projection
        let urls = try options.localServer.map { [$0] } ?? settings.roomServer.urls.map { try url($0, of: system) }
        var client = SocketIOClientConfiguration(urls: urls)
        client.trust = trust(settings.roomServer.trust)
        var problems = options.problems
        if options.localServer == nil, let file = settings.roomServer.headersFile {
            do throws(HeadersFileError) {
                client.headers = try ServerHeaders.read(file)
            } catch {
                problems.insert(error.problem(of: file), at: 0)
            }
        }
        let (screens, unseen) = ScreenStyle.of(settings, environment: options.environment)
        problems += unseen
        let rotation = Rotation(rawValue: settings.display.rotation.degrees) ?? .degrees0
        var configuration = TVConfiguration(
            receiver: ReceiverSettings(
                name: settings.tv.name,
                policy: SecondSenderPolicy(rawValue: settings.sessions.policy.rawValue) ?? .takeover,
                codePolicy: CodePolicy(
                    renewsAfterSession: settings.code.policy == .eachSession,
                    interval: settings.code.every.map { .seconds($0.seconds) }
                )
            ),
            system: system,
            dialect: TVDialectSettings(room: settings.roomServer.room, userID: settings.roomServer.userID),
            client: client,
            peer: PeerConfiguration(
                bitrate: BitrateHints(
                    start: UInt32(clamping: settings.video.startBitrate),
                    maximum: UInt32(clamping: settings.video.maxBitrate),
                    relayStart: UInt32(clamping: settings.video.relayStartBitrate)
                ),
                receivesSound: settings.audio.output,
                iceTransportPolicy: settings.ice.transportPolicy == .relay ? .relay : .all,
                preferredCodec: settings.video.codec == .vp9 ? .vp9 : .vp8
            ),
            pipeline: DecodePipeline.Configuration(
                decoderThreads: settings.video.decoderThreads,
                viewport: Viewport(rotation: rotation, overscanPercent: settings.display.overscan),
                latency: PlayoutLatency(rawValue: settings.video.latency.rawValue) ?? .balanced
            ),
            audio: settings.audio.output
                ? TVConfiguration.Audio(
                    device: settings.audio.device,
                    volume: settings.audio.volume,
                    isMuted: settings.audio.mute
                ) : nil,
            version: Version.current,
            notice: problems.first.map { .setting($0.fault) },
            onRegistration: options.onRegistration
        )
        configuration.screens = screens
        configuration.blankAfter = settings.display.blankAfter.map { .seconds($0.seconds) }
        let strings = screens.renderer.strings
        configuration.obstacle =
            urls.isEmpty
            ? ProblemScreen(subject: .configuration, what: strings.noRoomServerText, fix: strings.noRoomServerFix) : nil
        if case .certificates(let path) = settings.ice.trust { configuration.trust = TLSTrust(certificates: path) }
        return configuration
    }

    private static func url(_ url: WebURL, of system: SignalingSystem) throws -> SocketIOURL {
        switch system.transport {
        case .socketIO: try SocketIOURL(url.settingText)
        case .webSocket(let paths): try SocketIOURL(webSocket: url.settingText, path: paths.first ?? "/")
        }
    }

    private static func trust(_ setting: ServerTrust) -> SocketIOTrust {
        switch setting {
        case .system: .system
        case .firstUse: .firstUse(known: [:])
        case .pinned: CertificatePin(setting.settingText).map { .pinned($0) } ?? .system
        }
    }
}
