import DequeModule
package import Wire

/// One DTLS 1.2 association that yields SRTP keys (RFC 5763, RFC 5764).
///
/// Call a mutating method, then drain `pollOutput()` until it returns `nil`, then wait for `nextDeadline`. Only pass datagrams
/// whose first byte is 20…63 and that came from an address ICE has validated. Not thread-safe: one owner, one thread at a time.
// `@unchecked`: the OpenSSL objects and the exchange have this one owner (`~Copyable`) and no tie to the thread that made them.
package struct DTLSConnection: ~Copyable, @unchecked Sendable {
    package enum Output: Sendable, Equatable {
        /// One datagram to send.
        case transmit([UInt8])
        /// The handshake is complete and the peer's certificate is the announced one.
        /// - Parameter cipher: the cipher suite's IANA name.
        case connected(SRTPKeyingMaterial, cipher: String)
        /// The peer sent close_notify or a fatal alert after the handshake; nothing follows.
        case closedByPeer
        /// The handshake failed; nothing follows.
        case failed(DTLSError)
    }

    /// What did not end anything, but may explain something.
    package struct Counters: Sendable, Equatable {
        /// Alerts before the handshake was complete that nothing authenticated.
        package var unauthenticatedAlerts = 0
        /// Handshakes begun anew, because what came first was not a ClientHello.
        package var restarts = 0
        /// Errors in records behind the handshake.
        package var ignoredErrors = 0
    }

    enum State: Equatable {
        case idle
        case handshaking(giveUp: MonotonicTime)
        case connected
        case closed
    }

    /// OpenSSL itself stops after 12 unanswered flights, about 21 s.
    package static let handshakeTimeout = Duration.seconds(30)
    /// How much longer the handshake may take once an unauthenticated alert says that the peer has given up.
    package static let alertGrace = Duration.seconds(3)
    private static let maximumRestarts = 4

    package let role: DTLSRole
    package internal(set) var counters = Counters()
    /// When to call `handleTimeout(now:)`.
    package private(set) var nextDeadline: MonotonicTime?

    private let certificateContext: OpenSSLContext
    private let maximumDatagramSize: Int
    private let exchange: DatagramExchange
    private var session: OpenSSLSession
    private var state = State.idle
    private var hasTransmitted = false
    private var unauthenticatedAlert: UInt8?
    private var outputs: Deque<Output> = []

    /// - Parameters:
    ///   - remoteFingerprints: from the peer's SDP. Of several digests only the strongest counts (RFC 8122 §5).
    ///   - maximumDatagramSize: bytes of UDP payload a handshake flight is cut into.
    /// - Throws: `DTLSError.noFingerprint`, or `.library`.
    package init(
        role: DTLSRole,
        certificate: DTLSCertificate,
        remoteFingerprints: [DTLSFingerprint],
        maximumDatagramSize: Int = 1200
    ) throws(DTLSError) {
        guard let strongest = remoteFingerprints.map(\.algorithm).max() else { throw .noFingerprint }
        let exchange = DatagramExchange(fingerprints: remoteFingerprints.filter { $0.algorithm == strongest })
        let context = try OpenSSLContext(certificate: certificate)
        session = try OpenSSLSession(
            context: context,
            role: role,
            exchange: exchange,
            maximumDatagramSize: maximumDatagramSize
        )
        self.exchange = exchange
        self.role = role
        self.maximumDatagramSize = maximumDatagramSize
        certificateContext = context
    }

    /// Whether keys were exported and the association has not been closed since.
    package var isConnected: Bool { state == .connected }

    /// What to do next, in order; `nil` when there is nothing until the next input or `nextDeadline`.
    package mutating func pollOutput() -> Output? {
        outputs.popFirst()
    }

    /// The round-trip time that ICE measured: a flight is sent again after twice that, but not before 50 ms.
    package mutating func setRoundTripTime(_ time: Duration) {
        exchange.setRoundTripTime(time)
    }

    /// Begins the handshake once ICE has validated a pair: a client sends its ClientHello, a server waits for one.
    package mutating func start(now: MonotonicTime) {
        guard state == .idle else { return }
        state = .handshaking(giveUp: now + DTLSConnection.handshakeTimeout)
        advance(now: now)
    }

    /// Takes in one datagram. A server that has not been started starts.
    package mutating func receive(_ datagram: Span<UInt8>, now: MonotonicTime) {
        if state == .idle, role == .server { start(now: now) }
        switch state {
        case .handshaking(let giveUp):
            let screened = DTLSRecords.screen(datagram)
            if let alert = screened.alert { noteUnauthenticatedAlert(alert, giveUp: giveUp, now: now) }
            guard !screened.datagram.isEmpty else { break }
            exchange.incoming = screened.datagram
            advance(now: now)
        case .connected:
            exchange.incoming = datagram.array
            readRecords()
        case .idle, .closed: break
        }
        exchange.incoming = nil
        updateDeadline(now: now)
    }

    /// Sends the current flight again if its time has come, or gives up.
    package mutating func handleTimeout(now: MonotonicTime) {
        guard case .handshaking(let giveUp) = state else { return }
        guard now < giveUp else { return fail(unauthenticatedAlert.map { .alert($0) } ?? .timedOut) }
        if case .failed(let failure) = session.retransmit() {
            fail(failure.peerError)
        }
        collectDatagrams()
        updateDeadline(now: now)
    }

    /// Ends the association; says so to the peer if there is one.
    package mutating func close(now: MonotonicTime) {
        if state == .connected {
            session.shutDown()
            collectDatagrams()
        }
        state = .closed
        nextDeadline = nil
    }

    private mutating func advance(now: MonotonicTime) {
        switch session.handshake() {
        case .complete: complete()
        case .wantsMore: collectDatagrams()
        case .closedByPeer: fail(.alert(0))
        case .failed(let failure): handshakeFailed(failure.peerError)
        }
        updateDeadline(now: now)
    }

    private mutating func complete() {
        collectDatagrams()
        do throws(DTLSError) {
            let keys = try session.exportKeyingMaterial()
            state = .connected
            outputs.append(.connected(keys, cipher: session.cipher))
            readRecords()
        } catch {
            session.shutDown()
            fail(error)
        }
    }

    private mutating func readRecords() {
        let progress = session.readAndDiscard()
        collectDatagrams()
        switch progress {
        case .complete, .wantsMore: break
        case .closedByPeer:
            session.shutDown()
            end()
        // Media has keys of its own and ICE watches over the path: only what the peer says ends the association.
        case .failed(let failure) where failure.alert != nil: end()
        case .failed: counters.ignoredErrors += 1
        }
    }

    private mutating func end() {
        collectDatagrams()
        state = .closed
        outputs.append(.closedByPeer)
    }

    private mutating func handshakeFailed(_ error: DTLSError) {
        guard exchange.verdict != .mismatched else { return fail(.fingerprintMismatch) }
        // Until we have answered one, a broken ClientHello may be anybody's: forget it, without an alert.
        guard role == .server, !hasTransmitted, counters.restarts < DTLSConnection.maximumRestarts else { return fail(error) }
        do throws(DTLSError) {
            session = try OpenSSLSession(
                context: certificateContext,
                role: role,
                exchange: exchange,
                maximumDatagramSize: maximumDatagramSize
            )
            exchange.discardOutgoing()
            counters.restarts += 1
        } catch {
            fail(error)
        }
    }

    private mutating func fail(_ error: DTLSError) {
        collectDatagrams()
        state = .closed
        nextDeadline = nil
        outputs.append(.failed(error))
    }

    private mutating func noteUnauthenticatedAlert(_ alert: UInt8, giveUp: MonotonicTime, now: MonotonicTime) {
        counters.unauthenticatedAlerts += 1
        unauthenticatedAlert = alert
        state = .handshaking(giveUp: min(giveUp, now + DTLSConnection.alertGrace))
    }

    private mutating func collectDatagrams() {
        while let datagram = exchange.takeOutgoing() {
            hasTransmitted = true
            outputs.append(.transmit(datagram))
        }
    }

    private mutating func updateDeadline(now: MonotonicTime) {
        guard case .handshaking(let giveUp) = state else {
            nextDeadline = nil
            return
        }
        // OpenSSL's timer reads the wall clock: set back meanwhile, it would be years away.
        let left = session.timeUntilRetransmission.map { now + min($0, exchange.timeout) }
        nextDeadline = soonest(giveUp, left)
    }
}
