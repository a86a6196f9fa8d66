import STUN
import TURN
import Testing
import Wire

@Suite("TURN over streams") struct TURNStreamFramerTests {
    private let frames: [[UInt8]] = [
        STUNMessage(.request, transactionID: STUNTransactionID(high: 1, low: 2)).serialized(),
        ChannelData.message(channel: 0x4000, payload: [1], isPadded: false),
        ChannelData.message(channel: 0x4FFF, payload: [], isPadded: false),
        ChannelData.message(channel: 0x4001, payload: Array(repeating: 5, count: 1203), isPadded: false),
        STUNMessage(
            .indication,
            .data,
            transactionID: STUNTransactionID(high: 3, low: 4),
            attributes: [.xorPeerAddress(TransportAddress(.v4(1), 2)), .data([1, 2, 3])]
        ).serialized(fingerprint: false),
    ]

    private var stream: [UInt8] { frames.flatMap { $0 + Array(repeating: 0, count: -$0.count & 3) } }

    @Test("however the stream is split, the frames are the same", arguments: [1, 2, 3, 5, 7, 100, 5000])
    func findsFramesAcrossReads(size: Int) throws {
        var framer = TURNStreamFramer()
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            framer.append(Array(stream[start..<min(start + size, stream.count)]).span)
            while let frame = try framer.next() { found.append(frame) }
        }
        #expect(found == frames)
        #expect(framer.pending == 0)
    }

    @Test func waitsForThePadding() throws {
        var framer = TURNStreamFramer()
        framer.append([0x40, 0, 0, 1, 9].span)
        #expect(try framer.next() == nil)
        framer.append([0, 0, 0].span)
        #expect(try framer.next() == [0x40, 0, 0, 1, 9])
    }

    @Test(arguments: [[0x16, 3, 1], [0x80, 0, 0, 0], [0x50, 0, 0, 0], [0x00, 0x01, 0x00, 0x03]] as [[UInt8]])
    func givesUpOnWhatIsNeither(bytes: [UInt8]) {
        var framer = TURNStreamFramer()
        framer.append(bytes.span)
        #expect(throws: TURNStreamError.neitherSTUNNorChannelData) { try framer.next() }
    }

    @Test func channelDataShorterThanItSaysIsNone() {
        #expect(ChannelData.parse([0x40, 0x00, 0x00, 0x05, 1, 2, 3].span) == nil)
        #expect(ChannelData.parse([0x40].span) == nil)
        // RFC 8656 §12: reserved numbers.
        #expect(ChannelData.parse([0x50, 0x00, 0x00, 0x00].span) == nil)
        #expect(ChannelData.parse([0x40, 0x00, 0x00, 0x01, 7, 0, 0, 0].span)?.payload == [7])
    }
}
