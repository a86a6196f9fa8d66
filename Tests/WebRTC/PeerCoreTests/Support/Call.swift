import CVirtualClock
import DTLS
import NetworkEmulator
import PeerCore
import RTP
import SeededRandom
import Testing
import VP8TestSender
import Wire

/// A sender, the emulated network and the TV's peer, in virtual time. The sender is the near side.
final class Call {
    enum Fate {
        case pass
        case drop
        case delay(Duration)
    }

    static let senderAddress = TransportAddress(.v4(0xC000_0201), 50000)
    static let tvAddress = TransportAddress(.v4(0xC000_0202), 40000)
    private static let certificates = try? (sender: DTLSCertificate.selfSigned(), tv: DTLSCertificate.selfSigned())

    var sender: TestSender
    var tv: PeerCore
    var network: NetworkEmulator
    var camera = Camera()
    private(set) var now = MonotonicTime(nanoseconds: 1_000_000_000)

    /// What becomes of a datagram before the network sees it.
    var fate: (_ from: NetworkEmulator.Side, _ bytes: [UInt8]) -> Fate = { _, _ in .pass }
    /// Cuts the sender's ClientHello, as post-quantum key shares do.
    var cut: FragmentedClientHello?
    /// Frames the TV gets are decoded at once.
    var decodes = true
    /// Frames are decoded here instead, in time, and shown.
    var television: Television?
    /// Frames are kept to be looked at.
    var remembersFrames = true {
        didSet {
            camera.remembers = remembersFrames
            television?.remembers = remembersFrames
        }
    }
    var random: SeededGenerator

    private(set) var frames: [EncodedFrame] = []
    private(set) var arrivals: [MonotonicTime] = []
    private(set) var sounds: [AudioPacket] = []
    private(set) var connectedAt: MonotonicTime?
    private(set) var endedAt: MonotonicTime?
    private(set) var end: PeerEnd?
    private(set) var senderClosing: TestSender.Closing?
    private(set) var keyFrameRequests: [MonotonicTime] = []
    private var tvAddresses: Set<TransportAddress> = [Call.tvAddress]
    /// Candidates of the TV that its descriptions did not hold.
    private(set) var trickled: [String] = []
    /// Names that the TV asked the addresses of.
    private(set) var hiddenNames: [String] = []
    private var tvDeadline: MonotonicTime?

    init(
        _ configuration: TestSender.Configuration = .init(),
        tv tvConfiguration: PeerConfiguration = PeerConfiguration(),
        conditions: LinkConditions = .init(),
        seed: UInt64 = 1
    ) throws {
        let certificates = try #require(Call.certificates)
        random = SeededGenerator(seed: seed)
        sender = TestSender(configuration: configuration, certificate: certificates.sender, seed: random.next())
        tv = PeerCore(configuration: tvConfiguration, certificate: certificates.tv, random: &random)
        network = NetworkEmulator(seed: random.next(), conditions: conditions)
        network.attach(Call.senderAddress, to: .near)
        network.attach(Call.tvAddress, to: .far)
        sender.addHostAddress(Call.senderAddress)
        tv.addHostAddress(Call.tvAddress)
        tick()
    }

    deinit {
        virtual_clock_release()
    }

    /// Offer and answer, in no time.
    func negotiate(restartingICE: Bool = false, changing change: (String) -> String = { $0 }) throws {
        let answer = try accept(offer: change(sender.offer(restartingICE: restartingICE)))
        try sender.accept(answer: answer, now: now)
        collect()
    }

    func accept(offer: String) throws(NegotiationError) -> String {
        defer { collect() }
        return try tv.accept(offer: offer, now: now, random: &random)
    }

    /// The TV offers and the sender answers, in no time.
    func negotiateFromTheTV(changing change: (String) -> String = { $0 }) throws {
        let offer = try makeOffer()
        let answer = try sender.answer(offer: offer, now: now)
        collect()
        try accept(answer: change(answer))
    }

    func makeOffer() throws(NegotiationError) -> String {
        defer { collect() }
        return try tv.makeOffer(now: now, random: &random)
    }

    func accept(answer: String) throws(NegotiationError) {
        defer { collect() }
        try tv.accept(answer: answer, now: now)
    }

    /// A call with picture.
    static func projecting(conditions: LinkConditions = .init(), seed: UInt64 = 1) throws -> Call {
        let call = try Call(conditions: conditions, seed: seed)
        try call.negotiate()
        #expect(call.run(.seconds(5)) { !$0.frames.isEmpty })
        return call
    }

    /// Lets `duration` pass; stops early once `condition` holds. Whether it did.
    @discardableResult
    func run(_ duration: Duration, until condition: (Call) -> Bool = { _ in false }) -> Bool {
        let limit = now + duration
        var wakeups = 0
        collect()
        while !condition(self) {
            var next = soonest(soonest(tvDeadline, sender.nextDeadline), network.nextDeadline)
            if sender.isConnected { next = soonest(next, camera.nextFrame) }
            next = soonest(next, television?.nextDeadline)
            guard let next, next <= limit else {
                now = limit
                tick()
                return condition(self)
            }
            // A core that asks to be woken and then does nothing would spin its event loop.
            wakeups = next <= now ? wakeups + 1 : 0
            guard wakeups < 1000 else {
                Issue.record("something asks to be woken over and over")
                return false
            }
            now = max(now, next)
            tick()
            step()
        }
        return true
    }

    /// A datagram that reaches the TV at once, as if the network had brought it.
    func inject(_ bytes: [UInt8], from source: TransportAddress = Call.senderAddress) {
        tv.receive(Datagram(bytes, local: Call.tvAddress, remote: source), arrival: now)
        collect()
    }

    /// A packet of the sender's that its video knows nothing of, protected like all others.
    func sendFromSender(plainRTP packet: [UInt8]) {
        sender.send(plainRTP: packet, now: now)
        collect()
    }

    /// The TV's network is gone: its address with it.
    func tvLoses(_ address: TransportAddress) {
        network.detach(address)
        tv.hostAddressVanished(address, now: now)
        collect()
    }

    func tvFindsAgain(_ address: TransportAddress) {
        network.attach(address, to: .far)
        tv.hostAddressReturned(address, now: now)
        collect()
    }

    func tvGets(_ address: TransportAddress) {
        tvAddresses.insert(address)
        network.attach(address, to: .far)
        tv.hostAddressAppeared(address, now: now)
        collect()
    }

    func tvForgets(_ address: TransportAddress) {
        tv.removeHostAddress(address, now: now)
        collect()
    }

    func sendFromSender(plainRTCP packet: [UInt8]) {
        sender.send(plainRTCP: packet, now: now)
        collect()
    }

    func closeSender() {
        sender.close(now: now)
        collect()
    }

    func closeTV() {
        tv.close(now: now)
        collect()
    }

    /// How long nothing authenticated has been heard.
    var silence: Duration { tv.lastAuthenticated.map { now - $0 } ?? .zero }
    var statistics: PeerStatistics { tv.statistics }
    var video: VideoReceiverStatistics { tv.statistics.video ?? VideoReceiverStatistics() }
    var sent: TestSenderStatistics { sender.statistics }

    private func step() {
        while let delivery = network.nextDelivery(now: now) {
            if tvAddresses.contains(delivery.destination) {
                tv.receive(Datagram(delivery.bytes, local: delivery.destination, remote: delivery.source), arrival: now)
            } else {
                sender.receive(delivery.bytes, local: delivery.destination, remote: delivery.source, now: now)
            }
        }
        if let tvDeadline, tvDeadline <= now { tv.handleTimeout(now: now) }
        if let deadline = sender.nextDeadline, deadline <= now { sender.handleTimeout(now: now) }
        if sender.isConnected {
            camera.follow(sender)
            if let shot = camera.take(now: now) { sender.send(frame: shot.frame, timestamp: shot.timestamp, now: now) }
        }
        while let deadline = television?.nextDeadline, deadline <= now, let done = television?.step(now: now) {
            if let decoded = done.decoded { tv.frameDecoded(decoded.number, isKeyFrame: decoded.isKeyFrame, now: now) }
            if done.needsKeyFrame { tv.keyFrameNeeded(now: now) }
        }
        collect()
    }

    private func collect() {
        while let output = sender.pollOutput() {
            switch output {
            case .transmit(let bytes, let local, let remote): send(bytes, from: local, to: remote, side: .near)
            case .event(.connected), .event(.candidate): break
            case .event(.keyFrameRequested):
                keyFrameRequests.append(now)
                camera.isKeyFrameNeeded = true
            case .event(.closed(let closing)): senderClosing = closing
            }
        }
        while true {
            switch tv.pollOutput() {
            case .transmit(let datagram): send(datagram.bytes, from: datagram.local, to: datagram.remote, side: .far)
            case .event(let event): handle(event)
            case .resolve(let name): hiddenNames.append(name)
            case .server(let action): Issue.record("no servers here: \(action)")
            case .timeout(let deadline):
                tvDeadline = deadline
                return
            }
        }
    }

    private func handle(_ event: PeerCore.Event) {
        switch event {
        case .connected: connectedAt = now
        case .frame(let frame):
            if remembersFrames {
                frames.append(frame)
                arrivals.append(now)
            }
            if television != nil {
                television?.submit(frame, now: now)
            } else if decodes {
                tv.frameDecoded(frame.number, isKeyFrame: frame.isKeyFrame, now: now)
            }
        case .sound(let packet): sounds.append(packet)
        case .localCandidate(let line, _):
            if let line { trickled.append(line) }
            sender.addRemoteCandidate(line, now: now)
        case .ended(let reason):
            #expect(end == nil)
            end = reason
            endedAt = now
        }
    }

    private func send(
        _ bytes: [UInt8],
        from source: TransportAddress,
        to destination: TransportAddress,
        side: NetworkEmulator.Side
    ) {
        guard side == .near, let cut, let first = bytes.first, (20...63).contains(first) else {
            return pass(bytes, from: source, to: destination, side: side)
        }
        for piece in cut.pass(bytes) { pass(piece, from: source, to: destination, side: side) }
    }

    private func pass(
        _ bytes: [UInt8],
        from source: TransportAddress,
        to destination: TransportAddress,
        side: NetworkEmulator.Side
    ) {
        switch fate(side, bytes) {
        case .pass: network.send(bytes, from: source, to: destination, now: now)
        case .delay(let delay): network.send(bytes, from: source, to: destination, now: now + delay)
        case .drop: break
        }
    }

    /// OpenSSL's clock says what ours says.
    private func tick() {
        virtual_clock_set(1_800_000_000_000_000_000 + now.nanoseconds)
    }
}
