import NetworkEmulator
import PeerCore
import RTP
import SDP
import SeededRandom
import Testing
import VP8TestSender
import Wire

@Suite("Hostile datagrams")
struct HostileTests {
    private static let stranger = TransportAddress(.v4(0xCB00_7109), 6666)

    @Test func dropsMediaFromAnAddressThatPassedNoCheck() throws {
        let call = try Call()
        var copies: [[UInt8]] = []
        call.fate = { side, bytes in
            guard side == .near, let first = bytes.first, (128...191).contains(first) else { return .pass }
            copies.append(bytes)
            return copies.count < 30 ? .drop : .pass
        }
        try call.negotiate()
        #expect(call.run(.seconds(2)) { _ in copies.count >= 20 })
        let received = call.video.packetsReceived
        for copy in copies { call.inject(copy, from: Self.stranger) }
        #expect(call.statistics.drops.unvalidated == copies.count)
        #expect(call.video.packetsReceived == received)
    }

    @Test func dropsHandshakesFromAnAddressThatPassedNoCheck() throws {
        let call = try Call.projecting()
        call.inject([22, 254, 253] + [UInt8](repeating: 0, count: 60), from: Self.stranger)
        #expect(call.statistics.drops.unvalidated == 1)
        call.run(.seconds(1))
        #expect(call.end == nil)
    }

    @Test("a stranger's ClientHello that comes first neither begins nor ends the handshake")
    func losesNoRaceToAStrangersClientHello() throws {
        var configuration = TestSender.Configuration()
        configuration.setup = .active
        let call = try Call(configuration, conditions: LinkConditions(delay: .milliseconds(20)))
        var hello: [UInt8]?
        call.fate = { side, bytes in
            if side == .near, bytes.first == 22, hello == nil { hello = bytes }
            return .pass
        }
        let stranger = try Call(configuration)
        var theirs: [UInt8]?
        stranger.fate = { side, bytes in
            if side == .near, bytes.first == 22, theirs == nil { theirs = bytes }
            return .pass
        }
        try stranger.negotiate()
        #expect(stranger.run(.seconds(1)) { _ in theirs != nil })
        let flood = try #require(theirs)

        try call.negotiate()
        for _ in 0..<20 {
            call.inject(flood, from: Self.stranger)
            call.run(.milliseconds(5))
        }
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        #expect(hello != nil && call.statistics.drops.unvalidated == 20)
        #expect(call.end == nil)
    }

    @Test func countsReplaysAndForgeries() throws {
        let call = try Call()
        var media: [[UInt8]] = []
        call.fate = { side, bytes in
            if side == .near, let first = bytes.first, (128...191).contains(first) { media.append(bytes) }
            return .pass
        }
        try call.negotiate()
        call.run(.seconds(1))
        let frames = call.frames.count
        for packet in media { call.inject(packet) }
        #expect(call.statistics.drops.replayed == media.count)
        for packet in media {
            var forged = packet
            forged[forged.count / 2] ^= 1
            // A number of its own, or it would be a replay.
            forged[2] ^= 0x10
            call.inject(forged)
        }
        #expect(call.statistics.drops.unauthenticated > 0)
        #expect(call.statistics.drops.unauthenticated + call.statistics.drops.replayed >= 2 * media.count - 4)
        #expect(call.frames.count == frames)
        call.run(.seconds(1))
        #expect(call.frames.allSatisfy(call.camera.took))
        #expect(call.frames.count >= frames + 28)
    }

    @Test("a flood of garbage and of mutated real datagrams is counted and survived", arguments: 1...8 as ClosedRange<UInt64>)
    func survivesAFlood(seed: UInt64) throws {
        let call = try Call(seed: seed)
        var flood = Flood(seed: seed)
        call.fate = { side, bytes in
            if side == .near { flood.learn(bytes) }
            return .pass
        }
        try call.negotiate()
        for _ in 0..<400 {
            call.run(.milliseconds(10))
            for _ in 0..<8 { call.inject(flood.next(), from: flood.isFromStranger() ? Self.stranger : Call.senderAddress) }
        }
        #expect(call.end == nil)
        let drops = call.statistics.drops
        #expect(drops.unknown > 0 && drops.unvalidated > 0 && drops.unauthenticated > 0)
        #expect(call.frames.allSatisfy(call.camera.took))
        #expect(call.frames.count > 90)
    }

    @Test("garbage before there is an offer changes nothing")
    func survivesGarbageBeforeTheOffer() throws {
        let call = try Call()
        var flood = Flood(seed: 3)
        for _ in 0..<2000 { call.inject(flood.next()) }
        try call.negotiate()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
    }
}

/// Seeded garbage: random bytes, and what really crossed the network with bits flipped, cut short or drawn out.
struct Flood {
    private var random: SeededGenerator
    private var seen: [[UInt8]] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func learn(_ datagram: [UInt8]) {
        if seen.count < 200 { seen.append(datagram) } else { seen[Int.random(in: 0..<200, using: &random)] = datagram }
    }

    mutating func isFromStranger() -> Bool {
        Int.random(in: 0..<4, using: &random) == 0
    }

    mutating func next() -> [UInt8] {
        guard Bool.random(using: &random), var datagram = seen.randomElement(using: &random) else { return noise() }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: datagram.removeLast(Int.random(in: 0...datagram.count, using: &random))
        case 1: datagram += noise()
        default: break
        }
        for _ in 0..<Int.random(in: 1...8, using: &random) where !datagram.isEmpty {
            datagram[Int.random(in: datagram.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        return datagram
    }

    private mutating func noise() -> [UInt8] {
        (0..<Int.random(in: 0...1500, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}
