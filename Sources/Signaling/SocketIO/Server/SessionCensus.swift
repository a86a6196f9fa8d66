import NIOHTTP1
import SocketIOCore
import Wire

/// Who has how many sessions, and how fast new ones come, by network.
struct SessionCensus {
    private let limits: ClientLimits
    private var handshakes: AttemptLimiter?
    private var sessions: [ClientNetwork: Int] = [:]

    init(limits: ClientLimits) {
        self.limits = limits
        handshakes = limits.handshakes.map { AttemptLimiter(burst: $0.burst, interval: $0.interval) }
    }

    /// Whether a client may open a session, and counts that it asked.
    mutating func admit(_ address: IPAddress, now: MonotonicTime) -> SocketIOAdmission {
        if let limit = limits.sessions, sessions[ClientNetwork(address), default: 0] >= limit {
            return .refuse(.tooManyRequests, message: "Too many connections from this network", retryAfter: .seconds(30))
        }
        if let delay = handshakes?.delay(for: address, now: now) {
            return .refuse(.tooManyRequests, message: "Connecting too often from this network", retryAfter: delay)
        }
        handshakes?.count(address, now: now)
        return .accept
    }

    mutating func opened(_ address: IPAddress) {
        if limits.sessions != nil { sessions[ClientNetwork(address), default: 0] += 1 }
    }

    mutating func closed(_ address: IPAddress) {
        let network = ClientNetwork(address)
        guard let count = sessions[network] else { return }
        sessions[network] = count > 1 ? count - 1 : nil
    }
}
