import Logging
import NIOCore
import NIOPosix
import RESP
import RedisClient
import Wire

/// A link on an event loop of its own, and what it has said so far, in order.
final class LinkProbe: Sendable {
    enum Said: Sendable, Equatable {
        case up
        case down(RedisFailure)
        case reply(Int, RESPValue)
        case message(String, String)
    }

    private let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    private let link: NIOLoopBound<RedisLink>
    private let said: AsyncStream<Said>

    init(_ url: String, password: String? = nil, authorities: String? = nil, channels: [String] = ["n:test"]) async throws {
        guard let url = RedisURL(url) else { throw RedisFailure.unreachable("no address") }
        var configuration = RedisConfiguration(url: url)
        configuration.authorities = authorities
        configuration.credentials = password.map { RedisSession.Credentials(user: nil, password: Redacted($0)) }
        let (said, continuation) = AsyncStream<Said>.makeStream()
        self.said = said
        let eventLoop = eventLoop
        var logger = Logger(label: "redis")
        logger.logLevel = .critical
        link = try await eventLoop.submit { [configuration, logger] in
            var handlers = RedisLink.Handlers()
            handlers.onUp = { continuation.yield(.up) }
            handlers.onDown = { continuation.yield(.down($0)) }
            handlers.onReply = { continuation.yield(.reply($0, $1)) }
            handlers.onMessage = { continuation.yield(.message($0, String(decoding: $1, as: UTF8.self))) }
            let link = try RedisLink(
                eventLoop: eventLoop,
                configuration: configuration,
                channels: channels,
                handlers: handlers,
                logger: logger
            )
            link.start()
            return NIOLoopBound(link, eventLoop: eventLoop)
        }.get()
    }

    func send(_ commands: [[String]]) async throws {
        try await eventLoop.submit { [link] in
            for (number, command) in commands.enumerated() { link.value.send(command, number: number) }
        }.get()
    }

    func isUp() async throws -> Bool {
        try await eventLoop.submit { [link] in link.value.isUp }.get()
    }

    /// The next that is looked for; what comes before it is dropped.
    func next<Value>(_ match: (Said) -> Value?) async throws -> Value {
        for await said in said {
            if let value = match(said) { return value }
        }
        throw RedisFailure.closed
    }

    func up() async throws {
        try await next { $0 == .up ? () : nil }
    }

    func down() async throws -> RedisFailure {
        try await next { if case .down(let failure) = $0 { failure } else { nil } }
    }

    func reply() async throws -> RESPValue {
        try await next { if case .reply(_, let value) = $0 { value } else { nil } }
    }

    func stop() async throws {
        try await eventLoop.submit { [link] in link.value.stop() }.get()
    }
}
