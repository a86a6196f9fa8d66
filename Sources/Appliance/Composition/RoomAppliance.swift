import Dialects
package import Logging
package import NIOCore
package import RoomServer
import ServiceLifecycle
package import Settings
import Wire

/// The room server as a service: runs until the process is asked to stop.
package struct RoomAppliance: Service {
    package let server: RoomServer

    /// Starts listening.
    package static func start(settings: Settings, group: any EventLoopGroup, logger: Logger) async throws -> RoomAppliance {
        RoomAppliance(server: try await RoomServer.start(configuration: configuration(settings), on: group, logger: logger))
    }

    package func run() async throws {
        try? await gracefulShutdown()
        await server.shutdown()
    }

    /// The port it listens at, of the system's choice if 0 was asked for.
    package var port: UInt16? { server.boundAddresses.first?.port }

    private static func configuration(_ settings: Settings) throws -> RoomServerConfiguration {
        let room = settings.room
        var configuration = RoomServerConfiguration(stateDirectory: room.stateDirectory)
        configuration.listen = room.listen.map { RoomServerConfiguration.Listen(host: $0.host, port: Int($0.port)) }
        configuration.publicURL = room.publicURL?.settingText
        configuration.plainHTTP = room.plainHTTP == .all ? .all : .loopback
        if let certificate = room.certificate, let key = room.privateKey {
            configuration.certificate = .given(certificate: certificate, key: key.path)
        }
        configuration.systems = room.systems.map { setting in
            var served = ServedSystem(setting.choice.system)
            served.paths = setting.servedPaths
            return served
        }
        configuration.rooms.codeLength = room.codeLength
        configuration.rooms.iceServers = try room.iceServers.map { server in
            IceServer(urls: server.urls, username: server.username, credential: try server.credentialFile?.read())
        }
        if let file = settings.turn.secretFile, !settings.turn.urls.isEmpty {
            configuration.rooms.turn = TURNAccess(
                urls: settings.turn.urls.map(\.settingText),
                secret: try file.firstLine(),
                timeToLive: .seconds(settings.turn.ttl)
            )
        }
        return configuration
    }
}
