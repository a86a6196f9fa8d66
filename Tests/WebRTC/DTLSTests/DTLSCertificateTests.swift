import DTLS
import Testing
import Wire

@Suite struct DTLSCertificateTests {
    @Test func isDifferentEveryTime() throws {
        #expect(try DTLSCertificate.selfSigned().fingerprint != DTLSCertificate.selfSigned().fingerprint)
    }

    @Test func comesBackFromPEM() throws {
        let certificate = try DTLSCertificate.selfSigned()
        let pem = try certificate.pem()
        #expect(pem.exposed.hasPrefix("-----BEGIN CERTIFICATE-----\n"))
        #expect(try DTLSCertificate(pem: pem) == certificate)
    }

    @Test func refusesDamagedPEM() throws {
        let first = try DTLSCertificate.selfSigned().pem().exposed
        let second = try DTLSCertificate.selfSigned().pem().exposed
        let marker = "-----BEGIN EC"
        let firstLeaf = try #require(first.firstRange(of: marker)).lowerBound
        let secondKey = try #require(second.firstRange(of: marker)).lowerBound
        let mixed = String(first[..<firstLeaf] + second[secondKey...])
        for text in ["", "no PEM at all", String(first.dropLast(60)), String(first[..<firstLeaf]), mixed] {
            #expect(throws: DTLSError.damagedCertificate) { _ = try DTLSCertificate(pem: Redacted(text)) }
        }
    }

    @Test func readsAndWritesFingerprints() throws {
        let pairs = (0..<32).map { "A\(String($0 % 16, radix: 16))" }
        let fingerprint = try DTLSFingerprint(algorithm: "SHA-256", value: pairs.joined(separator: ":"))
        #expect(fingerprint.algorithm == .sha256)
        #expect(fingerprint.bytes.prefix(3) == [0xA0, 0xA1, 0xA2])
        #expect(fingerprint.sdpValue == "sha-256 " + pairs.joined(separator: ":").uppercased())
        let long = Array(repeating: "0f", count: 64).joined(separator: ":")
        #expect(try DTLSFingerprint(algorithm: "sha-512", value: long).bytes.count == 64)
    }

    @Test(arguments: ["sha-1", "md5", "sha-224", ""])
    func refusesWeakDigests(_ name: String) {
        #expect(throws: DTLSError.unsupportedFingerprintAlgorithm(name)) {
            _ = try DTLSFingerprint(algorithm: name, value: "AA:BB")
        }
    }

    @Test(arguments: [
        "", "AA", "AA:BB:", "AA:B", "+A:BB", String(repeating: "AA:", count: 31) + "GG", String(repeating: "AA:", count: 40),
    ])
    func refusesMalformedFingerprints(_ value: String) {
        #expect(throws: DTLSError.malformedFingerprint) { _ = try DTLSFingerprint(algorithm: "sha-256", value: value) }
    }

    @Test func keepsKeysOutOfDescriptions() throws {
        let certificate = try DTLSCertificate.selfSigned()
        #expect("\(try certificate.pem())" == "redacted")
    }
}
