import RTP
import Wire

/// Receiver and jitter buffer fed with what the input says: raw and well-formed packets, reports, time.
///
/// Whatever happens: each step is of a length that decoders take, what waits stays bounded, what was handed out never comes again,
/// and RTCP that leaves can be read.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var script = Script(Array(UnsafeBufferPointer(start: data, count: count)))
    script.run()
    return 0
}

private struct Script {
    private let input: [UInt8]
    private var offset = 0
    private var receiver: AudioReceiver
    private var buffer = PlayoutBuffer()
    private var now = MonotonicTime(nanoseconds: 1_000_000_000)
    private var sequence: UInt16 = 0
    private var timestamp: UInt32 = 0
    private var last: (epoch: Int, sequence: Int64)?

    init(_ input: [UInt8]) {
        self.input = input
        let flags = input.first ?? 0
        var configuration = AudioReceiver.Configuration(localSSRC: 1, cname: "fuzz", payloadType: 111)
        configuration.usesNack = flags & 1 != 0
        configuration.usesReducedSizeRTCP = flags & 2 != 0
        if flags & 4 != 0 { (configuration.midExtension, configuration.mid) = (3, "1") }
        if flags & 8 != 0 { configuration.ssrc = 10 }
        receiver = AudioReceiver(configuration: configuration, seed: 1)
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
        while offset < input.count {
            let operation = next()
            switch operation & 0x0F {
            case 0: if let packet = try? RTPPacket(parsing: take(next())) { receiver.receive(packet, arrival: now) }
            case 1: receiver.receive(rtcp: take(next()), now: now)
            case 2: now += .milliseconds(Int64(next()))
            case 3: sequence &+= UInt16(next()) << 8
            case 4: timestamp &+= UInt32(next()) << 20
            case 5: receiver.setRoundTripTime(.milliseconds(Int64(next()) * 10 - 100))
            case 6: buffer.minimumDelay = .milliseconds(Int64(next()) * 4)
            case 7: receiver.handleTimeout(now: now)
            case 8, 9, 10, 11: for _ in 0..<(next() & 0x0F) { pull() }
            default: if let packet = try? RTPPacket(parsing: packet(operation)) { receiver.receive(packet, arrival: now) }
            }
            drain()
        }
        _ = receiver.statistics
    }

    private mutating func pull() {
        if let position = buffer.nextTimestamp {
            let rate = buffer.rate(position: Double(position), now: now)
            guard rate > 0.98, rate < 1.02 else { fatalError("rate \(rate)") }
        }
        let step = buffer.next(now: now)
        let samples: Int
        switch step {
        case .play(let packet):
            if let last, packet.epoch == last.epoch, packet.sequence <= last.sequence { fatalError("played twice") }
            last = (packet.epoch, packet.sequence)
            samples = packet.duration
            if packet.payload.count < 3 { _ = buffer.stretchSilence(samples: samples) }
        case .recover(let count, _), .conceal(let count), .silence(let count): samples = count
        }
        guard samples > 0, samples <= OpusPacketHeader.longestDuration, samples % 120 == 0 else {
            fatalError("\(samples) samples")
        }
        guard buffer.targetDelay <= PlayoutBuffer.longestWait else { fatalError("waits \(buffer.targetDelay)") }
        now += SampleTime.duration(samples)
    }

    private mutating func drain() {
        while let output = receiver.pollOutput() {
            switch output {
            case .packet(let packet): buffer.insert(packet)
            case .rtcp(let bytes):
                guard let packets = try? RTCPPacket.parse(compound: bytes.span), !packets.isEmpty else {
                    fatalError("report unreadable")
                }
            }
        }
        guard buffer.count <= 400 else { fatalError("holds \(buffer.count)") }
    }

    /// A well-formed packet near where the stream is.
    private mutating func packet(_ operation: UInt8) -> [UInt8] {
        let (shift, toc) = (next(), next())
        sequence &+= 1
        timestamp &+= 960
        let step = Int(Int8(bitPattern: shift)) / 32
        var writer = ByteWriter()
        writer.write(UInt8(0x80))
        writer.write(UInt8(111))
        writer.write(sequence &+ UInt16(truncatingIfNeeded: step))
        writer.write(timestamp &+ UInt32(truncatingIfNeeded: step * 960))
        writer.write(UInt32(10) + (operation & 0x10 != 0 ? UInt32(operation >> 5) : 0))
        writer.write(toc)
        writer.write(take(shift & 0x07))
        return writer.bytes
    }
}
