package import DTLS
package import Logging
package import NIOCore
import Transport
package import VP8TestSender
package import Wire

/// `TestSender` on an event loop with real sockets and the real clock.
///
/// An actor whose executor is the event loop, like the peer session it talks to.
package actor LiveTestSender {
    package nonisolated let loop: any EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    private var core: TestSender
    private var transport: UDPTransport?
    private var timer: (deadline: MonotonicTime, task: Scheduled<Void>)?
    private let logger: Logger
    private let onEvent: @Sendable (TestSender.Event) -> Void

    /// - Parameter onEvent: called on `loop`.
    package init(
        configuration: TestSender.Configuration = .init(),
        certificate: DTLSCertificate,
        loop: any EventLoop,
        logger: Logger,
        onEvent: @escaping @Sendable (TestSender.Event) -> Void
    ) {
        TestSender.prepare()
        core = TestSender(configuration: configuration, certificate: certificate, seed: .random(in: 0...UInt64.max))
        self.loop = loop
        self.logger = logger
        self.onEvent = onEvent
    }

    /// Opens a socket at each address and makes the offer. A later call describes the same stream.
    package func offer(addresses: [IPAddress], restartingICE: Bool = false) async throws -> String {
        try await openSockets(at: addresses)
        defer { drain() }
        return core.offer(restartingICE: restartingICE)
    }

    /// Opens a socket at each address and answers a receiver's offer.
    package func answer(offer: String, addresses: [IPAddress]) async throws -> String {
        try await openSockets(at: addresses)
        defer { drain() }
        return try core.answer(offer: offer, now: now)
    }

    private func openSockets(at addresses: [IPAddress]) async throws {
        guard transport == nil else { return }
        let sockets = try await UDPTransport.open(at: addresses, on: loop, logger: logger) { [weak self] datagram in
            self?.assumeIsolated { $0.receive(datagram) }
        }.value
        transport = sockets
        for address in sockets.localAddresses { core.addHostAddress(address) }
    }

    package func accept(answer: String) throws {
        defer { drain() }
        try core.accept(answer: answer, now: now)
    }

    package func addRemoteCandidate(_ attribute: String?) {
        core.addRemoteCandidate(attribute, now: now)
        drain()
    }

    /// What to trickle, and the section it belongs to.
    package var candidates: [String] { core.candidates }
    package var mid: String { core.mid }

    /// Sends a VP8 frame, stamped with its time from the start of the stream.
    package func send(frame: [UInt8], at time: Duration) {
        core.send(frame: frame, timestamp: UInt32(truncatingIfNeeded: time.nanoseconds / 1000 * 90 / 1000), now: now)
        drain()
    }

    package var isConnected: Bool { core.isConnected }
    package var statistics: TestSenderStatistics { core.statistics }
    package var roundTripTime: Duration? { core.roundTripTime }

    /// Says goodbye and releases the sockets.
    package func close() {
        core.close(now: now)
        drain()
        timer?.task.cancel()
        timer = nil
        transport?.close()
        transport = nil
    }

    private var now: MonotonicTime { NIODeadline.now().monotonicTime }

    private func receive(_ datagram: ReceivedDatagram) {
        core.receive(
            [UInt8](datagram.bytes.readableBytesView),
            local: datagram.local,
            remote: datagram.remote,
            now: datagram.arrival
        )
        drain()
    }

    private func drain() {
        while let output = core.pollOutput() {
            switch output {
            case .transmit(let bytes, let local, let remote): transport?.send(bytes, from: local, to: remote)
            case .event(let event): onEvent(event)
            }
        }
        schedule(core.nextDeadline)
    }

    private func schedule(_ deadline: MonotonicTime?) {
        guard let deadline, transport != nil else { return }
        if let timer, timer.deadline <= deadline { return }
        timer?.task.cancel()
        let task = loop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(clamping: deadline.nanoseconds))) {
            [weak self] () -> Void in
            self?.assumeIsolated { $0.timerFired() }
        }
        timer = (deadline, task)
    }

    private func timerFired() {
        timer = nil
        core.handleTimeout(now: now)
        drain()
    }
}
