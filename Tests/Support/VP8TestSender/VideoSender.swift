import DequeModule
import RTP
import SeededRandom
import Wire

/// Sends the video of one m-line: frames and RTCP in, unencrypted RTP and RTCP out.
struct VideoSender: Sendable {
    enum Output: Sendable {
        case rtp([UInt8])
        case rtcp([UInt8])
        case keyFrameRequested
    }

    static let maximumPayloadSize = 1140
    static let clockRate: Int64 = 90_000
    static let reportInterval: Duration = .seconds(1)
    /// Browsers make at most one key frame in this time, however often they are asked.
    static let keyFrameInterval: Duration = .milliseconds(300)

    let configuration: Configuration
    var packetizer: VP8Packetizer
    var pacer: PacketPacer
    var history = PacketHistory()
    var ledger = TransportLedger()
    var rateControl: RateControl?
    var statistics = TestSenderStatistics()
    var roundTripTime: Duration = .milliseconds(10)

    private var sequenceNumber: UInt16
    private var retransmissionSequenceNumber: UInt16
    private var lastFrame: (timestamp: UInt32, sentAt: MonotonicTime)?
    private var nextReport: MonotonicTime?
    var lastKeyFrameRequest: MonotonicTime?
    var lastFullIntraRequest: UInt8?
    var outputs: Deque<Output> = []

    init(configuration: Configuration, random: inout some RandomNumberGenerator) {
        self.configuration = configuration
        packetizer = VP8Packetizer(maximumPayloadSize: Self.maximumPayloadSize, firstPictureID: random.next())
        pacer = PacketPacer(configuration.pacing)
        rateControl = configuration.rateControl.map(RateControl.init(limits:))
        // RFC 3550 §5.1; the upper half is left out so that libsrtp's rollover counter cannot start off wrong.
        sequenceNumber = random.next(upperBound: 0x8000)
        retransmissionSequenceNumber = random.next(upperBound: 0x8000)
    }

    /// Media may flow from now on.
    mutating func start(now: MonotonicTime) {
        guard configuration.opensWithPadding, let payloadType = configuration.retransmissionPayloadType else { return }
        pacer.append(
            OutgoingPacket(
                kind: .padding,
                ssrc: configuration.retransmissionSSRC,
                payloadType: payloadType,
                sequenceNumber: takeRetransmissionNumber(),
                timestamp: 0,
                marker: false,
                payload: [],
                padding: 255
            )
        )
        pump(now: now)
    }

    /// Takes a whole VP8 frame; `timestamp` counts at 90 kHz.
    mutating func send(frame: [UInt8], timestamp: UInt32, now: MonotonicTime) {
        let payloads = packetizer.payloads(of: frame)
        for (index, payload) in payloads.enumerated() {
            pacer.append(
                OutgoingPacket(
                    kind: .media,
                    ssrc: configuration.ssrc,
                    payloadType: configuration.payloadType,
                    sequenceNumber: sequenceNumber,
                    timestamp: timestamp,
                    marker: index == payloads.count - 1,
                    payload: payload
                )
            )
            sequenceNumber &+= 1
        }
        lastFrame = (timestamp, now)
        nextReport = nextReport ?? now
        statistics.framesSent += 1
        if let first = frame.first, VP8KeyFrameHeader.isKeyFrame(firstByte: first) { statistics.keyFramesSent += 1 }
        pump(now: now)
    }

    mutating func handleTimeout(now: MonotonicTime) {
        pump(now: now)
        if let nextReport, nextReport <= now {
            self.nextReport = now + Self.reportInterval
            sendReport(now: now)
        }
    }

    var nextDeadline: MonotonicTime? {
        soonest(pacer.deadline, nextReport)
    }

    mutating func pollOutput() -> Output? {
        outputs.popFirst()
    }

    /// Answers a NACK (RFC 4585 §6.2.1) with retransmissions (RFC 4588 §4).
    mutating func retransmit(_ missing: [UInt16], now: MonotonicTime) {
        guard let payloadType = configuration.retransmissionPayloadType else { return }
        for number in missing {
            guard var packet = history.take(number, pause: roundTripTime, now: now) else { continue }
            packet.kind = .retransmission
            packet.payload.insert(contentsOf: [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)], at: 0)
            packet.ssrc = configuration.retransmissionSSRC
            packet.payloadType = payloadType
            packet.sequenceNumber = takeRetransmissionNumber()
            pacer.append(packet)
        }
        pump(now: now)
    }

    private mutating func pump(now: MonotonicTime) {
        if let target = rateControl?.target { pacer.pacing = Pacing(bitrate: target * 5 / 2, size: Self.maximumPayloadSize) }
        for packet in pacer.takeBurst(now: now) {
            outputs.append(.rtp(write(packet, now: now)))
            if packet.kind == .media { history.append(packet, now: now) }
            statistics.count(packet)
        }
    }

    private mutating func takeRetransmissionNumber() -> UInt16 {
        defer { retransmissionSequenceNumber &+= 1 }
        return retransmissionSequenceNumber
    }

    /// SR and SDES (RFC 3550 §6.4.1), the media clock carried on from the newest frame.
    private mutating func sendReport(now: MonotonicTime) {
        guard let lastFrame else { return }
        let elapsed = (now - lastFrame.sentAt).nanoseconds / 1000 * Self.clockRate / 1_000_000
        let report = SenderReport(
            ssrc: configuration.ssrc,
            ntpTimestamp: WallClock.ntpTimestamp(at: now),
            rtpTimestamp: lastFrame.timestamp &+ UInt32(truncatingIfNeeded: elapsed),
            packetCount: UInt32(truncatingIfNeeded: statistics.packetsSent),
            octetCount: UInt32(truncatingIfNeeded: statistics.bytesSent)
        )
        let identity = SourceDescription(ssrc: configuration.ssrc, cname: configuration.cname)
        outputs.append(.rtcp(RTCPPacket.serialize([.senderReport(report), .sourceDescription([identity])])))
    }
}
