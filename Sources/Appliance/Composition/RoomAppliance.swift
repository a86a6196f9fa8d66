import Dialects
package import Logging
package import NIOCore
import RESP
import RedisClient
package import RoomServer
import ServiceLifecycle
package import Settings
import SocketIOCore
import SocketIOServer
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
        if let file = settings.admin.tokenFile, !settings.admin.listen.isEmpty {
            configuration.operating = OperatingConfiguration(
                listen: settings.admin.listen.map { RoomServerConfiguration.Listen(host: $0.host, port: Int($0.port)) },
                token: try file.firstLine()
            )
        }
        configuration.systems = room.systems.map { setting in
            var served = ServedSystem(setting.choice.system)
            served.paths = setting.servedPaths
            return served
        }
        configuration.trustedProxies = room.trustedProxies
        configuration.cors = cors(room.origins)
        apply(settings.limits, to: &configuration)
        try share(settings.directory, in: &configuration)
        configuration.rooms.codeLength = room.codeLength
        configuration.rooms.iceServers = try room.iceServers.map { server in
            IceServer(urls: server.urls, username: server.username, credential: try server.credentialFile?.read())
        }
        if let file = settings.turn.secretFile, !settings.turn.urls.isEmpty {
            configuration.rooms.turn = TURNAccess(
                urls: settings.turn.urls.map(\.settingText),
                secret: try file.firstLine(),
                timeToLive: .seconds(settings.turn.ttl)
            ).with(try file.lines())
            configuration.relay.secretPath = file.path
            configuration.relay.readSecrets = { try file.lines() }
            if !settings.turn.check { configuration.relay.interval = nil }
            if case .certificates(let path) = settings.ice.trust { configuration.relay.certificates = path }
        }
        return configuration
    }

    private static func share(_ directory: Settings.Directory, in configuration: inout RoomServerConfiguration) throws {
        configuration.serverKey = try directory.serverKeyFile?.firstLine()
        guard let url = directory.url else { return }
        var redis = RedisConfiguration(url: url)
        redis.authorities = directory.authorities
        if let file = directory.passwordFile {
            redis.credentials = RedisSession.Credentials(user: url.user, password: try file.firstLine())
        }
        configuration.redis = redis
    }

    private static func cors(_ origins: [OriginSetting]) -> CORSPolicy {
        if origins.contains(.any) { return .any }
        let others = origins.filter { $0 != .own }
        return others.isEmpty ? .sameOrigin : .origins(Set(others.map(\.settingText)))
    }

    private static func apply(_ limits: Settings.Limits, to configuration: inout RoomServerConfiguration) {
        /// A second's worth at once, or as many as `burst`.
        func rate(_ perSecond: Int, burst: Int) -> RateLimiter.Rate? {
            perSecond > 0 ? RateLimiter.Rate(burst: max(burst, perSecond), interval: .seconds(1) / perSecond) : nil
        }
        configuration.limits = ClientLimits(
            handshakes: rate(limits.handshakesPerSecond, burst: 20),
            sessions: limits.connectionsPerAddress > 0 ? limits.connectionsPerAddress : nil,
            messages: rate(limits.messagesPerSecond, burst: 100)
        )
        configuration.maximumMessageBytes = limits.messageSize * 1024
        configuration.rooms.failedJoinBurst = limits.failedJoins
        configuration.rooms.failedJoinInterval = .seconds(limits.failedJoinInterval)
        configuration.rooms.failedJoinsPerConnection = limits.failedJoinsPerConnection
        configuration.rooms.failedJoinsPerSecond = limits.failedJoinsPerSecond
        configuration.rooms.maximumSenders = limits.senders
        configuration.rooms.maximumCandidates = limits.candidates
        configuration.rooms.newCodeBurst = limits.newCodes
        configuration.rooms.reservationTime = .seconds(limits.codeReservation * 24 * 3600)
    }
}
