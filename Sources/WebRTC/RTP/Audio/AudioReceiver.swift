import DequeModule
package import Wire

/// Receives the sound of one m-line: decrypted RTP and RTCP in, Opus packets and RTCP out. Told the time, like `VideoReceiver`.
///
/// It hands packets on as they come; order, gaps and time are the `PlayoutBuffer`'s, which lives where the loudspeaker's clock is.
package struct AudioReceiver: Sendable {
    package enum Output: Sendable {
        /// To encrypt and send.
        case rtcp([UInt8])
        case packet(AudioPacket)
    }

    static let maximumPayloadSize = 1500
    /// How far behind the newest a packet may be: two seconds of the shortest usual packets.
    private static let maximumMisorder: Int64 = 200
    /// Packets older than this are not asked for again: their time has passed.
    private static let longestRepair: Int64 = 25
    /// A jump of the media clock that no pause explains, in samples: the sender started over.
    private static let longestJump: Int64 = 60 * OpusPacketHeader.clockRate

    let configuration: Configuration
    private var sources: MediaSources
    private var epoch = -1
    private var sequence = ExtendedSequence(maximumMisorder: maximumMisorder)
    private var newestTimestamp: Int64?
    private var nack = NackGenerator()
    private var reception: ReceptionStatistics?
    private var lostBefore: Int64 = 0
    private var counters = AudioReceiverStatistics()
    private var schedule: ReportSchedule
    private var roundTripTime = HoldPolicy.assumedRoundTrip
    private var output: Deque<Output> = []

    /// `seed` spreads the reports in time; any value will do.
    package init(configuration: Configuration, seed: UInt64) {
        self.configuration = configuration
        sources = MediaSources(announced: configuration.ssrc.map { [VideoReceiver.Source(ssrc: $0)] } ?? [])
        schedule = ReportSchedule(seed: seed)
    }

    /// Whether a packet is of this m-line, by its payload type: those of one transport are all different.
    package func claims(payloadType: UInt8) -> Bool { payloadType == configuration.payloadType }

    /// Takes a decrypted packet that `claims` says is ours; `arrival` is when it was read from the socket.
    package mutating func receive(_ packet: RTPPacket, arrival: MonotonicTime) {
        guard admit(packet, now: arrival) else {
            counters.unknownSourcePacketsReceived += 1
            return
        }
        if schedule.due == nil { schedule.schedule(now: arrival) }
        counters.packetsReceived += 1
        counters.bytesReceived += Int64(packet.payload.count)
        counters.headerBytesReceived += Int64(packet.bytes.count - packet.payload.count)
        counters.lastPacketReceivedTimestamp = arrival
        let number: Int64
        switch sequence.extend(packet.sequenceNumber) {
        case .extended(let value): number = value
        case .restarted:
            beginSource(packet.ssrc)
            _ = sequence.extend(packet.sequenceNumber)
            number = Int64(packet.sequenceNumber)
        case .outside: return
        }
        reception?.received(number)
        if configuration.usesNack {
            _ = nack.received(number, now: arrival)
            nack.forget(before: number - Self.longestRepair)
        }
        hand(on: packet, number: number, arrival: arrival)
        sendDueFeedback(now: arrival)
    }

    private mutating func admit(_ packet: RTPPacket, now: MonotonicTime) -> Bool {
        if packet.ssrc != sources.media, let id = configuration.midExtension, let mid = configuration.mid,
            packet.contradicts(mid, extension: id)
        {
            return false
        }
        switch sources.admitMedia(packet.ssrc, now: now) {
        case .current: return true
        case .switched:
            beginSource(packet.ssrc)
            return true
        case .refused: return false
        }
    }

    private mutating func beginSource(_ ssrc: UInt32) {
        if let reception { lostBefore += reception.packetsLost }
        reception = ReceptionStatistics(ssrc: ssrc)
        sequence = ExtendedSequence(maximumMisorder: Self.maximumMisorder)
        nack = NackGenerator()
        newestTimestamp = nil
        epoch += 1
    }

    private mutating func hand(on packet: RTPPacket, number: Int64, arrival: MonotonicTime) {
        guard !packet.payload.isEmpty else {
            counters.probePacketsReceived += 1
            return
        }
        let header: OpusPacketHeader
        do throws(OpusError) {
            guard packet.payload.count <= Self.maximumPayloadSize else { throw .invalidFrameCount }
            header = try OpusPacketHeader(parsing: packet.bytes.span.extracting(packet.payload))
        } catch {
            counters.malformedPacketsReceived += 1
            return
        }
        // A jump of the clock begins another epoch, so it is looked at first.
        let timestamp = extend(packet.timestamp)
        output.append(
            .packet(
                AudioPacket(
                    epoch: epoch,
                    sequence: number,
                    timestamp: timestamp,
                    duration: header.duration,
                    hasRedundancy: header.hasRedundancy,
                    payload: Array(packet.bytes[packet.payload]),
                    arrival: arrival
                )
            )
        )
        if reception?.isNewFrame(packet.timestamp) == true {
            reception?.frameStarted(
                timestamp: packet.timestamp,
                arrival: arrival,
                clockRate: UInt32(OpusPacketHeader.clockRate)
            )
        }
    }

    /// The timestamp freed of its wraps; a jump that cannot be a pause begins another epoch.
    private mutating func extend(_ timestamp: UInt32) -> Int64 {
        guard let newest = newestTimestamp else {
            newestTimestamp = Int64(timestamp)
            return Int64(timestamp)
        }
        let step = Int64(Int32(bitPattern: timestamp &- UInt32(truncatingIfNeeded: newest)))
        guard abs(step) <= Self.longestJump else {
            epoch += 1
            newestTimestamp = Int64(timestamp)
            return Int64(timestamp)
        }
        newestTimestamp = max(newest, newest + step)
        return newest + step
    }
}

extension AudioReceiver {
    /// Takes a decrypted RTCP packet of the transport; what concerns other streams is passed over.
    package mutating func receive(rtcp bytes: [UInt8], now: MonotonicTime) {
        guard let packets = try? RTCPPacket.parse(compound: bytes.span) else { return }
        for case .senderReport(let report) in packets where report.ssrc == reception?.ssrc {
            reception?.received(report, arrival: now)
        }
    }

    /// Does what is due at `now`.
    package mutating func handleTimeout(now: MonotonicTime) { sendDueFeedback(now: now) }

    /// When `handleTimeout` is to be called, if nothing is received before.
    package var nextDeadline: MonotonicTime? {
        configuration.usesNack ? soonest(schedule.due, nack.nextDue) : schedule.due
    }

    package mutating func pollOutput() -> Output? { output.popFirst() }

    /// The round trip of the transport, as ICE measures it: it sets how often to ask for a missing packet.
    package mutating func setRoundTripTime(_ time: Duration) {
        roundTripTime = min(max(time, .zero), HoldPolicy.longestRoundTrip)
    }

    /// The newest sender report of the source in use: it ties the media clock to the sender's wall clock.
    package var lastSenderReport: SenderReport? { reception?.lastSenderReport?.report }

    /// The counters as of now.
    package var statistics: AudioReceiverStatistics {
        var statistics = counters
        if let reception {
            statistics.packetsLost = lostBefore + reception.packetsLost
            statistics.jitter = reception.jitter / Double(OpusPacketHeader.clockRate)
        }
        return statistics
    }

    private mutating func sendDueFeedback(now: MonotonicTime) {
        if configuration.usesNack, let media = sources.media {
            let missing = nack.takeDue(now: now, interval: HoldPolicy.round(roundTripTime: roundTripTime))
            if !missing.isEmpty {
                counters.nackCount += 1
                let numbers = missing.lazy.map { UInt16(truncatingIfNeeded: $0) }
                let request = GenericNack(senderSSRC: configuration.localSSRC, mediaSSRC: media, missing: numbers)
                let prefix = configuration.usesReducedSizeRTCP ? [] : makeReport(now: now)
                output.append(.rtcp(RTCPPacket.serialize(prefix + [.genericNack(request)])))
            }
        }
        if let due = schedule.due, due <= now {
            schedule.schedule(now: now)
            output.append(.rtcp(RTCPPacket.serialize(makeReport(now: now))))
        }
    }

    private mutating func makeReport(now: MonotonicTime) -> [RTCPPacket] {
        let blocks = (reception?.makeReportBlock(now: now)).map { [$0] } ?? []
        let identity = SourceDescription(ssrc: configuration.localSSRC, cname: configuration.cname)
        return [.receiverReport(ssrc: configuration.localSSRC, blocks: blocks), .sourceDescription([identity])]
    }
}
