import SeededRandom
import Wire

@testable import RTP

/// A sender and the receiver over a lossy link, in virtual time: the sender repeats what is asked for and answers PLI as browsers
/// do.
struct LossyCall {
    struct Link {
        /// Share of packets lost in each direction.
        var loss: Double
        var roundTrip: Duration
        var jitter: Duration = .zero
        var duplicates = 0.0
    }

    private enum Event {
        case media([UInt8])
        case feedback([UInt8])
        case nextFrame
    }

    private(set) var receiver: VideoReceiver
    private var sender = VP8Sender()
    private var random: SeededGenerator
    private let link: Link
    /// The next one last.
    private var events: [(at: MonotonicTime, event: Event)] = []
    private var now = MonotonicTime.zero
    private var history: [UInt16: [UInt8]] = [:]
    private var wantsKeyFrame = true
    private var lastKeyFrame: MonotonicTime?
    private(set) var keyFramesSent = 0
    private(set) var framesSent = 0
    private(set) var delivered: [(frame: EncodedFrame, at: MonotonicTime)] = []

    init(_ link: Link, seed: UInt64) {
        self.link = link
        random = SeededGenerator(seed: seed)
        var configuration = VideoReceiver.Configuration(
            localSSRC: 1,
            cname: "tv",
            payloadType: 96,
            rtxPayloadType: 97,
            feedback: [.nack, .pictureLossIndication, .fullIntraRequest, .transportWideCC]
        )
        configuration.transportWideCCExtension = 3
        receiver = VideoReceiver(configuration: configuration, seed: seed)
        receiver.setRoundTripTime(link.roundTrip)
        sender.sequence = UInt16.random(in: .min ... .max, using: &random)
        sender.pictureID = 0x7FF0
    }

    mutating func run(for duration: Duration) {
        let end = now + duration
        schedule(.nextFrame, at: now)
        receiver.start(now: now)
        while true {
            guard let moment = soonest(events.last?.at, receiver.nextDeadline), moment <= end else { return }
            now = moment
            if let next = events.last, next.at == moment {
                events.removeLast()
                handle(next.event)
            } else {
                receiver.handleTimeout(now: now)
            }
            drain()
        }
    }

    private mutating func handle(_ event: Event) {
        switch event {
        case .media(let packet): receiver.receive(rtp: packet, arrival: now)
        case .feedback(let bytes): answer(bytes)
        case .nextFrame:
            sendFrame()
            schedule(.nextFrame, at: now + .nanoseconds(33_333_333))
        }
    }

    private mutating func sendFrame() {
        let isKey = wantsKeyFrame && lastKeyFrame.map { now - $0 >= .milliseconds(300) } ?? true
        if isKey {
            wantsKeyFrame = false
            lastKeyFrame = now
            keyFramesSent += 1
        }
        framesSent += 1
        let count = isKey ? 60 : Int.random(in: 4...14, using: &random)
        for (index, packet) in sender.frame(key: isKey, packets: count, size: 1000).enumerated() {
            if let parsed = try? RTPPacket(parsing: packet) { history[parsed.sequenceNumber] = packet }
            send(.media(packet), after: .microseconds(150 * index))
        }
    }

    private mutating func answer(_ bytes: [UInt8]) {
        for packet in (try? RTCPPacket.parse(compound: bytes.span)) ?? [] {
            switch packet {
            case .genericNack(let nack):
                for sequence in nack.missing {
                    if let original = history[sequence] { send(.media(sender.retransmission(of: original)), after: .zero) }
                }
            case .pictureLossIndication, .fullIntraRequest: wantsKeyFrame = true
            default: break
            }
        }
    }

    private mutating func drain() {
        while let output = receiver.pollOutput() {
            switch output {
            case .rtcp(let bytes): send(.feedback(bytes), after: .zero)
            case .frame(let frame):
                delivered.append((frame, now))
                receiver.frameDecoded(frame.number, isKeyFrame: frame.isKeyFrame, now: now)
            case .bye: break
            }
        }
    }

    private mutating func send(_ event: Event, after wait: Duration) {
        guard Double.random(in: 0..<1, using: &random) >= link.loss else { return }
        let jitter = Duration.nanoseconds(Int64.random(in: 0...max(link.jitter.nanoseconds, 0), using: &random))
        schedule(event, at: now + wait + link.roundTrip / 2 + jitter)
        if Double.random(in: 0..<1, using: &random) < link.duplicates {
            schedule(event, at: now + wait + link.roundTrip / 2 + .milliseconds(3))
        }
    }

    private mutating func schedule(_ event: Event, at time: MonotonicTime) {
        var place = events.endIndex
        while place > 0, events[place - 1].at <= time { place -= 1 }
        events.insert((time, event), at: place)
    }

    /// The longest time without a frame, in seconds.
    var longestPause: Double {
        zip(delivered, delivered.dropFirst()).map { ($1.at - $0.at).seconds }.max() ?? 0
    }
}
