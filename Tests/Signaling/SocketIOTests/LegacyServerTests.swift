import JSON
import NIOCore
import NIOHTTP1
import NIOPosix
import SocketIOClient
import SocketIOCore
import SocketIOServer
import Synchronization
import Testing

/// As much of a Socket.IO 2.x server as polling needs: joins everyone unasked, answers pings, echoes with an answer.
private final class LegacyServer: HTTPResponder, Sendable {
    private struct State {
        var queue: [EngineIOPacket] = []
        var waiting: EventLoopPromise<HTTPResponse>?
        var pings = 0
    }

    private let state = Mutex(State())
    /// Servers that look at the revision answer 400 to any but theirs.
    let isStrict: Bool

    init(isStrict: Bool) {
        self.isStrict = isStrict
    }

    var pings: Int { state.withLock(\.pings) }

    func answer(_ request: HTTPRequest) -> HTTPAnswer {
        let refused = isStrict && !request.query.contains("EIO=3")
        guard request.path == "/socket.io/", request.query.contains("transport=polling"), !refused else {
            return .now(HTTPResponse(status: .badRequest))
        }
        guard request.query.contains("sid=") else {
            let open = #"{"sid":"a b","upgrades":[],"pingInterval":50,"pingTimeout":20000}"#
            return .now(response([.open(open), .message("0")]))
        }
        if request.method == .POST {
            for packet in (try? EngineIOPayload.legacyPackets(in: String(buffer: request.body))) ?? [] { receive(packet) }
            return .now(HTTPResponse(status: .ok, contentType: "text/html", body: "ok"))
        }
        let promise = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: HTTPResponse.self)
        state.withLock { $0.waiting = promise }
        flush()
        return .later(promise.futureResult)
    }

    private func receive(_ packet: EngineIOPacket) {
        state.withLock { state in
            switch packet {
            case .ping:
                state.pings += 1
                state.queue.append(.pong(""))
            case .message(let text) where text.hasPrefix("2"):
                let digits = text.dropFirst().prefix(while: \.isNumber)
                state.queue.append(.message(#"3\#(digits)["😀"]"#))
            default: break
            }
        }
        flush()
    }

    private func flush() {
        let (waiting, packets) = state.withLock { state -> (EventLoopPromise<HTTPResponse>?, [EngineIOPacket]) in
            guard !state.queue.isEmpty, let waiting = state.waiting else { return (nil, []) }
            defer {
                state.queue = []
                state.waiting = nil
            }
            return (waiting, state.queue)
        }
        waiting?.succeed(response(packets))
    }

    private func response(_ packets: [EngineIOPacket]) -> HTTPResponse {
        let body = EngineIOPayload.text(of: packets, revision: .three)
        return HTTPResponse(
            status: .ok,
            contentType: "text/plain; charset=UTF-8",
            body: body,
            headers: ["set-cookie": "node=7; Path=/; HttpOnly"]
        )
    }
}

struct LegacyServerTests {
    @Test(arguments: [false, true])
    func talksToServersOfSocketIO2ByPolling(isStrict: Bool) async throws {
        let legacy = LegacyServer(isStrict: isStrict)
        let server = try await TestServer.start(responder: legacy) { $0.path = "/elsewhere/" }
        let client = try TestClient(["ws://127.0.0.1:\(server.port)"])
        #expect(try await client.next() == .connected(hasID: false))
        while legacy.pings < 3 {
            #expect(try await client.ask("echo", "€") == ["😀"])
        }
        try await client.stop()
        try await server.stop()
    }
}
