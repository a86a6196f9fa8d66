import NIOSSL

/// The TLS that new connections get; connections that are open keep what they have. On the event loop only.
final class ServerTLS {
    private(set) var context: NIOSSLContext
    /// SHA-256 of the certificate in use.
    private(set) var fingerprint: String
    /// When the certificate in use expires: seconds since 1970.
    private(set) var expires: Int

    init(_ certificate: ServerCertificate) throws {
        context = try NIOSSLContext(configuration: certificate.tlsConfiguration)
        fingerprint = certificate.fingerprint
        expires = certificate.expires
    }

    func use(_ certificate: ServerCertificate) throws {
        context = try NIOSSLContext(configuration: certificate.tlsConfiguration)
        fingerprint = certificate.fingerprint
        expires = certificate.expires
    }
}
