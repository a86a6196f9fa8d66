import RTP
import Wire

/// A whole receiver fed with what the input says: raw and well-formed packets, reports, time, a decoder's answers.
///
/// Whatever happens: frames are numbered without holes and begin with a key frame, all RTCP that leaves can be read and fits a
/// datagram, and no deadline that was served stays due.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var script = Script(Array(UnsafeBufferPointer(start: data, count: count)))
    script.run()
    return 0
}

private struct Script {
    private let input: [UInt8]
    private var offset = 0
    private var receiver: VideoReceiver
    private var now = MonotonicTime(nanoseconds: 0)
    private var sequence: UInt16 = 0
    private var timestamp: UInt32 = 0
    private var pictureID: UInt16 = 0
    private var transportSequence: UInt16 = 0
    private var nextFrame: Int64 = 0

    init(_ input: [UInt8]) {
        self.input = input
        let flags = input.first ?? 0
        var configuration = VideoReceiver.Configuration(
            localSSRC: 1,
            cname: "fuzz",
            payloadType: 96,
            rtxPayloadType: flags & 0x20 == 0 ? 97 : nil,
            feedback: VideoReceiver.Feedback(rawValue: ~flags & 0x1F)
        )
        configuration.transportWideCCExtension = 3
        configuration.usesReducedSizeRTCP = flags & 0x40 == 0
        if flags & 0x80 != 0 { configuration.sources = [.init(ssrc: 10, rtxSSRC: 20)] }
        receiver = VideoReceiver(configuration: configuration, seed: 1)
        offset = min(1, input.count)
    }

    private mutating func next() -> UInt8 {
        guard offset < input.count else { return 0 }
        defer { offset += 1 }
        return input[offset]
    }

    private mutating func take(_ count: UInt8) -> [UInt8] {
        let end = min(input.count, offset + Int(count))
        defer { offset = end }
        return Array(input[offset..<end])
    }

    mutating func run() {
        receiver.start(now: now)
        while offset < input.count {
            let operation = next()
            switch operation & 0x0F {
            case 0: receiver.receive(rtp: take(next()), arrival: now)
            case 1: receiver.receive(rtcp: take(next()), now: now)
            case 2: wait(.milliseconds(Int64(next()) * 4))
            case 3: receiver.frameDecoded(Int64(next()), isKeyFrame: operation & 0x10 != 0, now: now)
            case 4: receiver.keyFrameNeeded(now: now)
            case 5: receiver.setRoundTripTime(.milliseconds(Int64(next()) * 10 - 100))
            case 6: sequence &+= UInt16(next()) << 8
            case 7: transportSequence &+= UInt16(next()) << 8
            default: receiver.receive(rtp: packet(operation), arrival: now)
            }
            drain()
        }
        wait(.seconds(3))
        _ = receiver.statistics
        receiver.stop(now: now)
        drain()
    }

    private mutating func wait(_ duration: Duration) {
        let end = now + duration
        var rounds = 0
        while let deadline = receiver.nextDeadline, deadline <= end {
            now = max(now, deadline)
            receiver.handleTimeout(now: now)
            drain()
            if let again = receiver.nextDeadline, again <= now { fatalError("a served deadline is still due") }
            rounds += 1
            guard rounds < 100_000 else { fatalError("time does not pass") }
        }
        now = end
    }

    private mutating func drain() {
        while let output = receiver.pollOutput() {
            switch output {
            case .rtcp(let bytes):
                guard bytes.count <= 1400 else { fatalError("report too large") }
                guard let packets = try? RTCPPacket.parse(compound: bytes.span), !packets.isEmpty else {
                    fatalError("report unreadable")
                }
            case .frame(let frame):
                guard frame.number == nextFrame else { fatalError("frame numbers have a hole") }
                guard frame.number > 0 || frame.isKeyFrame else { fatalError("the first frame is no key frame") }
                guard frame.firstPacketArrival <= frame.lastPacketArrival else { fatalError("arrivals in the wrong order") }
                nextFrame += 1
            case .bye: break
            }
        }
    }

    /// A well-formed packet near where the stream is.
    private mutating func packet(_ operation: UInt8) -> [UInt8] {
        let (shape, shift) = (next(), next())
        let isRetransmission = shape & 0x80 != 0
        sequence &+= 1
        let number = sequence &+ UInt16(truncatingIfNeeded: Int(Int8(bitPattern: shift)) / (operation & 0x10 != 0 ? 1 : 16))
        if shape & 0x01 != 0 {
            timestamp &+= 3000
            pictureID = (pictureID + 1) & 0x7FFF
        }
        transportSequence &+= 1
        var writer = ByteWriter()
        writer.write(UInt8(0x90))
        let flags: UInt8 = shape & 0x02 != 0 ? 0x80 : 0
        writer.write(flags | (isRetransmission ? UInt8(97) : UInt8(96)))
        writer.write(number)
        writer.write(timestamp)
        writer.write(UInt32(isRetransmission ? 20 : 10) + (operation & 0x20 != 0 ? UInt32(operation >> 6) : 0))
        writer.write(UInt16(0xBEDE))
        writer.write(UInt16(1))
        writer.write(UInt8(0x31))
        writer.write(transportSequence)
        writer.write(UInt8(0))
        if isRetransmission { writer.write(number) }
        guard shape & 0x04 == 0 else { return writer.bytes }
        let isStart = shape & 0x08 != 0
        let hasLayers = shape & 0x40 != 0
        writer.write(UInt8(isStart ? 0x90 : 0x80))
        writer.write(UInt8(hasLayers ? 0xE0 : 0x80))
        writer.write(0x8000 | pictureID)
        if hasLayers {
            writer.write(next())
            writer.write(next())
        }
        let isKey = shape & 0x10 != 0
        writer.write(UInt8(isKey ? 0x10 : 0x11))
        writer.write([0, 0, 0x9D, 0x01, 0x2A, 0x40, 0x01, shape & 0x20, 0x01] as [UInt8])
        return writer.bytes
    }
}
