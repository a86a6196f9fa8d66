import RTP
import Testing

@Suite("RTCP")
struct RTCPTests {
    private static let block: [UInt8] = [
        0, 0, 0, 9, 0x40, 0xFF, 0xFF, 0xFE, 0, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5,
    ]
    private static let report: [UInt8] =
        [0x81, 200, 0, 12, 0, 0, 0, 7, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 10, 0, 0, 0, 11, 0, 0, 0, 12] + block
    private static let description: [UInt8] = [0x81, 202, 0, 3, 0, 0, 0, 7, 1, 2, 0x61, 0x62, 0, 0, 0, 0]

    @Test func readsSenderReportWithBlock() throws {
        let packets = try RTCPPacket.parse(compound: Self.report.span)
        guard case .senderReport(let report) = packets.first else {
            Issue.record("not a sender report")
            return
        }
        #expect(report.ssrc == 7)
        #expect(report.ntpTimestamp == 0x0102_0304_0506_0708)
        #expect(report.blocks.first?.cumulativeLost == -2)
        #expect(report.blocks.first?.extendedHighestSequence == 0x1_0002)
    }

    @Test func readsCompoundAndSkipsExtendedReportOfFirefox() throws {
        let targetBitrate: [UInt8] = [0x80, 207, 0, 3, 0, 0, 0, 7, 42, 0, 0, 1, 0, 0, 1, 0]
        let bytes = Self.report + Self.description + targetBitrate + [0x81, 203, 0, 1, 0, 0, 0, 7]
        let packets = try RTCPPacket.parse(compound: bytes.span)
        #expect(packets.count == 4)
        #expect(packets[1] == .sourceDescription([SourceDescription(ssrc: 7, cname: "ab")]))
        #expect(packets[2] == .other(packetType: 207, format: 0))
        #expect(packets[3] == .goodbye([7]))
    }

    @Test func refusesOrReadsEveryPrefixWithoutHarm() {
        let bytes = Self.report + Self.description
        for count in 1..<bytes.count where count != Self.report.count {
            #expect(throws: RTCPError.truncated) { try RTCPPacket.parse(compound: Array(bytes.prefix(count)).span) }
        }
    }

    private static let damaged: [([UInt8], RTCPError)] = [
        ([0x40, 201, 0, 1, 0, 0, 0, 1], RTCPError.unsupportedVersion(1)),
        ([0xA0, 201, 0, 1, 0, 0, 0, 0], .invalidPadding),
        ([0xA0, 201, 0, 1, 0, 0, 0, 5], .invalidPadding),
        ([0x81, 201, 0, 1, 0, 0, 0, 1], .truncated),
        ([0x82, 203, 0, 1, 0, 0, 0, 1], .truncated),
        ([0x81, 202, 0, 2, 0, 0, 0, 1, 1, 9, 0, 0], .truncated),
    ]

    @Test(arguments: damaged)
    func refusesDamage(_ bytes: [UInt8], _ error: RTCPError) {
        #expect(throws: error) { try RTCPPacket.parse(compound: bytes.span) }
    }

    @Test func refusesEndlessCompound() {
        let bytes = [[UInt8]](repeating: [0x80, 203, 0, 0], count: 100).flatMap { $0 }
        #expect(throws: RTCPError.tooManyPackets) { try RTCPPacket.parse(compound: bytes.span) }
    }

    @Test func acceptsPaddingOnTheLastPacket() throws {
        let bytes: [UInt8] = [0xA1, 206, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 4]
        #expect(try RTCPPacket.parse(compound: bytes.span) == [.pictureLossIndication(senderSSRC: 1, mediaSSRC: 2)])
    }

    @Test func writesReceiverReportAsTheRFCDraws() {
        var block = ReportBlock(ssrc: 9)
        block.fractionLost = 0x40
        block.cumulativeLost = -2
        block.extendedHighestSequence = 0x1_0002
        block.jitter = 3
        block.lastSenderReport = 4
        block.delaySinceLastSenderReport = 5
        let bytes = RTCPPacket.serialize([.receiverReport(ssrc: 1, blocks: [block])])
        #expect(bytes == [0x81, 201, 0, 7, 0, 0, 0, 1] + Self.block)
    }

    @Test(arguments: ["", "a", "ab", "abc", "stream-0123456789"])
    func writesSourceDescriptionOnWordBoundary(cname: String) throws {
        let packet = RTCPPacket.sourceDescription([SourceDescription(ssrc: 7, cname: cname)])
        let bytes = RTCPPacket.serialize([packet])
        #expect(bytes.count % 4 == 0)
        #expect(bytes.last == 0)
        #expect(try RTCPPacket.parse(compound: bytes.span) == [packet])
    }

    @Test(arguments: [
        RTCPPacket.pictureLossIndication(senderSSRC: 1, mediaSSRC: 2),
        .fullIntraRequest(senderSSRC: 1, entries: [FullIntraRequestEntry(ssrc: 2, sequenceNumber: 255)]),
        .genericNack(GenericNack(senderSSRC: 1, mediaSSRC: 2, missing: [65_535, 0, 15, 16])),
        .receiverEstimatedMaximumBitrate(.init(senderSSRC: 1, bitrate: 20_000_000, ssrcs: [2, 3])),
        .goodbye([1, 2, 3]),
    ])
    func readsBackWhatItWrites(_ packet: RTCPPacket) throws {
        #expect(try RTCPPacket.parse(compound: RTCPPacket.serialize([packet]).span) == [packet])
    }

    @Test func packsNackIntoFewItemsAcrossTheWrap() {
        let nack = GenericNack(senderSSRC: 1, mediaSSRC: 2, missing: [65_535, 0, 15, 16, 40])
        #expect(
            nack.items == [
                .init(packetID: 65_535, followingLost: 0b1000_0000_0000_0001),
                .init(packetID: 16, followingLost: 0),
                .init(packetID: 40, followingLost: 0),
            ]
        )
        #expect(nack.missing == [65_535, 0, 15, 16, 40])
    }

    @Test func readsBitrateTooLargeForTheTypeAsTheLargest() throws {
        let bytes: [UInt8] = [0x8F, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0x52, 0x45, 0x4D, 0x42, 0, 0xFF, 0xFF, 0xFF]
        guard case .receiverEstimatedMaximumBitrate(let estimate) = try RTCPPacket.parse(compound: bytes.span).first else {
            Issue.record("not REMB")
            return
        }
        #expect(estimate.bitrate == .max)
    }

    @Test func skipsOtherApplicationLayerFeedback() throws {
        let bytes: [UInt8] = [0x8F, 206, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]
        #expect(try RTCPPacket.parse(compound: bytes.span) == [.other(packetType: 206, format: 15)])
    }
}
