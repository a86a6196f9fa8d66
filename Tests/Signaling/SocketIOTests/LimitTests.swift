import JSON
import NIOHTTP1
import SocketIOCore
import SocketIOServer
import Testing
import Wire

/// What one network and one session may ask of a server.
struct LimitTests {
    private let path = "/socket.io/?EIO=4&transport=polling"

    @Test func refusesANetworkThatConnectsTooOften() async throws {
        let server = try await TestServer.start {
            $0.limits.handshakes = RateLimiter.Rate(burst: 3, interval: .seconds(600))
        }
        for _ in 0..<3 { #expect(try await RawHTTP(server).get(path).status == 200) }
        let refused = try await RawHTTP(server).get(path)
        #expect(refused.status == 429)
        #expect(refused.headers["retry-after"].first.flatMap { Int($0) } ?? 0 > 500)
        await #expect(throws: RawWebSocket.Refused(status: 429)) {
            _ = try await RawWebSocket.connect(server, "EIO=4&transport=websocket")
        }
        #expect(try await server.on { $0.statistics.limitedHandshakes } == 2)
        try await server.stop()
    }

    @Test func refusesANetworkThatHasTooManySessions() async throws {
        let server = try await TestServer.start { $0.limits.sessions = 2 }
        let first = try await RawWebSocket.joined(server)
        _ = try await PollingSession.joined(server)
        #expect(try await RawHTTP(server).get(path).status == 429)
        first.close()
        _ = try await server.events.first { $0 == .disconnected(.transportClosed) }
        #expect(try await RawHTTP(server).get(path).status == 200)
        #expect(try await RawHTTP(server).get(path).status == 429)
        try await server.stop()
    }

    @Test func countsNoSessionThatWasExempted() async throws {
        let server = try await TestServer.start { $0.limits.sessions = 1 }
        let socket = try await RawWebSocket.joined(server)
        _ = try await server.on { $0.sockets.first?.exemptFromSessionLimit() }
        let other = try await RawWebSocket.joined(server)
        // It is not given back a second time.
        socket.close()
        _ = try await server.events.first { $0 == .disconnected(.transportClosed) }
        #expect(try await RawHTTP(server).get(path).status == 429)
        other.close()
        try await server.stop()
    }

    @Test func endsASessionThatSaysTooMuch() async throws {
        let server = try await TestServer.start {
            $0.limits.messages = RateLimiter.Rate(burst: 10, interval: .seconds(600))
        }
        let socket = try await RawWebSocket.joined(server)
        for _ in 0..<9 { socket.send(#"42["noted"]"#) }
        // One for CONNECT, nine for these, and one too many.
        socket.send(#"42["noted"]"#)
        #expect(try await socket.closeCode() == 1008)
        _ = try await server.events.first { $0 == .disconnected(.tooManyMessages) }
        try await server.stop()
    }

    @Test func countsTheClientsOfATrustedProxyApart() async throws {
        let server = try await TestServer.start {
            $0.limits.handshakes = RateLimiter.Rate(burst: 1, interval: .seconds(600))
            $0.proxies = TrustedProxies([IPNetwork("127.0.0.0/8")].compactMap(\.self))
        }
        for address in ["192.0.2.1", "192.0.2.2", "2001:db8::1"] {
            #expect(try await RawHTTP(server).get(path, headers: ["x-forwarded-for": address]).status == 200)
            #expect(try await RawHTTP(server).get(path, headers: ["x-forwarded-for": "1.1.1.1, \(address)"]).status == 429)
        }
        try await server.stop()
    }
}

struct TrustedProxiesTests {
    private let proxies = TrustedProxies(["127.0.0.1", "10.0.0.0/8"].compactMap { IPNetwork($0) })

    private func client(_ headers: HTTPHeaders, from address: String = "127.0.0.1") throws -> TrustedProxies.Client {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: headers)
        let from = TransportAddress(try #require(IPAddress(address)), 5)
        return proxies.client(of: head, from: from, isSecure: false)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("6.6.6.6, 192.0.2.1", "192.0.2.1"), ("192.0.2.1, 10.1.1.1", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"), ("[2001:db8::1]:4711", "2001:db8::1"), ("2001:db8::1", "2001:db8::1"),
        ("6.6.6.6, unknown", "127.0.0.1"), ("", "127.0.0.1"), ("10.1.1.1", "10.1.1.1"), ("6.6.6.6, x, 10.1.1.1", "10.1.1.1"),
    ])
    func believesTheLastAddressThatIsNoProxy(header: String, expected: String) throws {
        #expect(try client(["x-forwarded-for": header]).address?.ip == IPAddress(expected))
    }

    @Test func believesNobodyElse() throws {
        let client = try client(["x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https"], from: "192.0.2.77")
        #expect(client.address?.ip == IPAddress("192.0.2.77"))
        #expect(!client.isSecure)
    }

    @Test func believesThatTheClientCameThroughTLS() throws {
        #expect(try client(["x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https"]).isSecure)
        #expect(try !client(["x-forwarded-proto": "https, http"]).isSecure)
    }
}
