package import SocketIOCore

/// Why a connection could not be made, or ended.
package enum SocketIOClientFailure: Error, Sendable, Equatable {
    /// Name resolution or TCP; the text is the system's.
    case unreachable(String)
    case tls(String)
    /// The server shows another certificate than the one that is trusted.
    case untrustedCertificate(expected: CertificatePin, presented: CertificatePin)
    /// Neither WebSocket nor polling was answered as by an Engine.IO server; the status is the polling request's.
    case refused(status: Int)
    /// The server refused the namespace.
    case rejected(message: String)
    /// An open connection ended.
    case ended(SocketIODisconnectReason)
}

extension SocketIOClientFailure: CustomStringConvertible {
    /// What failed, why, and what to do.
    package var description: String {
        switch self {
        case .unreachable(let why):
            "The room server cannot be reached (\(why)): check its address, the network and whether it runs."
        case .tls(let why):
            "No secure connection to the room server (\(why)): check its certificate, or pin it in roomServer.trust."
        case .untrustedCertificate(let expected, let presented):
            "The room server shows the certificate \(presented) instead of \(expected): if it was replaced on purpose, "
                + "trust the new one in roomServer.trust."
        case .refused(let status):
            "The server answered with HTTP status \(status), not as a room server: check the URL and its path."
        case .rejected(let message):
            "The room server refused the connection (\(message)): look into the server's log."
        case .ended(let reason):
            "The connection to the room server ended (\(reason.rawValue)): it is being made again."
        }
    }
}
