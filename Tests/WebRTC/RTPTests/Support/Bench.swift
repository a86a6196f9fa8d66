import Wire

@testable import RTP

/// A receiver in virtual time, with everything it puts out kept apart.
struct Bench {
    var receiver: VideoReceiver
    var now = MonotonicTime(nanoseconds: 1_000_000_000)
    var frames: [EncodedFrame] = []
    var rtcp: [RTCPPacket] = []
    var datagrams: [[UInt8]] = []
    var byes = 0
    /// Frames handed out are reported as decoded at once.
    var decodes = true

    init(_ change: (inout VideoReceiver.Configuration) -> Void = { _ in }) {
        var configuration = VideoReceiver.Configuration(
            localSSRC: 0xCAFE,
            cname: "tv",
            payloadType: 96,
            rtxPayloadType: 97,
            feedback: [.nack, .pictureLossIndication, .fullIntraRequest, .transportWideCC]
        )
        configuration.transportWideCCExtension = 3
        change(&configuration)
        receiver = VideoReceiver(configuration: configuration, seed: 7)
    }

    mutating func receive(_ packets: [[UInt8]]) {
        for packet in packets { receive(packet) }
    }

    mutating func receive(_ packet: [UInt8]) {
        receiver.receive(rtp: packet, arrival: now)
        drain()
    }

    mutating func receive(rtcp packets: [RTCPPacket]) {
        receiver.receive(rtcp: RTCPPacket.serialize(packets), now: now)
        drain()
    }

    /// Lets time pass, waking the receiver at each of its deadlines.
    mutating func advance(_ duration: Duration) {
        let end = now + duration
        while let deadline = receiver.nextDeadline, deadline <= end {
            now = max(now, deadline)
            receiver.handleTimeout(now: now)
            drain()
        }
        now = end
    }

    mutating func drain() {
        while let output = receiver.pollOutput() {
            switch output {
            case .frame(let frame):
                frames.append(frame)
                if decodes { receiver.frameDecoded(frame.number, isKeyFrame: frame.isKeyFrame, now: now) }
            case .rtcp(let bytes):
                datagrams.append(bytes)
                rtcp += (try? RTCPPacket.parse(compound: bytes.span)) ?? []
            case .bye: byes += 1
            }
        }
    }

    var statistics: VideoReceiverStatistics { receiver.statistics }

    var pictureLossIndications: Int {
        rtcp.count { if case .pictureLossIndication = $0 { true } else { false } }
    }

    /// Sequence numbers asked for, request by request.
    var nacks: [[UInt16]] {
        rtcp.compactMap { if case .genericNack(let nack) = $0 { nack.missing } else { nil } }
    }

    var transportFeedback: [TransportFeedback] {
        rtcp.compactMap { if case .transportFeedback(let feedback) = $0 { feedback } else { nil } }
    }

    /// Report blocks of all receiver reports.
    var reportBlocks: [ReportBlock] {
        rtcp.flatMap { packet -> [ReportBlock] in if case .receiverReport(_, let blocks) = packet { blocks } else { [] } }
    }
}
