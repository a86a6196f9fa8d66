import RTP
package import Wire

/// Sound beside the picture of a `TestSender`: its section in the offer, and its packets, which go to `send(plainRTP:)` and
/// `send(plainRTCP:)`.
package struct SoundStream: Sendable {
    package static let payloadType: UInt8 = 111
    package static let mid = "1"
    /// Samples at 48 kHz in a packet.
    package static let frame: UInt32 = 960

    package let ssrc: UInt32
    private var sequenceNumber: UInt16
    private var timestamp: UInt32
    private var packetCount: UInt32 = 0
    private var last: (timestamp: UInt32, at: MonotonicTime)?

    package init(ssrc: UInt32 = 7777, sequenceNumber: UInt16 = 100, timestamp: UInt32 = 1_000_000) {
        self.ssrc = ssrc
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
    }

    /// The offer of a `TestSender` with an audio section as Chromium writes it for a tab's sound.
    package static func adding(to offer: String, feedback: [String] = ["transport-cc"]) -> String {
        let section = [
            "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0",
            "a=setup:actpass", "a=mid:\(mid)", "a=extmap:14 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
            "a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
            "a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid", "a=sendonly", "a=msid:screen sound", "a=rtcp-mux", "a=rtcp-rsize",
            "a=rtpmap:111 opus/48000/2",
        ]
        let codecs = [
            "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111", "a=rtpmap:9 G722/8000",
            "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:13 CN/8000", "a=rtpmap:110 telephone-event/48000",
            "a=rtpmap:126 telephone-event/8000",
        ]
        let lines = section + feedback.map { "a=rtcp-fb:111 \($0)" } + codecs
        let group = offer.split(separator: "\r\n").map { line in
            line.hasPrefix("a=group:BUNDLE") ? "\(line) \(mid)" : String(line)
        }
        return (group + lines).map { $0 + "\r\n" }.joined()
    }

    /// The next 20 ms, recorded at `now`; `transportNumber` is the transport-wide one, in extension 4.
    package mutating func packet(_ opus: [UInt8], transportNumber: UInt16? = nil, now: MonotonicTime) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 32 + opus.count)
        writer.write(UInt8(transportNumber == nil ? 0x80 : 0x90))
        writer.write(Self.payloadType)
        writer.write(sequenceNumber)
        writer.write(timestamp)
        writer.write(ssrc)
        if let transportNumber {
            writer.write(UInt16(0xBEDE))
            writer.write(UInt16(1))
            writer.write(UInt8(4 << 4 | 1))
            writer.write(transportNumber)
            writer.write(UInt8(0))
        }
        writer.write(opus)
        last = (timestamp, now)
        sequenceNumber &+= 1
        timestamp &+= Self.frame
        packetCount += 1
        return writer.bytes
    }

    /// A sender report for `now`; `nil` before the first packet.
    package func report(now: MonotonicTime) -> [UInt8]? {
        guard let last else { return nil }
        let elapsed = SampleTime.samples(now - last.at)
        let report = SenderReport(
            ssrc: ssrc,
            ntpTimestamp: WallClock.ntpTimestamp(at: now),
            rtpTimestamp: last.timestamp &+ UInt32(truncatingIfNeeded: elapsed),
            packetCount: packetCount,
            octetCount: packetCount &* 80
        )
        return RTCPPacket.serialize([.senderReport(report), .sourceDescription([SourceDescription(ssrc: ssrc, cname: "sound")])])
    }
}
