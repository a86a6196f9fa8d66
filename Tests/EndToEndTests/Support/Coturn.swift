import Foundation
import LiveProcesses

/// Debian's TURN server with the configuration we ship, and a certificate of an authority of its own.
final class Coturn: Sendable {
    static let secret = "a secret that server and room share"
    let process: LiveProcess
    let authority: String

    /// - Parameter address: where it listens (3478 for UDP and TCP, 5349 for TLS) and what it lends.
    init(at address: String, in namespace: NetworkNamespace) async throws {
        let directory = Appliance.temporaryDirectory()
        let file = { (name: String) in directory.appending(path: name).path }
        authority = file("authority.pem")
        try await Coturn.makeCertificates(for: address, in: directory)
        let shipped = try String(contentsOf: Appliance.repository.appending(path: "Config/turnserver.conf"), encoding: .utf8)
        let configuration =
            shipped.replacing("static-auth-secret=change-me", with: "static-auth-secret=\(Coturn.secret)")
                + """

                listening-ip=\(address)
                relay-ip=\(address)
                tls-listening-port=5349
                cert=\(file("server.pem"))
                pkey=\(file("server.key"))
                userdb=\(file("users"))
                pidfile=\(file("pid"))
                log-file=stdout
                simple-log
                verbose
                """
        try configuration.write(toFile: file("turnserver.conf"), atomically: true, encoding: .utf8)
        process = try LiveProcess("turnserver", ["-c", file("turnserver.conf")], in: namespace)
        _ = try await process.lines.firstLineContaining("IPv4. TLS/TCP listener opened on : \(address):5349")
    }

    func stop() async {
        await process.stop()
    }

    private static func makeCertificates(for address: String, in directory: URL) async throws {
        let script = """
            cd '\(directory.path)'
            new="openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
            $new -x509 -days 2 -subj "/CN=Test authority" -keyout authority.key -out authority.pem \
              -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
            $new -subj "/CN=\(address)" -keyout server.key -out server.csr
            printf 'subjectAltName=IP:\(address)\\nextendedKeyUsage=serverAuth\\n' >extensions
            openssl x509 -req -days 2 -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial \
              -extfile extensions -out server.pem
            """
        let openssl = try LiveProcess("sh", ["-euc", script])
        guard try await openssl.exitCode() == 0 else { throw LiveProcess.Failure(description: openssl.errors.tail) }
    }
}
