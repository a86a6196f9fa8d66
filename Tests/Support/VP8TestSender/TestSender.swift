package import DTLS
import DequeModule
package import ICE
import SRTP
import SeededRandom
package import Wire

/// A WebRTC sender of one VP8 stream without sockets, clock or randomness: on the wire, a browser that shares its screen.
///
/// Give it the addresses of its sockets, hand its `offer()` to the receiver and the answer to `accept`. After every call drain
/// `pollOutput()` until it is `nil`, and call `handleTimeout` at `nextDeadline`. Frames may be sent after `.connected`.
package struct TestSender: ~Copyable {
    package enum Output: Sendable {
        case transmit([UInt8], local: TransportAddress, remote: TransportAddress)
        case event(Event)
    }

    package enum Event: Sendable, Equatable {
        /// DTLS is done: frames can be sent.
        case connected
        /// To trickle; `nil`: there are no more. Only with `gather`.
        case candidate(String?)
        /// PLI or FIR, at most one in 300 ms: the next frame should be a key frame.
        case keyFrameRequested
        /// Over, for good: nothing follows.
        case closed(Closing)
    }

    package enum Closing: Sendable, Equatable {
        case closedByPeer
        case closedLocally
        /// No candidate pair worked, or consent was lost.
        case pathLost
        case handshakeFailed(DTLSError)
    }

    enum State: Equatable {
        case new
        case connecting
        case connected
        case closed
    }

    let configuration: Configuration
    let certificate: DTLSCertificate
    let mediaSSRC: UInt32
    let retransmissionSSRC: UInt32
    let cname: String
    let sessionID: UInt64
    var offerCount = 0
    var random: SeededGenerator

    var ice: ICEAgent
    var gatherer: CandidateGatherer
    var dtls: DTLSConnection?
    var inbound: SRTPContext?
    var outbound: SRTPContext?
    var video: VideoSender?
    var hosts: [ICECandidate] = []

    var state = State.new
    var handshakeStarted = false
    /// Where the peer's handshake came from, for answers before one of our own checks has succeeded.
    var handshakePath: AddressPair?
    /// A handshake begun by a receiver whose answer is still on its way.
    var earlyHandshake: [(datagram: [UInt8], path: AddressPair)] = []
    var outputs: Deque<Output> = []
    /// DTLS or media from an address that has passed no check.
    package internal(set) var unvalidatedDatagrams = 0

    /// - Parameter seed: makes ICE credentials, SSRCs and first sequence numbers; everything but the keys of DTLS repeats.
    package init(configuration: Configuration = Configuration(), certificate: DTLSCertificate, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        self.configuration = configuration
        self.certificate = certificate
        mediaSSRC = random.next(upperBound: UInt32.max - 1) + 1
        retransmissionSSRC = mediaSSRC + 1
        cname = String(random.next() as UInt64, radix: 36)
        sessionID = random.next() >> 1
        var gathering = CandidateGatherer.Configuration()
        gathering.policy = configuration.iceTransportPolicy
        gatherer = CandidateGatherer(configuration: gathering, seed: seed &+ 1)
        ice = ICEAgent(
            role: .controlling,
            localCredentials: ICECredentials(random: &random),
            tieBreaker: random.next(),
            seed: random.next()
        )
        self.random = random
    }

    /// Starts libsrtp, which takes 15 ms once per process: before time is measured.
    package static func prepare() {
        SRTPContext.prepare()
    }

    package var isConnected: Bool { state == .connected }

    /// Zero before the answer.
    package var statistics: TestSenderStatistics { video?.statistics ?? TestSenderStatistics() }

    /// Packets of frames already sent that wait for the pacer.
    package var queuedPackets: Int { video?.pacer.count ?? 0 }

    /// What the network carries, in bits per second; `nil` without rate control.
    package var targetBitrate: Int? { video?.rateControl?.target }

    /// What it sends over, and to.
    package var path: (local: ICECandidate.Kind, remote: ICECandidate.Kind)? {
        ice.sendingPair.map { ($0.local.kind, $0.remote.kind) }
    }

    /// As ICE measures it.
    package var roundTripTime: Duration? { ice.roundTripTime }

    /// The next thing to do, in order; `nil`: nothing before the next input or `nextDeadline`.
    package mutating func pollOutput() -> Output? {
        outputs.popFirst()
    }

    package var nextDeadline: MonotonicTime? {
        guard state != .closed else { return nil }
        var deadline = soonest(soonest(ice.nextDeadline, gatherer.nextDeadline), handshakeDeadline)
        if state == .connected { deadline = soonest(deadline, video?.nextDeadline) }
        return deadline
    }

    private var handshakeDeadline: MonotonicTime? {
        // Optional chaining would consume the connection.
        switch dtls {
        case .some(let connection): connection.nextDeadline
        case .none: nil
        }
    }

    /// Sends a whole VP8 frame; `timestamp` counts at 90 kHz. Before `.connected` the frame is dropped.
    package mutating func send(frame: [UInt8], timestamp: UInt32, now: MonotonicTime) {
        guard state == .connected else { return }
        video?.send(frame: frame, timestamp: timestamp, now: now)
        process(now: now)
    }

    /// Protects and sends RTP that no video of ours is: sound, or what a hostile sender with good keys might send.
    package mutating func send(plainRTP packet: [UInt8], now: MonotonicTime) {
        var packet = packet
        guard state == .connected, (try? outbound?.protectRTP(&packet)) != nil else { return }
        transmit(packet, now: now)
    }

    /// The same for RTCP.
    package mutating func send(plainRTCP packet: [UInt8], now: MonotonicTime) {
        var packet = packet
        guard state == .connected, (try? outbound?.protectRTCP(&packet)) != nil else { return }
        transmit(packet, now: now)
    }
}
