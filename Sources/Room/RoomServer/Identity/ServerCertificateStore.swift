import Crypto
package import FoundationEssentials
import NIOSSL
import SwiftASN1
package import Wire
import X509

/// The server's own certificate, made at the first start and kept: its fingerprint is what TVs have pinned, and what
/// people's browsers have been told to accept.
///
/// It is not remade when addresses change, only when it is about to expire or cannot be read.
package struct ServerCertificateStore: Sendable {
    /// Key and certificate in one file: they cannot come apart.
    private static let fileName = "room-tls.pem"
    private static let day: TimeInterval = 24 * 3600
    /// Apple's clients take no longer ones.
    private static let lifetime = 730 * day
    /// Boxes without a clock battery may start a little in the past.
    private static let backdating = 7 * day
    private static let renewal = 30 * day

    /// Whom the certificate is for.
    package struct Subject: Sendable, Equatable {
        package var hostNames: [String]
        package var addresses: [IPAddress]

        package init(hostNames: [String], addresses: [IPAddress]) {
            self.hostNames = hostNames
            self.addresses = addresses
        }
    }

    package enum Origin: Sendable, Equatable {
        case kept, created, renewed
        /// A file that could not be read was set aside.
        case replacedDamaged
    }

    private let directory: StateDirectory

    package init(directory: StateDirectory) {
        self.directory = directory
    }

    /// Reads the certificate, or makes and writes one.
    package func load(for subject: Subject, now: Date) throws -> (certificate: ServerCertificate, origin: Origin) {
        var origin = Origin.created
        if let bytes = try directory.read(Self.fileName) {
            if let (certificate, expires) = Self.parse(bytes) {
                if expires > now + Self.renewal { return (certificate, .kept) }
                origin = .renewed
            } else {
                try directory.setAside(Self.fileName)
                origin = .replacedDamaged
            }
        }
        let pem = try Self.make(for: subject, now: now)
        guard let (certificate, _) = Self.parse(Array(pem.utf8)) else {
            throw ServerCertificateError.notCreated(reason: "what was made could not be read back")
        }
        try directory.write(Self.fileName, Array(pem.utf8))
        return (certificate, origin)
    }

    private static func parse(_ bytes: [UInt8]) -> (ServerCertificate, expires: Date)? {
        do {
            let documents = try PEMDocument.parseMultiple(pemString: String(decoding: bytes, as: UTF8.self))
            guard documents.count == 2 else { return nil }
            let key = try Certificate.PrivateKey(pemDocument: documents[0])
            let certificate = try Certificate(pemDocument: documents[1])
            guard key.publicKey == certificate.publicKey else { return nil }
            let tlsCertificate = try NIOSSLCertificate(bytes: documents[1].derBytes, format: .der)
            let tlsKey = try NIOSSLPrivateKey(bytes: Array(documents[0].pemString.utf8), format: .pem)
            let server = try ServerCertificate(chain: [tlsCertificate], key: tlsKey, isSelfSigned: true)
            return (server, certificate.notValidAfter)
        } catch {
            return nil
        }
    }

    private static func make(for subject: Subject, now: Date) throws -> String {
        let signingKey = P256.Signing.PrivateKey()
        let key = Certificate.PrivateKey(signingKey)
        let name = try DistinguishedName {
            CommonName("Diascope room server")
        }
        let names = subject.hostNames.map { GeneralName.dnsName($0) }
        let addresses = subject.addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0.bytes[...])) }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: now - backdating,
            notValidAfter: now + lifetime,
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names + addresses)
            },
            issuerPrivateKey: key
        )
        return signingKey.pemRepresentation + "\n" + (try certificate.serializeAsPEM().pemString) + "\n"
    }
}
