import CVirtualClock
import DTLS
import ICE
import NetworkEmulator
import PeerCore
import RTP
import SeededRandom
import TURN
import TURNTestServer
import Testing
import VP8TestSender
import Wire

/// A sender and a TV in different networks, each perhaps behind a translator, with a STUN and TURN server between them, in
/// virtual time. Signalling takes 30 ms. The sender is the near side.
final class FarCall {
    struct Plan {
        var senderTranslator: AddressTranslator.Kind?
        var tvTranslator: AddressTranslator.Kind?
        /// Both are behind this one instead, in networks of the building that do not reach each other.
        var commonTranslator: AddressTranslator?
        /// Who has an IPv6 address beside the IPv4 one, as the internet sees it.
        var withIPv6: Set<NetworkEmulator.Side> = []
        /// What both are told of.
        var servers: [ICEServer] = [FarCall.stun, FarCall.turn]
        var senderPolicy = ICETransportPolicy.all
        var tvPolicy = ICETransportPolicy.all
        var turn = TURNTestServer.Configuration()
        var loss = 0.0
        var seed: UInt64 = 1
    }

    static let senderAddress = TransportAddress(.v4(0xC0A8_010A), 50000)
    static let tvAddress = TransportAddress(.v4(0x0A00_0007), 40000)
    static let senderIPv6 = TransportAddress(IPAddress("2001:db8:1::a") ?? .v4(0), 50000)
    static let tvIPv6 = TransportAddress(IPAddress("2001:db8:2::7") ?? .v4(0), 40000)
    static let serverAddress = TransportAddress(.v4(0xCB00_7101), 3478)
    static let senderOutside = IPAddress.v4(0xC633_6401)
    static let tvOutside = IPAddress.v4(0xC633_6502)
    static let url = "203.0.113.1:3478"
    static let stun = server("stun:\(url)")
    static let turn = server("turn:\(url)")
    private static let certificates = try? (sender: DTLSCertificate.selfSigned(), tv: DTLSCertificate.selfSigned())
    private static let signallingDelay = Duration.milliseconds(30)

    static func server(_ url: String, username: String = "user", password: String = "password") -> ICEServer {
        let credentials = TURNCredentials(username: username, password: Redacted(password))
        return ICEServer(urls: [try? ICEServerURL(parsing: url)].compactMap { $0 }, credentials: credentials)
    }

    var sender: TestSender
    var tv: PeerCore
    var server: TURNTestServer
    /// Where `server` sends its clients, if it does.
    var otherServer: TURNTestServer?
    var network: NetworkEmulator
    var camera = Camera()
    private(set) var now = MonotonicTime(nanoseconds: 1_000_000_000)
    private var random: SeededGenerator
    private var tvDeadline: MonotonicTime?
    private var mail: [(at: MonotonicTime, deliver: (FarCall) throws -> Void)] = []

    private var tvAddress = FarCall.tvAddress

    private(set) var answer = ""
    /// What the TV trickled; `nil` is the end.
    private(set) var candidates: [String?] = []
    private(set) var reports: [CandidateGatherer.Failure] = []
    private(set) var frames = 0
    private(set) var end: PeerEnd?

    init(_ plan: Plan) throws {
        let certificates = try #require(FarCall.certificates)
        random = SeededGenerator(seed: plan.seed)
        var configuration = TestSender.Configuration()
        configuration.iceServers = plan.servers
        configuration.iceTransportPolicy = plan.senderPolicy
        sender = TestSender(configuration: configuration, certificate: certificates.sender, seed: random.next())
        tv = PeerCore(
            configuration: PeerConfiguration(iceTransportPolicy: plan.tvPolicy),
            certificate: certificates.tv,
            random: &random
        )
        tv.iceServers = plan.servers
        server = TURNTestServer(at: FarCall.serverAddress, configuration: plan.turn)
        if let address = plan.turn.alternateServer {
            var other = plan.turn
            other.alternateServer = nil
            other.relayAddresses = [.v4(0xCB00_7106)]
            otherServer = TURNTestServer(at: address, configuration: other)
        }
        network = NetworkEmulator(
            seed: random.next(),
            conditions: LinkConditions(delay: .milliseconds(10), loss: plan.loss)
        )
        network.attachServer(FarCall.serverAddress.ip)
        for relay in plan.turn.relayAddresses { network.attachServer(relay) }
        for address in [otherServer?.address.ip, otherServer?.configuration.relayAddresses.first].compactMap({ $0 }) {
            network.attachServer(address)
        }
        network.attach(FarCall.senderAddress, to: .near)
        network.attach(FarCall.tvAddress, to: .far)
        if let kind = plan.senderTranslator {
            network.place(AddressTranslator(kind, outside: FarCall.senderOutside), before: .near)
        }
        if let kind = plan.tvTranslator {
            network.place(AddressTranslator(kind, outside: FarCall.tvOutside), before: .far)
        }
        if let translator = plan.commonTranslator { network.place(translator, before: .near, .far) }
        sender.addHostAddress(FarCall.senderAddress)
        tv.addHostAddress(FarCall.tvAddress)
        if plan.withIPv6.contains(.near) {
            network.attach(FarCall.senderIPv6, to: .near)
            sender.addHostAddress(FarCall.senderIPv6)
        }
        if plan.withIPv6.contains(.far) {
            network.attach(FarCall.tvIPv6, to: .far)
            tv.addHostAddress(FarCall.tvIPv6)
        }
        tick()
    }

    deinit {
        virtual_clock_release()
    }

    /// Offer, answer and candidates travel by way of the room server.
    func negotiate(restartingICE: Bool = false) {
        let offer = sender.offer(restartingICE: restartingICE)
        sender.gather(now: now)
        post { call in
            let answer = try call.tv.accept(offer: offer, now: call.now, random: &call.random)
            call.answer = answer
            call.post { try $0.sender.accept(answer: answer, now: $0.now) }
        }
        collect()
    }

    @discardableResult
    func run(_ duration: Duration, until condition: (FarCall) -> Bool = { _ in false }) throws -> Bool {
        let limit = now + duration
        var wakeups = 0
        collect()
        while !condition(self) {
            var next = soonest(soonest(tvDeadline, sender.nextDeadline), network.nextDeadline)
            next = soonest(next, mail.map(\.at).min())
            if sender.isConnected { next = soonest(next, camera.nextFrame) }
            guard let next, next <= limit else {
                now = limit
                tick()
                return condition(self)
            }
            wakeups = next <= now ? wakeups + 1 : 0
            guard wakeups < 1000 else {
                Issue.record("something asks to be woken over and over")
                return false
            }
            now = max(now, next)
            tick()
            try step()
        }
        return true
    }

    /// Whether pictures still come.
    func isProjecting(within duration: Duration = .seconds(5)) throws -> Bool {
        let before = frames
        return try run(duration) { $0.frames > before + 5 }
    }

    var statistics: PeerStatistics { tv.statistics }

    /// `local-remote`, as each end sees its path.
    var path: String {
        let ours = [tv.statistics.localCandidateType, tv.statistics.remoteCandidateType].map { $0?.rawValue ?? "none" }
        return ours.joined(separator: "-")
    }

    /// The TV's only address goes, and another takes its place.
    func moveTV(to address: TransportAddress) {
        network.detach(FarCall.tvAddress)
        tv.hostAddressVanished(FarCall.tvAddress, now: now)
        tv.removeHostAddress(FarCall.tvAddress, now: now)
        network.attach(address, to: .far)
        tv.hostAddressAppeared(address, now: now)
        tvAddress = address
        collect()
    }

    func close() {
        tv.close(now: now)
        collect()
    }

    private func post(_ deliver: @escaping (FarCall) throws -> Void) {
        mail.append((now + FarCall.signallingDelay, deliver))
    }

    private func step() throws {
        while let index = mail.firstIndex(where: { $0.at <= now }) {
            try mail.remove(at: index).deliver(self)
            collect()
        }
        while let delivery = network.nextDelivery(now: now) {
            switch delivery.destination {
            case tvAddress, FarCall.tvIPv6:
                tv.receive(Datagram(delivery.bytes, local: delivery.destination, remote: delivery.source), arrival: now)
            case FarCall.senderAddress, FarCall.senderIPv6:
                sender.receive(delivery.bytes, local: delivery.destination, remote: delivery.source, now: now)
            case server.address: server.receive(delivery.bytes, from: delivery.source, now: now)
            case otherServer?.address: otherServer?.receive(delivery.bytes, from: delivery.source, now: now)
            case let relayed where otherServer?.relayedAddresses.contains(relayed) == true:
                otherServer?.receiveRelayed(delivery.bytes, at: relayed, from: delivery.source, now: now)
            default: server.receiveRelayed(delivery.bytes, at: delivery.destination, from: delivery.source, now: now)
            }
        }
        if let tvDeadline, tvDeadline <= now { tv.handleTimeout(now: now) }
        if let deadline = sender.nextDeadline, deadline <= now { sender.handleTimeout(now: now) }
        if sender.isConnected, let shot = camera.take(now: now) {
            sender.send(frame: shot.frame, timestamp: shot.timestamp, now: now)
        }
        collect()
    }

    private func collect() {
        while let output = server.pollOutput() ?? otherServer?.pollOutput() {
            network.send(output.bytes, from: output.source, to: output.destination, now: now)
        }
        while let output = sender.pollOutput() {
            switch output {
            case .transmit(let bytes, let local, let remote): network.send(bytes, from: local, to: remote, now: now)
            case .event(.candidate(let line)): post { $0.tv.addRemoteCandidate(line, now: $0.now) }
            case .event(.keyFrameRequested): camera.isKeyFrameNeeded = true
            case .event(.connected), .event(.closed): break
            }
        }
        while true {
            switch tv.pollOutput() {
            case .transmit(let datagram): network.send(datagram.bytes, from: datagram.local, to: datagram.remote, now: now)
            case .server(.report(_, let failure)): reports.append(failure)
            case .server(let action): Issue.record("only datagrams here: \(action)")
            case .event(let event): handle(event)
            case .resolve: break
            case .timeout(let deadline):
                tvDeadline = deadline
                return
            }
        }
    }

    private func handle(_ event: PeerCore.Event) {
        switch event {
        case .connected, .sound: break
        case .frame(let frame):
            frames += 1
            tv.frameDecoded(frame.number, isKeyFrame: frame.isKeyFrame, now: now)
        case .localCandidate(let line, _):
            candidates.append(line)
            // After the answer, which was posted before.
            post { $0.sender.addRemoteCandidate(line, now: $0.now) }
        case .ended(let reason): end = reason
        }
    }

    private func tick() {
        virtual_clock_set(1_800_000_000_000_000_000 + now.nanoseconds)
    }
}
