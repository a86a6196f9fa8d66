import NIOCore
import NIOPosix
import RoomServer
import Testing
import Wire

/// An address of this machine that is not loopback.
let outerAddress: String? = (try? System.enumerateDevices())?.compactMap { $0.address?.ipAddress }.first { text in
    IPAddress(text).map { $0.isV4 && !$0.isLoopback && !$0.isLinkLocal } ?? false
}

@Suite(.timeLimit(.minutes(1)), .enabled(if: outerAddress != nil, "this machine has only loopback addresses"))
struct PlainHTTPTests {
    /// What stock pages open by `ws://`; a frame with reserved bits follows, at which the server hangs up.
    private static let webSocket =
        [
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", "Host: tv", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==", "", "\u{80}mask",
        ].joined(separator: "\r\n")

    /// A request from that address.
    private func get(_ port: Int, _ request: String, tls: Bool = false) async throws -> PlainResponse {
        try await ask(port, "GET " + request, host: outerAddress ?? "", tls: tls)
    }

    @Test func sendsBrowsersToTLSAndTellsOthersWhy() async throws {
        try await withServer({ $0.listen[0].host = "*" }) { _, port in
            let browser = "Host: tv.example:\(port)\nAccept: text/html,application/xhtml+xml"
            let page = try await get(port, "/ABCDEF HTTP/1.1\n\(browser)")
            #expect(page.status == 308)
            #expect(page.headers["location"] == "https://tv.example:\(port)/ABCDEF")
            #expect(page.body.contains("https://"))
            let bare = try await get(port, "/ HTTP/1.1\nHost: tv").status
            #expect(bare == 403)
            let script = try await get(port, "/main.js HTTP/1.1\nHost: tv").status
            #expect(script == 403)
            let secure = try await get(port, "/ABCDEF HTTP/1.1\n\(browser)", tls: true).status
            #expect(secure == 200)
        }
    }

    @Test func neverRedirectsSocketIO() async throws {
        try await withServer({ $0.listen[0].host = "*" }) { _, port in
            let request = "/socket.io/?EIO=4&transport=polling HTTP/1.1\nHost: tv\nAccept: text/html"
            let polling = try await get(port, request).status
            #expect(polling == 403)
            let securePolling = try await get(port, request, tls: true).status
            #expect(securePolling == 200)
            let webSocket = try await exchange(port, Self.webSocket, host: outerAddress ?? "")
            #expect(webSocket.hasPrefix("HTTP/1.1 403 ") && !webSocket.lowercased().contains("location:"))
            let localPolling = try await ask(port, "GET " + request).status
            #expect(localPolling == 200)
        }
    }

    @Test(arguments: ["a\"b", "a b", "a/b", "a@b", "<x>", ""])
    func redirectsToNoForgedHost(_ host: String) async throws {
        try await withServer({ $0.listen[0].host = "*" }) { server, port in
            let page = try await get(port, "/ HTTP/1.1\nHost: \(host)\nAccept: text/html")
            #expect(page.status == 400 || page.headers["location"] == server.senderURL)
        }
    }

    @Test func servesEveryoneWhenToldTo() async throws {
        try await withServer({
            $0.listen[0].host = "*"
            $0.plainHTTP = .all
        }) { _, port in
            let page = try await get(port, "/ HTTP/1.1\nHost: tv").status
            #expect(page == 200)
            let request = "/socket.io/?EIO=4&transport=polling HTTP/1.1\nHost: tv"
            let polling = try await get(port, request).status
            #expect(polling == 200)
            let webSocket = try await exchange(port, Self.webSocket, host: outerAddress ?? "")
            #expect(webSocket.hasPrefix("HTTP/1.1 101 "))
        }
    }
}
