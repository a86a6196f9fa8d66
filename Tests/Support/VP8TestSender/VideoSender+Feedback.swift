import RTP
import Wire

extension VideoSender {
    /// Takes a decrypted RTCP packet.
    mutating func receive(rtcp bytes: [UInt8], now: MonotonicTime) {
        do throws(RTCPError) {
            for packet in try RTCPPacket.parse(compound: bytes.span) { try receive(packet, now: now) }
        } catch {
            statistics.malformedReportsReceived += 1
        }
    }

    private mutating func receive(_ packet: RTCPPacket, now: MonotonicTime) throws(RTCPError) {
        switch packet {
        case .receiverReport(_, let blocks):
            for block in blocks where block.ssrc == configuration.ssrc { receive(block, now: now) }
        case .genericNack(let nack) where nack.mediaSSRC == configuration.ssrc:
            statistics.nackCount += 1
            retransmit(nack.missing, now: now)
        case .pictureLossIndication(_, let media) where media == configuration.ssrc:
            statistics.pliCount += 1
            requestKeyFrame(now: now)
        case .fullIntraRequest(_, let entries):
            for entry in entries where entry.ssrc == configuration.ssrc {
                statistics.firCount += 1
                // A repetition of the same command is not another one (RFC 5104 §4.3.1.2).
                guard entry.sequenceNumber != lastFullIntraRequest else { continue }
                lastFullIntraRequest = entry.sequenceNumber
                requestKeyFrame(now: now)
            }
        case .transportFeedback(let report):
            let outcomes = try ledger.outcomes(of: report)
            statistics.transportReportsReceived += 1
            statistics.packetsReportedReceived += outcomes.count { $0.arrival != nil }
            statistics.packetsReportedLost += outcomes.count { $0.arrival == nil }
            rateControl?.received(outcomes, now: now)
        case .receiverEstimatedMaximumBitrate(let estimate):
            statistics.maximumBitrate = estimate.bitrate
            rateControl?.received(maximumBitrate: estimate.bitrate)
        case .goodbye:
            statistics.goodbyesReceived += 1
        default: break
        }
    }

    private mutating func receive(_ block: ReportBlock, now: MonotonicTime) {
        statistics.fractionLost = Double(block.fractionLost) / 256
        statistics.reportBlocksReceived += 1
        if configuration.transportWideCCExtension == nil {
            rateControl?.received(fractionLost: statistics.fractionLost, now: now)
        }
        guard block.lastSenderReport != 0 else { return }
        // RFC 3550 §6.4.1: the middle 32 bits of an NTP timestamp.
        let middle = UInt32(truncatingIfNeeded: WallClock.ntpTimestamp(at: now) >> 16)
        let units = middle &- block.lastSenderReport &- block.delaySinceLastSenderReport
        if units < 0x8000_0000 { statistics.roundTripTime = .nanoseconds(Int64(units) * 1_000_000_000 / 65536) }
    }

    private mutating func requestKeyFrame(now: MonotonicTime) {
        if let lastKeyFrameRequest, now - lastKeyFrameRequest < Self.keyFrameInterval { return }
        lastKeyFrameRequest = now
        outputs.append(.keyFrameRequested)
    }
}
