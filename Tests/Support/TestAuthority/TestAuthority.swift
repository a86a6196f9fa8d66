import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate authority of a test's own, and what it signs.
package struct TestAuthority {
    package struct Issued {
        package let der: [UInt8]
        package let pem: String
        package let keyPEM: String
    }

    private static let year: TimeInterval = 365 * 86400

    /// The authority's own certificate, good from 2000 to 2100.
    package let pem: String
    private let key: P256.Signing.PrivateKey
    private let name: DistinguishedName

    package init(_ name: String = "Test authority") throws {
        key = P256.Signing.PrivateKey()
        self.name = try DistinguishedName { CommonName(name) }
        let signer = Certificate.PrivateKey(key)
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: signer.publicKey,
            notValidBefore: Date(timeIntervalSince1970: 30 * Self.year),
            notValidAfter: Date(timeIntervalSince1970: 130 * Self.year),
            issuer: self.name,
            subject: self.name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: signer
        )
        pem = try certificate.serializeAsPEM().pemString
    }

    /// A server's certificate for names and IPv4 addresses; from and to are seconds since 1970.
    package func issue(names: [String], addresses: [[UInt8]] = [], from: Int64, to: Int64) throws -> Issued {
        let own = P256.Signing.PrivateKey()
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PrivateKey(own).publicKey,
            notValidBefore: Date(timeIntervalSince1970: TimeInterval(from)),
            notValidAfter: Date(timeIntervalSince1970: TimeInterval(to)),
            issuer: name,
            subject: try DistinguishedName { CommonName("A server") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(
                    names.map { GeneralName.dnsName($0) }
                        + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
                )
            },
            issuerPrivateKey: Certificate.PrivateKey(key)
        )
        let document = try certificate.serializeAsPEM()
        return Issued(der: document.derBytes, pem: document.pemString, keyPEM: own.pemRepresentation)
    }

    /// A file with the authority's certificate, gone with `body`.
    package func withFile<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "diascope-\(UUID().uuidString).pem")
        try Data(pem.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await body(file.path)
    }
}
