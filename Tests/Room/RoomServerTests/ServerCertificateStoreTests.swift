import Foundation
import RoomServer
import SwiftASN1
import Testing
import Wire
import X509

@Suite struct ServerCertificateStoreTests {
    private let temporary: TemporaryDirectory
    private let store: ServerCertificateStore
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let day: TimeInterval = 24 * 3600
    private let subject = ServerCertificateStore.Subject(
        hostNames: ["localhost", "tv-room.local"],
        addresses: ["127.0.0.1", "192.0.2.7", "2001:db8::7"].compactMap { IPAddress($0) }
    )

    init() throws {
        temporary = try TemporaryDirectory()
        store = ServerCertificateStore(directory: try StateDirectory(path: temporary.path))
    }

    private func written() throws -> Certificate {
        let text = try String(contentsOfFile: temporary.path + "/room-tls.pem", encoding: .utf8)
        let pem = try #require(text.range(of: "-----BEGIN CERTIFICATE-----").map { String(text[$0.lowerBound...]) })
        return try Certificate(pemEncoded: pem)
    }

    @Test func makesACertificateForEveryNameAndAddress() throws {
        let (certificate, origin) = try store.load(for: subject, now: now)
        #expect(origin == .created)
        #expect(certificate.isSelfSigned)
        #expect(certificate.fingerprint.count == 64)
        #expect(try temporary.mode(of: "room-tls.pem") == 0o600)
        let names = try #require(try written().extensions.subjectAlternativeNames).map { "\($0)" }
        #expect(names.count == 5)
        #expect(names.contains { $0.contains("tv-room.local") })
    }

    @Test func isValidForTwoYearsAndNoLongerThanBrowsersAccept() throws {
        _ = try store.load(for: subject, now: now)
        let certificate = try written()
        #expect(certificate.notValidBefore < now - day)
        #expect(certificate.notValidAfter > now + 700 * day)
        #expect(certificate.notValidAfter.timeIntervalSince(certificate.notValidBefore) <= 825 * day)
    }

    @Test func keepsTheCertificateWhenAddressesChange() throws {
        let first = try store.load(for: subject, now: now).certificate
        let moved = ServerCertificateStore.Subject(hostNames: ["localhost"], addresses: [])
        let (second, origin) = try store.load(for: moved, now: now + 100 * day)
        #expect(origin == .kept)
        #expect(second.fingerprint == first.fingerprint)
    }

    @Test func renewsItAMonthBeforeItExpires() throws {
        let first = try store.load(for: subject, now: now).certificate
        #expect(try store.load(for: subject, now: now + 699 * day).origin == .kept)
        let (second, origin) = try store.load(for: subject, now: now + 701 * day)
        #expect(origin == .renewed)
        #expect(second.fingerprint != first.fingerprint)
    }

    @Test func keepsItWhenTheClockHasGoneBack() throws {
        _ = try store.load(for: subject, now: now)
        #expect(try store.load(for: subject, now: now - 1000 * day).origin == .kept)
    }

    @Test(arguments: ["", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func replacesADamagedOne(_ text: String) throws {
        try temporary.write(text, to: "room-tls.pem")
        #expect(try store.load(for: subject, now: now).origin == .replacedDamaged)
        #expect(try temporary.names == ["room-tls.pem", "room-tls.pem.damaged"])
        #expect(try store.load(for: subject, now: now).origin == .kept)
    }

    @Test func replacesACertificateWhoseKeyIsAnother() throws {
        _ = try store.load(for: subject, now: now)
        let first = try String(contentsOfFile: temporary.path + "/room-tls.pem", encoding: .utf8)
        let elsewhere = try TemporaryDirectory()
        _ = try ServerCertificateStore(directory: StateDirectory(path: elsewhere.path)).load(for: subject, now: now)
        let second = try String(contentsOfFile: elsewhere.path + "/room-tls.pem", encoding: .utf8)
        let key = try #require(first.range(of: "-----BEGIN CERTIFICATE-----").map { first[..<$0.lowerBound] })
        let certificate = try #require(second.range(of: "-----BEGIN CERTIFICATE-----").map { second[$0.lowerBound...] })
        try temporary.write(String(key + certificate), to: "room-tls.pem")
        #expect(try store.load(for: subject, now: now).origin == .replacedDamaged)
    }

    @Test func takesAGivenCertificateWithItsKey() throws {
        let own = try store.load(for: subject, now: now).certificate
        let path = temporary.path + "/room-tls.pem"
        let given = try ServerCertificate.given(certificatePath: path, keyPath: path)
        #expect(given.fingerprint == own.fingerprint)
        #expect(!given.isSelfSigned)
    }

    @Test func namesTheGivenFileThatIsWrong() throws {
        _ = try store.load(for: subject, now: now)
        let good = temporary.path + "/room-tls.pem"
        try temporary.write("garbage", to: "bad.pem")
        let bad = temporary.path + "/bad.pem"
        func error(_ certificate: String, _ key: String) -> ServerCertificateError? {
            #expect(throws: ServerCertificateError.self) {
                try ServerCertificate.given(certificatePath: certificate, keyPath: key)
            }
        }
        guard case .unreadableCertificate(bad, _) = error(bad, good) else { throw Missing("certificate") }
        guard case .unreadableKey(bad, _) = error(good, bad) else { throw Missing("key") }
        let elsewhere = try TemporaryDirectory()
        _ = try ServerCertificateStore(directory: StateDirectory(path: elsewhere.path)).load(for: subject, now: now)
        let other = elsewhere.path + "/room-tls.pem"
        #expect(error(good, other) == .mismatch(certificatePath: good, keyPath: other))
    }
}
