import DTLS
import ICE
import NetworkEmulator
import PeerCore
import SeededRandom
import VP8TestSender
import Wire

/// A connected peer takes whatever a network, a stranger or a hostile sender with good keys sends, and never traps, spins or
/// grows; and it is still closed as it should be.
///
/// The input is a script: one byte says what, one how long, then so many bytes of content.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: min(count, 16_384)))
    guard let certificates else { return 0 }
    var scene = Scene(certificates.sender, certificates.tv, offers: (bytes.first ?? 0) & 1 == 1)
    scene.connect()
    var reader = ByteReader(bytes.span)
    while let what = try? reader.readUInt8(), let length = try? reader.readUInt8() {
        let content = (try? reader.readBytes(min(Int(length), reader.remaining))) ?? []
        scene.play(Scene.Act(rawValue: what % 12) ?? .wait, content)
    }
    scene.finish()
    return 0
}

private let certificates = try? (sender: DTLSCertificate.selfSigned(), tv: DTLSCertificate.selfSigned())

/// The peer, a test sender that has shaken hands with it, and a network that loses nothing.
private struct Scene: ~Copyable {
    enum Act: UInt8 {
        case datagram, strangersDatagram, rtp, rtcp, wait, candidate, offer, answer, decoded, vanish, resolved, rtpOfTheStream
    }

    private static let near = TransportAddress(.v4(0xC000_0201), 50000)
    private static let far = TransportAddress(.v4(0xC000_0202), 40000)
    private static let stranger = TransportAddress(.v4(0xCB00_7109), 6666)

    private var sender: TestSender
    private var peer: PeerCore
    private var random = SeededGenerator(seed: 7)
    private var now = MonotonicTime(nanoseconds: 1_000_000_000)
    private var deadline: MonotonicTime?
    private var network = NetworkEmulator(seed: 3)
    private var sequence: UInt16 = 0

    init(_ sendersCertificate: DTLSCertificate, _ certificate: DTLSCertificate, offers: Bool) {
        sender = TestSender(certificate: sendersCertificate, seed: 5)
        peer = PeerCore(configuration: PeerConfiguration(), certificate: certificate, random: &random)
        network.attach(Self.near, to: .near)
        network.attach(Self.far, to: .far)
        sender.addHostAddress(Self.near)
        peer.addHostAddress(Self.far)
        if offers {
            if let offer = try? peer.makeOffer(now: now, random: &random),
                let answer = try? sender.answer(offer: offer, now: now)
            {
                try? peer.accept(answer: answer, now: now)
            }
        } else if let answer = try? peer.accept(offer: sender.offer(), now: now, random: &random) {
            try? sender.accept(answer: answer, now: now)
        }
    }

    mutating func connect() {
        for _ in 0..<200 where !sender.isConnected { advance(.milliseconds(5)) }
        advance(.milliseconds(20))
        precondition(sender.isConnected, "the handshake failed before the script began")
    }

    mutating func play(_ act: Act, _ content: [UInt8]) {
        let text = String(decoding: content, as: UTF8.self)
        let number = content.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        switch act {
        case .datagram: peer.receive(Datagram(content, local: Self.far, remote: Self.near), arrival: now)
        case .strangersDatagram: peer.receive(Datagram(content, local: Self.far, remote: Self.stranger), arrival: now)
        case .rtp: sender.send(plainRTP: content, now: now)
        case .rtpOfTheStream: sender.send(plainRTP: header(marker: number & 1 == 1) + content, now: now)
        case .rtcp: sender.send(plainRTCP: content, now: now)
        case .wait: advance(.milliseconds(number))
        case .candidate: peer.addRemoteCandidate(text, now: now)
        case .offer: _ = try? peer.accept(offer: text, now: now, random: &random)
        case .answer: try? peer.accept(answer: text, now: now)
        case .decoded: peer.frameDecoded(Int64(number), isKeyFrame: number & 1 == 0, now: now)
        case .vanish:
            peer.hostAddressVanished(Self.far, now: now)
            peer.hostAddressReturned(Self.far, now: now)
        case .resolved: peer.resolved(name: text, to: .v4(UInt32(number)), now: now)
        }
        advance(.milliseconds(1))
    }

    /// Of the payload type that was agreed on, so that what follows reaches the depacketiser.
    private mutating func header(marker: Bool) -> [UInt8] {
        sequence &+= 1
        let time = UInt8(truncatingIfNeeded: sequence >> 2)
        return [0x80, 96 | (marker ? 0x80 : 0), UInt8(sequence >> 8), UInt8(sequence & 255), 0, 0, time, 0, 0, 0, 0, 77]
    }

    mutating func finish() {
        peer.close(now: now)
        advance(.seconds(60))
        precondition(deadline == nil, "a closed peer asks to be woken")
    }

    private mutating func advance(_ duration: Duration) {
        let end = now + duration
        collect()
        var wakeups = 0
        while let next = soonest(soonest(deadline, sender.nextDeadline), network.nextDeadline), next <= end {
            wakeups = next <= now ? wakeups + 1 : 0
            precondition(wakeups < 10_000, "something asks to be woken over and over")
            now = max(now, next)
            while let delivery = network.nextDelivery(now: now) {
                if delivery.destination == Self.far {
                    peer.receive(Datagram(delivery.bytes, local: Self.far, remote: delivery.source), arrival: now)
                } else {
                    sender.receive(delivery.bytes, local: Self.near, remote: delivery.source, now: now)
                }
            }
            if let deadline, deadline <= now { peer.handleTimeout(now: now) }
            if let due = sender.nextDeadline, due <= now { sender.handleTimeout(now: now) }
            collect()
        }
        now = end
    }

    private mutating func collect() {
        while let output = sender.pollOutput() {
            if case .transmit(let bytes, let local, let remote) = output {
                network.send(bytes, from: local, to: remote, now: now)
            }
        }
        var outputs = 0
        while true {
            outputs += 1
            precondition(outputs < 10_000, "one input makes output without end")
            switch peer.pollOutput() {
            case .transmit(let datagram): network.send(datagram.bytes, from: datagram.local, to: datagram.remote, now: now)
            case .timeout(let next):
                deadline = next
                return
            default: break
            }
        }
    }
}
