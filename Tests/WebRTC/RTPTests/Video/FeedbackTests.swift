import Testing
import Wire

@testable import RTP

@Suite("Video receiver: feedback")
struct FeedbackTests {
    @Test func asksForTheFirstKeyFrameAtOnceWhenTheSourceIsAnnounced() {
        var bench = Bench { $0.sources = [.init(ssrc: 42)] }
        bench.receiver.start(now: bench.now)
        bench.drain()
        #expect(bench.rtcp == [.pictureLossIndication(senderSSRC: 0xCAFE, mediaSSRC: 42)])
    }

    @Test func waitsForTheFirstPacketWhenTheSourceIsNotAnnounced() {
        var bench = Bench()
        bench.receiver.start(now: bench.now)
        bench.advance(.seconds(5))
        #expect(bench.rtcp.isEmpty)
        var sender = VP8Sender()
        bench.receive(sender.frame()[0])
        #expect(bench.pictureLossIndications == 1)
    }

    @Test func doesNotAskWhileTheFirstKeyFrameIsAlreadyComing() {
        var bench = Bench()
        bench.receiver.start(now: bench.now)
        var sender = VP8Sender()
        for packet in sender.frame(key: true, packets: 50) {
            bench.receive(packet)
            bench.advance(.milliseconds(10))
        }
        bench.advance(.seconds(5))
        #expect(bench.frames.count == 1)
        #expect(bench.pictureLossIndications == 0)
    }

    @Test func repeatsUntilAKeyFrameIsDecodedOnAStillScreen() {
        var bench = Bench()
        bench.decodes = false
        var sender = VP8Sender()
        bench.receive(sender.frame()[0])
        bench.receive(sender.frame(key: true))
        bench.advance(.milliseconds(4500))
        #expect(bench.frames.count == 1)
        #expect(bench.statistics.pliCount == 5)
        #expect(bench.statistics.firCount == 2)
        bench.receiver.frameDecoded(0, isKeyFrame: true, now: bench.now)
        bench.advance(.seconds(20))
        #expect(bench.statistics.pliCount == 5)
    }

    @Test func usesFIRFromTheStartWhereOnlyThatIsAgreed() {
        var bench = Bench { $0.feedback = [.fullIntraRequest] }
        var sender = VP8Sender()
        bench.receive(sender.frame())
        bench.advance(.milliseconds(400))
        #expect(
            bench.rtcp.prefix(2) == [
                .fullIntraRequest(senderSSRC: 0xCAFE, entries: [.init(ssrc: sender.ssrc, sequenceNumber: 0)]),
                .fullIntraRequest(senderSSRC: 0xCAFE, entries: [.init(ssrc: sender.ssrc, sequenceNumber: 1)]),
            ]
        )
    }

    @Test func sendsNoRequestThatWasNotAgreed() {
        var bench = Bench { $0.feedback = [] }
        var sender = VP8Sender()
        bench.receive(sender.frame())
        sender.sequence += 10
        bench.receive(sender.frame())
        bench.advance(.seconds(3))
        #expect(
            bench.rtcp.allSatisfy {
                switch $0 {
                case .receiverReport, .sourceDescription: true
                default: false
                }
            }
        )
    }

    @Test func reportsReceptionEverySecondWithVariedIntervals() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        var times: [MonotonicTime] = []
        for _ in 0..<6000 {
            let before = bench.reportBlocks.count
            bench.advance(.milliseconds(10))
            if bench.reportBlocks.count > before { times.append(bench.now) }
        }
        #expect((50...70).contains(times.count))
        let intervals = zip(times, times.dropFirst()).map { ($1 - $0).seconds }
        #expect(intervals.allSatisfy { (0.48...1.52).contains($0) })
        #expect(Set(intervals).count > 10)
    }

    @Test func reportsAreCompoundWithNameAndEchoTheSenderReport() throws {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        bench.receive(rtcp: [
            .senderReport(
                SenderReport(
                    ssrc: sender.ssrc,
                    ntpTimestamp: 0xAABB_CCDD_EEFF_0011,
                    rtpTimestamp: 5,
                    packetCount: 3,
                    octetCount: 9
                )
            ),
            .sourceDescription([SourceDescription(ssrc: sender.ssrc, cname: "browser")]),
        ])
        #expect(bench.receiver.lastSenderReport?.report.rtpTimestamp == 5)
        let then = bench.now
        bench.advance(.seconds(2))
        let datagram = try #require(bench.datagrams.first { $0[1] == 201 })
        let packets = try RTCPPacket.parse(compound: datagram.span)
        #expect(packets.count == 2)
        #expect(packets.last == .sourceDescription([SourceDescription(ssrc: 0xCAFE, cname: "tv")]))
        let block = try #require(bench.reportBlocks.first)
        #expect(block.ssrc == sender.ssrc)
        #expect(block.lastSenderReport == 0xCCDD_EEFF)
        #expect(block.delaySinceLastSenderReport > 32_000)
        #expect(Double(block.delaySinceLastSenderReport) / 65_536 < (bench.now - then).seconds)
    }

    @Test func reportsOnTheRetransmissionSourceToo() {
        var bench = Bench()
        var sender = VP8Sender()
        let packets = sender.frame(key: true)
        bench.receive(packets)
        bench.receive(sender.retransmission(of: packets[0]))
        bench.receive(sender.retransmissionPadding())
        sender.rtxSequence += 1
        bench.receive(sender.retransmissionPadding())
        bench.advance(.seconds(2))
        let blocks = bench.reportBlocks.filter { $0.ssrc == sender.rtxSSRC }
        #expect(blocks.first?.cumulativeLost == 1)
        #expect(blocks.first?.extendedHighestSequence == 5003)
    }

    @Test func everyPacketIsFullCompoundWhereReducedSizeWasNotAgreed() throws {
        var bench = Bench { $0.usesReducedSizeRTCP = false }
        var sender = VP8Sender()
        bench.receive(sender.frame())
        sender.sequence += 10
        bench.receive(sender.frame())
        bench.advance(.seconds(3))
        #expect(bench.datagrams.count > 5)
        for datagram in bench.datagrams {
            let packets = try RTCPPacket.parse(compound: datagram.span)
            guard case .receiverReport = packets[0], case .sourceDescription = packets[1] else {
                Issue.record("not a full compound")
                return
            }
        }
    }

    @Test func saysMaximumBitrateWhereTransportFeedbackWasNotAgreed() {
        var bench = Bench { $0.feedback = [.nack, .pictureLossIndication, .receiverEstimatedMaximumBitrate] }
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        let estimate = ReceiverEstimatedMaximumBitrate(senderSSRC: 0xCAFE, bitrate: 20_000_000, ssrcs: [sender.ssrc])
        #expect(bench.rtcp == [.receiverEstimatedMaximumBitrate(estimate)])
        bench.advance(.seconds(10))
        let count = bench.rtcp.count { if case .receiverEstimatedMaximumBitrate = $0 { true } else { false } }
        #expect((8...14).contains(count))
        #expect(bench.transportFeedback.isEmpty)
    }

    @Test func saysNoMaximumBitrateBesideTransportFeedback() {
        var bench = Bench { $0.feedback.insert(.receiverEstimatedMaximumBitrate) }
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        bench.advance(.seconds(3))
        #expect(!bench.rtcp.contains { if case .receiverEstimatedMaximumBitrate = $0 { true } else { false } })
        #expect(!bench.transportFeedback.isEmpty)
    }

    @Test func transportFeedbackIsStampedByArrivalNotByReporting() throws {
        var bench = Bench()
        var sender = VP8Sender()
        let arrival = bench.now
        bench.receive(sender.frame(key: true, packets: 1))
        bench.now += .milliseconds(90)
        bench.receiver.handleTimeout(now: bench.now)
        bench.drain()
        let packets = try #require(bench.transportFeedback.first).packets()
        #expect(packets.map(\.arrival) == [arrival.nanoseconds / 250_000])
    }

    @Test func goodbyeOfTheSourceInUseIsToldAndOfOthersIgnored() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        bench.receive(rtcp: [.goodbye([77])])
        #expect(bench.byes == 0)
        bench.receive(rtcp: [.goodbye([77, sender.ssrc])])
        #expect(bench.byes == 1)
    }

    @Test func damagedReportsAreCountedAndHarmless() {
        var bench = Bench()
        bench.receiver.receive(rtcp: [1, 2, 3], now: bench.now)
        #expect(bench.statistics.malformedReportsReceived == 1)
    }

    @Test func saysGoodbye() {
        var bench = Bench()
        var sender = VP8Sender()
        bench.receive(sender.frame(key: true))
        bench.receiver.stop(now: bench.now)
        bench.drain()
        #expect(bench.rtcp.last == .goodbye([0xCAFE]))
    }

    @Test func deadlineIsAlwaysInTheFutureAfterItWasServed() {
        var bench = Bench()
        var sender = VP8Sender()
        for index in 0..<200 {
            let packets = sender.frame(key: index == 0)
            bench.receive(index % 3 == 0 ? packets : Array(packets.dropFirst()))
            bench.advance(.milliseconds(Int64(index % 40)))
            if let deadline = bench.receiver.nextDeadline { #expect(deadline > bench.now) }
        }
    }
}
