import Foundation
import NIOCore
import NIOPosix
import RoomServer
import SocketIOServer
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RoomServerTests {
    @Test(arguments: [false, true])
    func servesThePageWithAndWithoutTLSOnOnePort(_ tls: Bool) async throws {
        try await withServer { _, port in
            let response = try await ask(port, "GET / HTTP/1.1\nHost: localhost", tls: tls)
            #expect(response.status == 200)
            #expect(response.headers["content-type"] == "text/html; charset=utf-8")
            #expect(response.body.contains("id=\"code\""))
        }
    }

    @Test(arguments: [
        ("/style.css", "text/css; charset=utf-8"), ("/main.js", "text/javascript; charset=utf-8"),
        ("/texts.zh.js", "text/javascript; charset=utf-8"), ("/icon-sharing.svg", "image/svg+xml"),
    ])
    func servesThePartsOfThePage(_ path: String, _ type: String) async throws {
        try await withServer { _, port in
            let response = try await ask(port, "GET \(path) HTTP/1.1\nHost: localhost")
            #expect(response.status == 200)
            #expect(response.headers["content-type"] == type)
            #expect(!response.body.isEmpty)
        }
    }

    @Test(arguments: [
        ("/ABCDEF", 200), ("/abc-def", 200), ("/abc%20def", 200), ("/ABCDEF?x=1", 200), ("/AB", 404), ("/ABC0EF", 404),
        ("/%GG", 404), ("/%", 404), ("/%FF%FE", 404), ("/a/b", 404), ("/..%2f..%2fetc%2fpasswd", 404), ("/favicon.ico", 404),
        ("//", 404), ("/index.html", 404),
    ])
    func servesThePageAtEveryCodeAndNothingElse(_ path: String, _ status: Int) async throws {
        try await withServer { _, port in
            let response = try await ask(port, "GET \(path) HTTP/1.1\nHost: localhost")
            #expect(response.status == status)
        }
    }

    @Test func keepsThePageToItself() async throws {
        try await withServer { _, port in
            let headers = try await ask(port, "GET / HTTP/1.1\nHost: localhost", tls: true).headers
            #expect(headers["content-security-policy"]?.contains("default-src 'none'; script-src 'self'") == true)
            #expect(headers["content-security-policy"]?.contains("unsafe") == false)
            #expect(headers["x-content-type-options"] == "nosniff")
            #expect(headers["permissions-policy"] == "display-capture=(self)")
            #expect(headers["referrer-policy"] == "no-referrer")
            // Insisting on TLS would lock browsers out of a self-signed server.
            #expect(headers["strict-transport-security"] == nil)
        }
    }

    /// The policy would keep the browser from running it, and the page from working.
    @Test func hasNothingInThePageThatItsPolicyForbids() async throws {
        try await withServer { _, port in
            let page = try await ask(port, "GET / HTTP/1.1\nHost: localhost").body
            let scripts = page.components(separatedBy: "<script").dropFirst()
            #expect(!scripts.isEmpty)
            #expect(scripts.allSatisfy { $0.contains("src=\"/") && $0.contains("></script>") })
            for inline in ["<style", " style=", " onclick=", " onload=", "javascript:", "http://", "https://"] {
                #expect(!page.contains(inline), "\(inline)")
            }
        }
    }

    @Test func insistsOnTLSWithAGivenCertificate() async throws {
        let directory = try TemporaryDirectory()
        try await withServer(in: directory) { _, _ in }
        let path = directory.path + "/room-tls.pem"
        try await withServer({ $0.certificate = .given(certificate: path, key: path) }, in: directory) { _, port in
            let secure = try await ask(port, "GET / HTTP/1.1\nHost: localhost", tls: true)
            #expect(secure.headers["strict-transport-security"] != nil)
            let plain = try await ask(port, "GET / HTTP/1.1\nHost: localhost")
            #expect(plain.headers["strict-transport-security"] == nil)
        }
    }

    @Test func sparesABrowserWhatItHas() async throws {
        try await withServer { _, port in
            let first = try await ask(port, "GET /main.js HTTP/1.1\nHost: localhost")
            let tag = try #require(first.headers["etag"])
            let second = try await ask(port, "GET /main.js HTTP/1.1\nHost: localhost\nIf-None-Match: W/\"x\", \(tag)")
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
            let response = try await ask(port, "HEAD /main.js HTTP/1.1\nHost: localhost")
            #expect(response.body.isEmpty)
        }
    }

    @Test func answersHealthChecksAndRefusesOtherMethods() async throws {
        try await withServer { _, port in
            let health = try await ask(port, "GET /healthz HTTP/1.1\nHost: localhost")
            #expect(health.status == 200)
            #expect(health.body == #"{"status":"ok"}"#)
            let post = try await ask(port, "POST / HTTP/1.1\nHost: localhost\nContent-Length: 0")
            #expect(post.status == 405)
            #expect(post.headers["allow"] == "GET, HEAD")
            let response = try await ask(port, "PUT /x HTTP/1.1\nHost: localhost\nContent-Length: 5")
            #expect(response.status == 413)
        }
    }

    @Test(arguments: ["\u{0}\u{1}\u{2}", "GET", "\u{16}\u{3}\u{1}garbage", "\r\n\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"])
    func survivesWhatIsNoHTTP(_ garbage: String) async throws {
        try await withServer { _, port in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            try? await channel.writeAndFlush(ByteBuffer(string: garbage)).get()
            try? await channel.close().get()
            let response = try await ask(port, "GET /healthz HTTP/1.1\nHost: localhost")
            #expect(response.status == 200)
        }
    }

    @Test func keepsKeyAndCertificateOverARestart() async throws {
        let directory = try TemporaryDirectory()
        var fingerprints: Set<String> = []
        for _ in 0..<2 {
            try await withServer(in: directory) { server, _ in fingerprints.insert(server.certificateFingerprint) }
        }
        #expect(fingerprints.count == 1)
    }

    @Test func saysWhereThePageIs() async throws {
        try await withServer { server, port in
            #expect(server.senderURL == "https://localhost:\(port)")
        }
        try await withServer({ $0.publicURL = "https://share.example.org/" }) { server, _ in
            #expect(server.senderURL == "https://share.example.org")
        }
    }

    @Test func saysThatAPortIsTaken() async throws {
        try await withServer { _, port in
            do {
                try await withServer({ $0.listen[0].port = port }) { _, _ in }
                Issue.record("two servers listen on one port")
            } catch let error as RoomServerError {
                #expect("\(error)".contains("127.0.0.1:\(port)"))
            }
        }
    }

    @Test func stopsWhenItsTaskIsCancelled() async throws {
        try await withServer { server, port in
            let task = Task { await server.run() }
            task.cancel()
            await task.value
            await #expect(throws: (any Error).self) { try await ask(port, "GET / HTTP/1.1\nHost: localhost") }
        }
    }
}
