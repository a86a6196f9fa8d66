import Crypto
package import Dialects
package import Wire

/// Signs what lets a TV have its code back, and a sender its place, without the server storing either.
///
/// A ticket is `subject.mac`: who it is for, and HMAC-SHA256 over its purpose, the code and that subject with the
/// server's key. Any process with the same key accepts it, so a restarted server gives every TV its old code.
package struct RoomTickets: Sendable {
    /// Bytes of the server's key.
    package static let keySize = 32

    private let key: SymmetricKey

    /// - Parameter key: `keySize` random bytes, the same at each start.
    package init(key: Redacted<[UInt8]>) {
        self.key = SymmetricKey(data: key.exposed)
    }

    /// What a TV keeps beside its code.
    package func token(for tv: TVIdentity, code: ProjectionCode) -> Redacted<String> {
        sign(.registration, code, tv.text)
    }

    /// Which TV the token was made for, or `nil` if it was not made here for this code.
    package func identity(in token: Redacted<String>, code: ProjectionCode) -> TVIdentity? {
        verify(.registration, code, token).flatMap { TVIdentity(text: $0) }
    }

    /// What a sender's page keeps in memory, to come back to the room as who it was.
    package func resumeTicket(for peer: PeerID, code: ProjectionCode) -> Redacted<String> {
        sign(.resumption, code, peer.value)
    }

    /// Who the ticket was made for, or `nil` if it was not made here for this code.
    package func peer(in ticket: Redacted<String>, code: ProjectionCode) -> PeerID? {
        verify(.resumption, code, ticket).map { PeerID($0) }
    }

    /// Tells whether two servers have the same key, and nothing else about it.
    package var fingerprint: String {
        let mac = HMAC<SHA256>.authenticationCode(for: Array("fingerprint".utf8), using: key)
        return String(Hexadecimal.text(of: mac).prefix(16))
    }

    private enum Purpose: String {
        case registration = "tv"
        case resumption = "resume"
    }

    private func sign(_ purpose: Purpose, _ code: ProjectionCode, _ subject: String) -> Redacted<String> {
        let mac = HMAC<SHA256>.authenticationCode(for: message(purpose, code, subject), using: key)
        return Redacted(subject + "." + Hexadecimal.text(of: mac))
    }

    private func verify(_ purpose: Purpose, _ code: ProjectionCode, _ ticket: Redacted<String>) -> String? {
        guard ticket.exposed.utf8.count <= 256, let dot = ticket.exposed.firstIndex(of: ".") else { return nil }
        let subject = String(ticket.exposed[..<dot])
        guard let mac = Hexadecimal.bytes(in: ticket.exposed[ticket.exposed.index(after: dot)...]) else { return nil }
        // Compares in constant time.
        guard HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: message(purpose, code, subject), using: key)
        else { return nil }
        return subject
    }

    /// Codes have no `|`, so no two triples make the same message.
    private func message(_ purpose: Purpose, _ code: ProjectionCode, _ subject: String) -> [UInt8] {
        Array("\(purpose.rawValue)|\(code)|\(subject)".utf8)
    }
}
