import Foundation
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import RoomServer
import Testing
import Wire

/// Runs a server on loopback for as long as `body` takes.
func withServer(
    _ configure: (inout RoomServerConfiguration) -> Void = { _ in },
    in directory: TemporaryDirectory? = nil,
    _ body: (RoomServer, Int) async throws -> Void
) async throws {
    let directory = try directory ?? TemporaryDirectory()
    var configuration = RoomServerConfiguration(stateDirectory: directory.path)
    configuration.listen = [RoomServerConfiguration.Listen(host: "127.0.0.1", port: 0)]
    configuration.drain = .immediate
    // However long a busy machine takes from one guess to the next.
    configuration.rooms.failedJoinInterval = .seconds(3600)
    configure(&configuration)
    var logger = Logger(label: "room")
    logger.logLevel = .critical
    let server = try await RoomServer.start(configuration: configuration, logger: logger)
    do {
        try await body(server, Int(try #require(server.boundAddresses.first).port))
    } catch {
        await server.shutdown()
        throw error
    }
    await server.shutdown()
}

/// An HTTP response, taken apart just enough.
struct PlainResponse {
    var status: Int
    var headers: [String: String] = [:]
    var body: String
}

/// Sends one request as text on a connection of its own and reads until the server closes it.
func ask(_ port: Int, _ head: String, host: String = "127.0.0.1", tls: Bool = false) async throws -> PlainResponse {
    let lines = head.split(separator: "\n").joined(separator: "\r\n")
    let text = try await exchange(port, lines + "\r\nConnection: close\r\n\r\n", host: host, tls: tls)
    let parts = text.components(separatedBy: "\r\n\r\n")
    let headLines = parts[0].components(separatedBy: "\r\n")
    var response = PlainResponse(status: Int(headLines[0].split(separator: " ").dropFirst().first ?? "") ?? 0, body: "")
    for line in headLines.dropFirst() {
        guard let colon = line.firstIndex(of: ":") else { continue }
        response.headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    response.body = parts.dropFirst().joined(separator: "\r\n\r\n")
    return response
}

/// Sends bytes and returns all that comes until the server closes the connection.
func exchange(_ port: Int, _ text: String, host: String = "127.0.0.1", tls: Bool = false) async throws -> String {
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.certificateVerification = .none
    let context = try NIOSSLContext(configuration: settings)
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(.seconds(5))
        .channelOption(.socketOption(.so_reuseaddr), value: 1)
        .connect(host: host, port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                if tls {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                }
                return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        do {
            try await outbound.write(ByteBuffer(string: text))
        } catch ChannelError.ioOnClosedChannel {
            // A server that has read enough may have answered and closed before all was written.
        }
        var received = ByteBuffer()
        do {
            for try await part in inbound { received.writeImmutableBuffer(part) }
        } catch is NIOSSLError {
            // The server closes without ceremony; what came before it counts.
        }
        return String(buffer: received)
    }
}
