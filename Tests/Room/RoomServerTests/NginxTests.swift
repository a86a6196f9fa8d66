import Foundation
import JSON
import NIOCore
import RoomServer
import SocketIOCore
import SocketIOServer
import Testing
import Wire

/// `Config/nginx.conf` in front of a room server.
@Suite(.serialized, .enabled(if: Nginx.isInstalled, "nginx is not installed"), .timeLimit(.minutes(2)))
struct NginxTests {
    private func withNginx(
        _ configure: (inout RoomServerConfiguration) -> Void = { _ in },
        _ body: (Nginx, GivenCertificate) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let certificate = try GivenCertificate(in: directory, called: "nginx")
        try await withServer({
            $0.trustedProxies = [IPNetwork("127.0.0.1")].compactMap(\.self)
            $0.publicURL = "https://projection.example.org"
            configure(&$0)
        }) { _, port in
            let nginx = try await Nginx(in: directory, upstream: port, certificate: certificate)
            try await body(nginx, certificate)
            await nginx.stop()
        }
    }

    @Test func letsTVAndSenderMeet() async throws {
        try await withNginx { nginx, certificate in
            let url = "wss://127.0.0.1:\(nginx.port)"
            let tv = try await LiveClient(url, pin: certificate.fingerprint)
            try await tv.say("TV_REGISTER")
            let registered = try await tv.next("TV_REGISTER_SUCCESS")
            #expect(registered["senderUrl"] == "https://projection.example.org")
            let sender = try await LiveClient(url, pin: certificate.fingerprint)
            try await sender.say("CONNECT_TO_TV", ["projCode": registered["projCode"] ?? .null])
            _ = try await sender.next("CONNECT_TO_TV_SUCCESS")
            // Longer than one of nginx's buffers.
            let sdp = "v=0\r\n" + String(repeating: "a=candidate:1\r\n", count: 2000)
            try await sender.say("RTC_Client_Offer_To_Server", ["offer": ["type": "offer", "sdp": .string(sdp)]])
            let offered = try await tv.next("RTC_Client_Offer_To_TV")
            #expect(offered["offer"]?.object?["sdp"]?.string == sdp)
            try await tv.stop()
            try await sender.stop()
        }
    }

    @Test func handsOnPollingAndThePage() async throws {
        try await withNginx { nginx, _ in
            let page = try await ask(nginx.port, "GET /ABCDEF HTTP/1.1\nHost: projection.example.org", tls: true)
            #expect(page.status == 200)
            #expect(page.headers["content-security-policy"] != nil)
            #expect(page.headers["strict-transport-security"] == "max-age=15552000")
            let polling = try await ask(
                nginx.port,
                "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\nHost: projection.example.org",
                tls: true
            )
            #expect(polling.status == 200)
            #expect(polling.body.contains(#"0{"sid":""#))
            let ready = try await ask(nginx.port, "GET /readyz HTTP/1.1\nHost: projection.example.org", tls: true)
            #expect(ready.status == 200)
        }
    }

    /// A client that could choose its address would have a fresh one for every guess.
    @Test func tellsTheLimitsWhoAClientReallyIs() async throws {
        try await withNginx({ $0.limits.handshakes = RateLimiter.Rate(burst: 2, interval: .seconds(3600)) }) { nginx, _ in
            var statuses: [Int] = []
            for number in 1...3 {
                let request = """
                    GET /socket.io/?EIO=4&transport=polling HTTP/1.1
                    Host: projection.example.org
                    X-Forwarded-For: 192.0.2.\(number)
                    """
                statuses.append(try await ask(nginx.port, request, tls: true).status)
            }
            #expect(statuses == [200, 200, 429])
        }
    }

    @Test(.enabled(if: outerAddress != nil, "this machine has only loopback addresses"))
    func leavesClientsWithoutTLSToTheRoomServer() async throws {
        try await withNginx { nginx, _ in
            let host = try #require(outerAddress)
            let browser = "GET /ABCDEF HTTP/1.1\nHost: projection.example.org\nAccept: text/html"
            let page = try await ask(nginx.plainPort, browser, host: host)
            #expect(page.status == 308)
            #expect(page.headers["location"] == "https://projection.example.org/ABCDEF")
            #expect(page.headers["strict-transport-security"] == nil)
            let request = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\nHost: projection.example.org"
            let polling = try await ask(nginx.plainPort, request, host: host)
            #expect(polling.status == 403)
        }
    }
}
