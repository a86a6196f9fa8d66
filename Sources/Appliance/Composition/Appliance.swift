package import Logging
import NIOCore
import NIOPosix
import RoomServer
import ServiceLifecycle
package import Settings
import SocketIOClient
import TVService
import UnixSignals

/// The parts of Diascope that one process runs, from settings to the end of the process.
package struct Appliance: Sendable {
    package enum Part: Hashable, Sendable {
        case room
        case tv
    }

    package let settings: Settings
    package let parts: Set<Part>
    package let environment: [String: String]
    /// What was wrong with the settings and left at the next layer's value; shown on the TV.
    package var problems: [SettingsProblem] = []
    package var host = HostServices()
    /// Lines for the person who started it.
    package var say: @Sendable (String) -> Void = { _ in }

    package init(settings: Settings, parts: Set<Part>, environment: [String: String]) {
        self.settings = settings
        self.parts = parts
        self.environment = environment
    }

    /// Starts everything, then waits for SIGTERM or SIGINT and stops in order: the TV first, which says goodbye through the
    /// room server.
    package func run(logger: Logger) async throws {
        // One loop for each part: a busy room server does not delay a TV's packets.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: parts.count)
        var services: [any Service] = []
        var localServer: SocketIOURL?
        var reloader: ConfigurationReloader?
        if parts.contains(.room) {
            let room = try await RoomAppliance.start(settings: settings, group: group, logger: logger)
            services.append(room)
            // With a TV in the same process, the TV's state is what matters.
            if !parts.contains(.tv), let manager = host.manager {
                let address = room.server.senderURL
                services.append(
                    Supervisor(manager: manager, loop: group.next(), display: nil) { "Serving \(address)" }
                )
            }
            if let port = room.port {
                localServer = try SocketIOURL("ws://127.0.0.1:\(port)")
                say("Room server       \(room.server.senderURL) and http://localhost:\(port) on this machine")
                say("Certificate       sha256:\(room.server.certificateFingerprint)")
            }
        }
        if parts.contains(.tv) {
            var options = TVAppliance.Options(settings: settings)
            options.problems = problems
            options.environment = environment
            options.localServer = localServer
            options.host = host
            options.onRegistration = { [say] announcement in
                say("Projection code   \(announcement.code)")
                if let url = announcement.senderURL { say("Open              \(url)/\(announcement.code)") }
            }
            let tv = try await TVAppliance.start(options, group: group, logger: logger)
            say("Display           \(tv.displayReason)")
            services += [tv.control, tv]
            if let supervisor = tv.supervisor { services.append(supervisor) }
            reloader = tv.reloader
        }
        services.append(HangupService(reloader: reloader, logger: logger))
        let configuration = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await ServiceGroup(configuration: configuration).run()
        try await group.shutdownGracefully()
    }
}
