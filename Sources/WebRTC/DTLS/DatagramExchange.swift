import COpenSSL
import DequeModule

/// What OpenSSL's callbacks share with the connection that owns them: the datagrams in and out, the fingerprints to check,
/// the timer to set. Touched only while the owner calls into OpenSSL, so on the owner's thread.
final class DatagramExchange {
    /// RFC 6347 §4.2.4.1 says 1 s; libwebrtc starts at 50 ms, which a picture on a TV is worth.
    private static let shortestTimeout = Duration.milliseconds(50)
    private static let longestTimeout = Duration.seconds(3)

    enum Verdict {
        case unknown
        case matched
        case mismatched
    }

    /// The datagram being received, until OpenSSL has read it.
    var incoming: [UInt8]?
    private var outgoing: Deque<[UInt8]> = []
    private(set) var verdict = Verdict.unknown
    /// What the timer was last set to.
    private(set) var timeout = DatagramExchange.shortestTimeout
    private var firstTimeout = DatagramExchange.shortestTimeout
    private let fingerprints: [DTLSFingerprint]

    /// - Parameter fingerprints: of one algorithm, at least one.
    init(fingerprints: [DTLSFingerprint]) {
        self.fingerprints = fingerprints
    }

    func send(_ datagram: [UInt8]) { outgoing.append(datagram) }

    /// What is to be sent next.
    func takeOutgoing() -> [UInt8]? { outgoing.popFirst() }

    func discardOutgoing() { outgoing.removeAll() }

    /// - Parameter time: nothing negative.
    func setRoundTripTime(_ time: Duration) {
        firstTimeout = min(max(time * 2, DatagramExchange.shortestTimeout), DatagramExchange.longestTimeout)
    }

    /// The next retransmission timeout, in µs.
    ///
    /// - Parameter previous: the one that ran out, in µs; 0 when a flight is sent for the first time.
    func nextTimeout(after previous: UInt32) -> UInt32 {
        let doubled = Duration.microseconds(Int64(previous) * 2)
        timeout = previous == 0 ? firstTimeout : min(max(doubled, firstTimeout), DatagramExchange.longestTimeout)
        return UInt32(timeout / .microseconds(1))
    }

    /// Compares the peer's certificate with what its SDP announced.
    func verify(_ certificate: OpaquePointer) -> Bool {
        verdict = .mismatched
        guard let algorithm = fingerprints.first?.algorithm,
            let presented = try? unsafe DTLSFingerprint(of: certificate, algorithm: algorithm)
        else { return false }
        // No early exit: every announced fingerprint is compared.
        let matches = fingerprints.reduce(false) { $1.matches(presented) || $0 }
        if matches { verdict = .matched }
        return matches
    }
}
