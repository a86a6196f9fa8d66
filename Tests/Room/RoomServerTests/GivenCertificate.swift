import Foundation
import RoomServer

/// A certificate of the server's own making, to be given to another server.
struct GivenCertificate {
    /// One PEM file has certificate and key, and each reader takes what it needs.
    let path: String
    let fingerprint: String

    init(in directory: TemporaryDirectory, called name: String) throws {
        let state = try StateDirectory(path: directory.path + "/" + name)
        let subject = ServerCertificateStore.Subject(hostNames: ["localhost"], addresses: [])
        fingerprint = try ServerCertificateStore(directory: state).load(for: subject, now: Date()).certificate.fingerprint
        path = directory.path + "/\(name).pem"
        try FileManager.default.copyItem(atPath: state.path + "/room-tls.pem", toPath: path)
    }
}
