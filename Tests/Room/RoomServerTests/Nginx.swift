import Foundation
import LiveProcesses
import NIOCore
import NIOPosix
import RoomServer

/// Debian's nginx with the configuration we ship, but for ports, paths and the certificate.
final class Nginx: Sendable {
    private static let executable = "/usr/sbin/nginx"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: executable)

    let plainPort: Int
    let port: Int
    private let process: LiveProcess

    static func shipped() throws -> String {
        let file = URL(filePath: #filePath).appending(path: "../../../../Config/nginx.conf").standardized
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// - Parameter upstream: the room server's port on loopback.
    init(in directory: TemporaryDirectory, upstream: Int, certificate: GivenCertificate) async throws {
        (plainPort, port) = (UnusedPort.onLoopback(), UnusedPort.onLoopback())
        let site = try Nginx.shipped()
            .replacing("listen 80;", with: "listen \(plainPort);").replacing("listen 443 ssl;", with: "listen \(port) ssl;")
            .replacing("listen [::]:80;", with: "").replacing("listen [::]:443 ssl;", with: "")
            .replacing("127.0.0.1:8080", with: "127.0.0.1:\(upstream)")
            .replacing("/etc/letsencrypt/live/projection.example.org/fullchain.pem", with: certificate.path)
            .replacing("/etc/letsencrypt/live/projection.example.org/privkey.pem", with: certificate.path)
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(directory.path)/\($0);" }
        let file = directory.path + "/nginx.conf"
        let main = "events {}\nhttp {\n\(temporary.joined(separator: "\n"))\n\(site)\n}\n"
        try Data(main.utf8).write(to: URL(filePath: file))
        let globals = "daemon off; master_process off; pid \(directory.path)/pid; error_log stderr;"
        process = try LiveProcess(Nginx.executable, ["-p", directory.path, "-e", "stderr", "-c", file, "-g", globals])
        for port in [plainPort, port] { try await Nginx.reach(port) }
    }

    func stop() async {
        await process.stop()
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
