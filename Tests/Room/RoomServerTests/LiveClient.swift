import Dialects
import JSON
import Logging
import NIOCore
import NIOPosix
import RoomServer
import SocketIOClient
import SocketIOCore

/// A client of our own on a live server: says things and waits for what is said to it.
final class LiveClient: Sendable {
    private let client: SocketIOClient
    private let received: AsyncStream<SocketIOMessage>
    private let connections: AsyncStream<Void>
    private let disconnections: AsyncStream<SocketIODisconnectReason>

    /// Connects and waits until it has joined.
    init(_ url: String, pin: String? = nil) async throws {
        var configuration = SocketIOClientConfiguration(urls: [try SocketIOURL(url)])
        if let pin = pin.flatMap({ CertificatePin("sha256:" + $0) }) { configuration.trust = .pinned(pin) }
        let (events, eventContinuation) = AsyncStream<SocketIOMessage>.makeStream()
        let (connections, connectionContinuation) = AsyncStream<Void>.makeStream()
        let (disconnections, disconnectionContinuation) = AsyncStream<SocketIODisconnectReason>.makeStream()
        var handlers = SocketIOClient.Handlers()
        handlers.onDisconnect = { disconnectionContinuation.yield($0) }
        handlers.onConnect = { _ in connectionContinuation.yield() }
        handlers.onEvent = { event, _ in
            eventContinuation.yield(SocketIOMessage(event: event.name, arguments: event.arguments))
        }
        var logger = Logger(label: "client")
        logger.logLevel = .critical
        received = events
        self.connections = connections
        self.disconnections = disconnections
        client = SocketIOClient(
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            configuration: configuration,
            handlers: handlers,
            logger: logger
        )
        client.start()
        await connected()
    }

    /// Waits for the next time it has joined.
    func connected() async {
        for await _ in connections { return }
    }

    /// Why it was disconnected, the next time it is; `nil` if its stream ends first.
    func disconnected() async -> SocketIODisconnectReason? {
        await disconnections.first { _ in true }
    }

    func say(_ event: String, _ payload: JSONValue? = nil) async throws {
        let client = client
        _ = try await client.eventLoop.submit { client.emit(event, payload.map { [$0] } ?? []) }.get()
    }

    /// Emits and waits for the acknowledgement.
    func ask(_ event: String, _ payload: JSONValue) async throws -> [JSONValue] {
        let client = client
        let promise = client.eventLoop.makePromise(of: [JSONValue].self)
        client.eventLoop.execute {
            let isSent = client.emit(event, [payload], timeout: .seconds(10)) { promise.completeWith($0.mapError { $0 }) }
            if !isSent { promise.fail(Missing("connection")) }
        }
        return try await promise.futureResult.get()
    }

    /// The payload of the next event of that name; others before it are dropped.
    func next(_ event: String) async throws -> JSONValue {
        for await message in received where message.event == event { return message.arguments.first ?? .null }
        throw Missing(event)
    }

    func stop() async throws {
        try await client.stop().get()
    }
}
