import Dialects
import JSON
import Logging
import NIOCore
import NIOPosix
import SocketIOClient
import SocketIOCore
import Synchronization

/// A TV or a sender's page that comes back to any of its servers by itself, and remembers what it was told.
final class Station: Sendable {
    struct Heard: Sendable {
        var at: ContinuousClock.Instant
        var message: SocketIOMessage
    }

    private struct State {
        var heard: [Heard] = []
        var port: Int?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let client: SocketIOClient
    private let state: StateBox

    /// What the handlers share with the station.
    private final class StateBox: Sendable {
        let state = Mutex(State())

        func change(_ body: (inout State) -> Void) {
            let waiter = state.withLock { state in
                body(&state)
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }

    /// - Parameter greeting: what is said each time the station has connected.
    init(_ ports: [Int], greeting: @escaping @Sendable ([Heard]) -> (String, JSONValue)) throws {
        var configuration = SocketIOClientConfiguration(urls: try ports.map { try SocketIOURL("http://127.0.0.1:\($0)") })
        configuration.connectTimeout = .seconds(5)
        let box = StateBox()
        state = box
        let greeter = Greeter()
        var handlers = SocketIOClient.Handlers()
        let greet: @Sendable () -> Void = {
            let (event, payload) = greeting(box.state.withLock { $0.heard })
            greeter.client.withLock { $0 }?.emit(event, [payload])
        }
        handlers.onConnect = { _ in greet() }
        handlers.onStateChange = { change in
            let port: Int? = if case .connected(let url) = change { url.port } else { nil }
            box.change { $0.port = port }
        }
        handlers.onEvent = { event, _ in
            let message = SocketIOMessage(event: event.name, arguments: event.arguments)
            box.change { $0.heard.append(Heard(at: .now, message: message)) }
            // As pages do while they know the code to be right.
            guard event.name == "CONNECT_TO_TV_ERROR", let loop = greeter.client.withLock({ $0?.eventLoop }) else { return }
            loop.scheduleTask(in: .milliseconds(500), greet)
        }
        var logger = Logger(label: "station")
        logger.logLevel = .critical
        client = SocketIOClient(
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            configuration: configuration,
            handlers: handlers,
            logger: logger
        )
        greeter.client.withLock { $0 = client }
        client.start()
    }

    private final class Greeter: Sendable {
        let client = Mutex<SocketIOClient?>(nil)
    }

    /// Of the server that it is connected to.
    var port: Int? { state.state.withLock { $0.port } }

    var heard: [Heard] { state.state.withLock { $0.heard } }

    func say(_ event: String, _ payload: JSONValue) async throws {
        _ = try await client.eventLoop.submit { [client] in client.emit(event, [payload]) }.get()
    }

    /// The first that matches, old or new. One waiter at a time.
    func first<Value: Sendable>(_ match: @Sendable (Heard) -> Value?) async -> Value {
        while true {
            let heard = self.heard
            if let value = heard.lazy.compactMap(match).first { return value }
            await withCheckedContinuation { continuation in
                let isLate = state.state.withLock { state in
                    guard state.heard.count == heard.count else { return true }
                    state.waiter = continuation
                    return false
                }
                if isLate { continuation.resume() }
            }
        }
    }

    func stop() async throws {
        try await client.stop().get()
    }
}
