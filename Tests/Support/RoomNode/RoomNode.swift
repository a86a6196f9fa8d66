import Logging
import NIOPosix
import RESP
import RedisClient
import RoomServer
import SocketIOServer
import Wire

/// A room server of its own process, for tests that kill it: `room-node STATE-DIRECTORY PORT REDIS-URL SERVER-KEY`.
@main
struct RoomNode {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let port = Int(arguments[2]), let redis = RedisURL(arguments[3]) else {
            fatalError("usage: room-node STATE-DIRECTORY PORT REDIS-URL SERVER-KEY")
        }
        var configuration = RoomServerConfiguration(stateDirectory: arguments[1])
        configuration.listen = [RoomServerConfiguration.Listen(host: "127.0.0.1", port: port)]
        configuration.redis = RedisConfiguration(url: redis)
        configuration.serverKey = Redacted(arguments[4])
        // All the clients of a test have one address.
        configuration.limits = ClientLimits(handshakes: nil, sessions: nil, messages: nil)
        configuration.rooms.newCodeBurst = 10_000
        var logger = Logger(label: "room") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .info
        let server = try await RoomServer.start(configuration: configuration, logger: logger)
        await server.run()
    }
}
