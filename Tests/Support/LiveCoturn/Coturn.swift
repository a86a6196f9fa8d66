import Crypto
import Foundation
package import ICE
import LiveProcesses
import NIOCore
import NIOPosix
import TURN
import Wire

/// Debian's coturn with the configuration we ship, on loopback, and a certificate of its own.
package final class Coturn: Sendable {
    package static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/turnserver")
    package static let secret = "a secret for one test"

    /// PEM: what a client has to trust.
    package let certificate: String
    private let folder: URL
    package let port: Int
    package let tlsPort: Int
    private let process: LiveProcess

    private init(folder: URL, port: Int, tlsPort: Int, process: LiveProcess) {
        self.folder = folder
        self.port = port
        self.tlsPort = tlsPort
        self.process = process
        certificate = folder.appending(path: "certificate.pem").path()
    }

    /// - Parameter secrets: several while a secret changes.
    package static func start(secrets: [String] = [secret]) async throws -> Coturn {
        let folder = FileManager.default.temporaryDirectory.appending(path: "diascope-coturn-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func path(_ name: String) -> String { folder.appending(path: name).path() }
        let openssl = try LiveProcess(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=turn.test", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", path("key.pem"), "-out",
                path("certificate.pem"),
            ]
        )
        _ = try await openssl.exitCode()
        // The shipped file protects loopback, which is where this test lives.
        let shipped = URL(filePath: #filePath).appending(path: "../../../../Config/turnserver.conf").standardized
        let lines = try String(contentsOf: shipped, encoding: .utf8).split(separator: "\n")
        let kept = lines.filter { !$0.hasPrefix("denied-peer-ip=127.") }.joined(separator: "\n")
        try Data((kept + "\n").utf8).write(to: folder.appending(path: "turnserver.conf"))
        let (port, tlsPort) = (UnusedPort.onLoopback(), UnusedPort.onLoopback())
        let process = try LiveProcess(
            "turnserver",
            [
                "-c", path("turnserver.conf"), "--listening-ip", "127.0.0.1", "--relay-ip", "127.0.0.1", "--listening-port",
                "\(port)", "--tls-listening-port", "\(tlsPort)", "--cert", path("certificate.pem"), "--pkey", path("key.pem"),
                "--allow-loopback-peers", "--pidfile", path("pid"), "--userdb", path("db"), "--log-file", "stdout",
            ] + secrets.flatMap { ["--static-auth-secret", $0] }
        )
        _ = try await process.firstLine { $0.contains("(admin thread)") ? true : nil }
        // Its listeners say nothing when they are open.
        for port in [port, tlsPort] { try await reach(port) }
        return Coturn(folder: folder, port: port, tlsPort: tlsPort, process: process)
    }

    package func stop() async {
        await process.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Its address: `udp`, `tcp` or `tls`.
    package func url(_ transport: String) -> String {
        switch transport {
        case "tls": "turns:localhost:\(tlsPort)"
        default: "turn:127.0.0.1:\(port)?transport=\(transport)"
        }
    }

    /// The server as signalling would name it.
    ///
    /// - Parameter validity: seconds from now; negative: expired.
    package func server(_ transport: String, validity: Int = 600, secret: String = Coturn.secret) throws -> ICEServer {
        let username = "\(Int(Date().timeIntervalSince1970) + validity):test"
        let key = SymmetricKey(data: Data(secret.utf8))
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Data(username.utf8), using: key)
        return ICEServer(
            urls: [try ICEServerURL(parsing: url(transport))],
            credentials: TURNCredentials(username: username, password: Redacted(Data(code).base64EncodedString()))
        )
    }

    private static func reach(_ port: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            do {
                let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connect(host: "127.0.0.1", port: port).get()
                return try await channel.close().get()
            } catch {
                guard ContinuousClock.now < deadline else { throw error }
                await Task.yield()
            }
        }
    }
}
