import Crypto
import NIOSSL
import X509

/// What the server shows to TLS clients: a chain and its key.
package struct ServerCertificate: Sendable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
    /// SHA-256 of the leaf's DER, in lower-case hexadecimal: what a TV pins as `sha256:…`.
    package let fingerprint: String
    /// Made by the server itself: browsers warn of it once.
    package let isSelfSigned: Bool

    /// Seconds since 1970.
    var expires: Int { chain.first.map { Int($0.notValidAfter) } ?? 0 }

    init(chain: [NIOSSLCertificate], key: NIOSSLPrivateKey, isSelfSigned: Bool) throws {
        self.chain = chain
        self.key = key
        self.isSelfSigned = isSelfSigned
        fingerprint = Hexadecimal.text(of: SHA256.hash(data: try chain.first?.toDERBytes() ?? []))
    }

    /// A given certificate chain, leaf first, and its key, both in PEM.
    ///
    /// - Throws: `ServerCertificateError` naming the file.
    package static func given(certificatePath: String, keyPath: String) throws(ServerCertificateError) -> ServerCertificate {
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificatePath)
        } catch {
            throw .unreadableCertificate(path: certificatePath, reason: "\(error)")
        }
        do {
            key = try NIOSSLPrivateKey(file: keyPath, format: .pem)
        } catch {
            throw .unreadableKey(path: keyPath, reason: "\(error)")
        }
        do {
            let certificate = try ServerCertificate(chain: chain, key: key, isSelfSigned: false)
            // BoringSSL compares the two.
            _ = try NIOSSLContext(configuration: certificate.tlsConfiguration)
            return certificate
        } catch {
            throw .mismatch(certificatePath: certificatePath, keyPath: keyPath)
        }
    }

    var tlsConfiguration: TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        // A WebSocket needs HTTP/1.1 (RFC 8441 is not spoken here).
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}
