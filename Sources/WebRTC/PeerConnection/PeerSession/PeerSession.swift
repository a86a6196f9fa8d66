package import DTLS
package import ICE
package import Logging
package import NIOCore
package import PeerCore
package import RTP
package import Transport
package import Wire

/// One receiving peer connection on its event loop: `PeerCore` with sockets, a clock and real randomness.
///
/// An actor whose executor is the event loop: code that already runs on the loop enters with `assumeIsolated`, without a
/// hop, and everything else awaits.
package actor PeerSession {
    package nonisolated let loop: any EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.executor.asUnownedSerialExecutor() }

    private static let maximumEarlyCandidates = 64

    private var core: PeerCore
    private var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
    private var transport: UDPTransport?
    private let trust: TLSTrust
    private lazy var streams = makeStreams()
    private var timer: (deadline: MonotonicTime, task: Scheduled<Void>)?
    private var isClosed = false
    /// Candidates that came before the first description did: while the sockets were being opened, or before the answer.
    private var earlyCandidates: [String?]? = []
    private let names: MulticastDNS?
    private let interfaces: @Sendable () -> [NetworkInterface]
    /// While the session chooses its addresses itself.
    private var watch: AddressWatch?
    private var watching: RepeatedTask?
    private let logger: Logger
    private let onEvent: @Sendable (PeerCore.Event) -> Void

    /// - Parameters:
    ///   - names: looks up the addresses that browsers hide; without it their own checks have to come through.
    ///   - interfaces: this machine's, asked for every second while the session chooses its addresses itself.
    ///   - trust: whose certificates TURN servers may have.
    ///   - onEvent: called on `loop`; after `.ended` it is not called again.
    package init(
        configuration: PeerConfiguration,
        certificate: DTLSCertificate,
        loop: any EventLoop,
        names: MulticastDNS? = nil,
        interfaces: @escaping @Sendable () -> [NetworkInterface] = NetworkInterfaces.all,
        trust: TLSTrust = TLSTrust(),
        logger: Logger,
        onEvent: @escaping @Sendable (PeerCore.Event) -> Void
    ) {
        core = PeerCore(configuration: configuration, certificate: certificate, random: &random)
        self.loop = loop
        self.names = names
        self.interfaces = interfaces
        self.trust = trust
        self.logger = logger
        self.onEvent = onEvent
    }

    /// Where to look for further candidates: set it before `accept` or `makeOffer`.
    package var iceServers: [ICEServer] {
        get { core.iceServers }
        set { core.iceServers = newValue }
    }

    /// As `iceServers`, for those who are not on the loop.
    package func use(_ servers: [ICEServer]) {
        iceServers = servers
    }

    /// Opens a socket at each of this machine's addresses (or at `addresses`) and answers the offer. A later call is a
    /// renegotiation: an ICE restart keeps media flowing.
    package func accept(offer: String, addresses: [IPAddress]? = nil) async throws -> String {
        try await openSockets(at: addresses)
        let answer = try core.accept(offer: offer, now: now, random: &random)
        releaseEarlyCandidates()
        drain()
        return answer
    }

    /// Opens the sockets as `accept(offer:)` does and makes an offer: receive-only video and sound. The sender's answer goes to
    /// `accept(answer:)`. A later call restarts ICE.
    package func makeOffer(addresses: [IPAddress]? = nil) async throws -> String {
        try await openSockets(at: addresses)
        let offer = try core.makeOffer(now: now, random: &random)
        drain()
        return offer
    }

    /// Takes the sender's answer to the last offer; one that cannot be taken throws and changes nothing.
    package func accept(answer: String) throws(NegotiationError) {
        try core.accept(answer: answer, now: now)
        releaseEarlyCandidates()
        drain()
    }

    /// A candidate the sender trickled; `nil` or an empty string says that there are no more.
    package func addRemoteCandidate(_ attribute: String?) {
        if let early = earlyCandidates {
            if early.count < PeerSession.maximumEarlyCandidates { earlyCandidates = early + [attribute] }
            return
        }
        core.addRemoteCandidate(attribute, now: now)
        drain()
    }

    /// The decoder finished a frame: key frames need not be asked for any more.
    package func frameDecoded(number: Int64, isKeyFrame: Bool) {
        core.frameDecoded(number, isKeyFrame: isKeyFrame, now: now)
        drain()
    }

    /// The decoder cannot go on without a key frame.
    package func keyFrameNeeded() {
        core.keyFrameNeeded(now: now)
        drain()
    }

    package var statistics: PeerStatistics { core.statistics }

    /// The newest sender reports of picture and sound.
    package var senderReports: (video: SenderReport?, audio: SenderReport?) { core.senderReports }

    /// When something of the sender's last proved to be authentic.
    package var lastAuthenticated: MonotonicTime? { core.lastAuthenticated }

    /// Says goodbye to the sender (DTLS close_notify) and releases the sockets.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        core.close(now: now)
        drain()
        release()
    }

    private func openSockets(at addresses: [IPAddress]?) async throws {
        guard transport == nil else { return }
        let sockets = try await UDPTransport.open(
            at: addresses ?? NetworkInterfaces.hosts(among: interfaces()).map(\.address),
            on: loop,
            logger: logger,
            receive: receiver
        ).value
        guard !isClosed else {
            sockets.close()
            throw PeerEnd.closedLocally
        }
        // Another description may have been first while the sockets were being opened.
        guard transport == nil else { return sockets.close() }
        transport = sockets
        for address in sockets.localAddresses { core.addHostAddress(address) }
        if addresses == nil { watchAddresses(of: sockets) }
    }

    private nonisolated var receiver: @Sendable (ReceivedDatagram) -> Void {
        { [weak self] datagram in self?.assumeIsolated { $0.receive(datagram) } }
    }

    private func releaseEarlyCandidates() {
        for candidate in earlyCandidates ?? [] { core.addRemoteCandidate(candidate, now: now) }
        earlyCandidates = nil
    }

    private var now: MonotonicTime { NIODeadline.now().monotonicTime }

    private func receive(_ datagram: ReceivedDatagram) {
        guard !isClosed else { return }
        if watch?.vanished.isEmpty == false, watch?.heard(at: datagram.local.ip) == true {
            core.hostAddressReturned(datagram.local, now: now)
        }
        let bytes = [UInt8](datagram.bytes.readableBytesView)
        core.receive(Datagram(bytes, local: datagram.local, remote: datagram.remote), arrival: datagram.arrival)
        drain()
    }

    private func drain() {
        while true {
            switch core.pollOutput() {
            case .transmit(let datagram):
                transport?.send(datagram.bytes, from: datagram.local, to: datagram.remote)
            case .event(let event):
                onEvent(event)
            case .resolve(let name):
                resolve(name)
            case .server(let action): perform(action)
            case .timeout(let deadline):
                streams.flush()
                schedule(deadline)
                return
            }
        }
    }

    private func resolve(_ name: String) {
        guard let names else { return }
        Task { [weak self] in
            guard let address = await names.resolve(name) else { return }
            await self?.resolved(name, to: address)
        }
    }

    private func resolved(_ name: String, to address: IPAddress) {
        guard !isClosed else { return }
        core.resolved(name: name, to: address, now: now)
        drain()
    }

    private func perform(_ action: ServerAction) {
        switch action {
        case .resolve(let host):
            Task { [weak self] in
                let addresses = await ServerNames.addresses(of: host)
                await self?.serverResolved(host, to: addresses)
            }
        case .connect(let id, let server, let name): streams.connect(id.number, to: server, tlsName: name)
        case .send(let id, let bytes): streams.send(bytes, on: id.number)
        case .disconnect(let id): streams.disconnect(id.number)
        case .report(let url, let failure):
            logger.notice("no candidate from a server", metadata: ["server": "\(url)", "why": "\(failure)"])
        }
    }

    private func serverResolved(_ host: String, to addresses: [IPAddress]) {
        guard !isClosed else { return }
        core.serverResolved(host, to: addresses, now: now)
        drain()
    }

    private func makeStreams() -> ServerStreams {
        ServerStreams(loop: loop, trust: trust, logger: logger) { [weak self] number, event in
            self?.assumeIsolated { $0.handle(event, of: ServerStreamID(number)) }
        }
    }

    private func handle(_ event: ServerStreams.Event, of id: ServerStreamID) {
        guard !isClosed else { return }
        switch event {
        case .opened: core.streamOpened(id, now: now)
        case .received(let bytes, let arrival): core.streamReceived(id, [UInt8](bytes.readableBytesView).span, now: arrival)
        case .closed: core.streamClosed(id, now: now)
        }
        drain()
    }

    private func schedule(_ deadline: MonotonicTime?) {
        guard let deadline, !isClosed else {
            timer?.task.cancel()
            timer = nil
            return
        }
        // A timer that fires early only finds the next deadline: cheaper than a new one for each packet.
        if let timer, timer.deadline <= deadline { return }
        timer?.task.cancel()
        let nanoseconds = UInt64(clamping: deadline.nanoseconds)
        let task = loop.scheduleTask(deadline: .uptimeNanoseconds(nanoseconds)) { [weak self] () -> Void in
            self?.assumeIsolated { $0.timerFired() }
        }
        timer = (deadline, task)
    }

    private func timerFired() {
        timer = nil
        guard !isClosed else { return }
        core.handleTimeout(now: now)
        drain()
    }

    private func release() {
        watching?.cancel()
        watching = nil
        timer?.task.cancel()
        timer = nil
        transport?.close()
        transport = nil
        streams.close()
    }
}

// Addresses that come and go.
extension PeerSession {
    private func watchAddresses(of sockets: UDPTransport) {
        watch = AddressWatch(sockets.localAddresses.map(\.ip))
        let interval = TimeAmount(AddressWatch.interval)
        watching = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in
            self?.assumeIsolated { $0.look() }
        }
    }

    private func look() {
        guard !isClosed, let transport else { return }
        let all = interfaces()
        let usable = NetworkInterfaces.hosts(among: all).map(\.address)
        for change in watch?.look(usable: usable, existing: Set(all.map(\.address)), now: now) ?? [] {
            logger.info("this machine's addresses changed", metadata: ["change": "\(change)"])
            switch change {
            case .appeared(let ip): open(ip)
            case .vanished(let ip):
                for address in transport.localAddresses where address.ip == ip { core.hostAddressVanished(address, now: now) }
            case .returned(let ip):
                for address in transport.localAddresses where address.ip == ip { core.hostAddressReturned(address, now: now) }
            case .forgotten(let ip):
                for address in transport.localAddresses where address.ip == ip {
                    transport.close(address)
                    core.removeHostAddress(address, now: now)
                }
            }
        }
        drain()
    }

    /// An address that cannot be bound yet, because IPv6 still makes sure that it is alone with it, is tried at the next look.
    private func open(_ ip: IPAddress) {
        Task { [weak self] in try await self?.openLater(ip) }
    }

    private func openLater(_ ip: IPAddress) async throws {
        let sockets = try await UDPTransport.open(at: [ip], on: loop, logger: logger, receive: receiver).value
        guard !isClosed, let transport, !transport.localAddresses.contains(where: { $0.ip == ip }) else { return sockets.close() }
        let opened = sockets.localAddresses
        transport.absorb(sockets)
        for address in opened {
            watch?.opened(ip)
            core.hostAddressAppeared(address, now: now)
        }
        drain()
    }
}
