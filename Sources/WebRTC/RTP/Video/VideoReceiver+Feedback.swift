package import Wire

extension VideoReceiver {
    /// Takes a decrypted RTCP packet.
    package mutating func receive(rtcp bytes: [UInt8], now: MonotonicTime) {
        do throws(RTCPError) {
            for packet in try RTCPPacket.parse(compound: bytes.span) { receive(packet, now: now) }
        } catch {
            counters.malformedReportsReceived += 1
        }
        sendDueFeedback(now: now)
    }

    private mutating func receive(_ packet: RTCPPacket, now: MonotonicTime) {
        switch packet {
        case .senderReport(let report):
            if report.ssrc == mediaReception?.ssrc { mediaReception?.received(report, arrival: now) }
            if report.ssrc == retransmissionReception?.ssrc { retransmissionReception?.received(report, arrival: now) }
        case .goodbye(let leaving):
            if let media = sources.media, leaving.contains(media) { output.append(.bye) }
        default: break
        }
    }

    var canRequestKeyFrame: Bool {
        sources.target != nil && !configuration.feedback.isDisjoint(with: [.pictureLossIndication, .fullIntraRequest])
    }

    /// Sends every kind of feedback that is due.
    mutating func sendDueFeedback(now: MonotonicTime) {
        sendNacks(now: now)
        sendKeyFrameRequest(now: now)
        if configuration.usesTransportFeedback {
            let target = sources.target ?? 0
            for report in recorder.takeReports(now: now, senderSSRC: configuration.localSSRC, mediaSSRC: target) {
                send([.transportFeedback(report)], now: now)
            }
        }
        if let due = schedule.due, due <= now {
            schedule.schedule(now: now)
            if mediaReception != nil || retransmissionReception != nil {
                output.append(.rtcp(RTCPPacket.serialize(makeReport(now: now) + maximumBitrate)))
            }
        }
    }

    private mutating func sendNacks(now: MonotonicTime) {
        guard configuration.feedback.contains(.nack), let media = sources.media else { return }
        let missing = nack.takeDue(now: now, interval: HoldPolicy.round(roundTripTime: roundTripTime))
        guard !missing.isEmpty else { return }
        counters.nackCount += 1
        let numbers = missing.lazy.map { UInt16(truncatingIfNeeded: $0) }
        send([.genericNack(GenericNack(senderSSRC: configuration.localSSRC, mediaSSRC: media, missing: numbers))], now: now)
    }

    private mutating func sendKeyFrameRequest(now: MonotonicTime) {
        guard canRequestKeyFrame, let media = sources.target, let request = requester.takeRequest(now: now) else { return }
        var packets: [RTCPPacket] = []
        let usesPLI = configuration.feedback.contains(.pictureLossIndication)
        if usesPLI {
            counters.pliCount += 1
            packets.append(.pictureLossIndication(senderSSRC: configuration.localSSRC, mediaSSRC: media))
        }
        let wantsFIR = !usesPLI || request == .pictureLossIndicationAndFullIntraRequest
        if wantsFIR, configuration.feedback.contains(.fullIntraRequest) {
            counters.firCount += 1
            let entry = FullIntraRequestEntry(ssrc: media, sequenceNumber: fullIntraRequestNumber)
            fullIntraRequestNumber &+= 1
            packets.append(.fullIntraRequest(senderSSRC: configuration.localSSRC, entries: [entry]))
        }
        send(packets, now: now)
    }

    /// Says at once, to a new source, what it may send.
    mutating func sendMaximumBitrate(now: MonotonicTime) {
        let estimate = maximumBitrate
        if !estimate.isEmpty { send(estimate, now: now) }
    }

    /// REMB, where transport-cc was not agreed: without either, senders stay at a few hundred kbit/s.
    private var maximumBitrate: [RTCPPacket] {
        guard !configuration.usesTransportFeedback, configuration.feedback.contains(.receiverEstimatedMaximumBitrate),
            let media = sources.target
        else { return [] }
        let estimate = ReceiverEstimatedMaximumBitrate(
            senderSSRC: configuration.localSSRC,
            bitrate: configuration.maximumBitrate,
            ssrcs: [media]
        )
        return [.receiverEstimatedMaximumBitrate(estimate)]
    }

    private mutating func send(_ packets: [RTCPPacket], now: MonotonicTime) {
        let prefix = configuration.usesReducedSizeRTCP ? [] : makeReport(now: now)
        output.append(.rtcp(RTCPPacket.serialize(prefix + packets)))
    }

    /// What every full compound begins with (RFC 3550 §6.1).
    mutating func makeReport(now: MonotonicTime) -> [RTCPPacket] {
        var blocks: [ReportBlock] = []
        if let block = mediaReception?.makeReportBlock(now: now) { blocks.append(block) }
        if let block = retransmissionReception?.makeReportBlock(now: now) { blocks.append(block) }
        return [.receiverReport(ssrc: configuration.localSSRC, blocks: blocks), identity]
    }

    private var identity: RTCPPacket {
        .sourceDescription([SourceDescription(ssrc: configuration.localSSRC, cname: configuration.cname)])
    }
}
