package import Wire

extension VideoReceiver {
    /// Longer than between two frames of a still picture, of which one is lost.
    private static let repairableSilence = Duration.milliseconds(2500)

    /// Takes a decrypted RTP packet, whatever its source; `arrival` is when it was read from the socket.
    package mutating func receive(rtp bytes: [UInt8], arrival: MonotonicTime) {
        start(now: arrival)
        guard bytes.count <= Self.maximumPacketSize else {
            counters.malformedPacketsReceived += 1
            return
        }
        do throws(RTPError) {
            receive(try RTPPacket(parsing: bytes), arrival: arrival)
        } catch {
            counters.malformedPacketsReceived += 1
        }
        sendDueFeedback(now: arrival)
    }

    private mutating func receive(_ packet: RTPPacket, arrival: MonotonicTime) {
        if configuration.usesTransportFeedback, let id = configuration.transportWideCCExtension,
            let number = packet.headerExtensionValue16(id)
        {
            recorder.record(number, arrival: arrival)
        }
        // Chromium probes the path with packets of SSRC 0 before any media.
        guard packet.ssrc != 0 else {
            counters.probePacketsReceived += 1
            return
        }
        if packet.payloadType == configuration.payloadType {
            receiveMedia(packet, arrival: arrival)
        } else if packet.payloadType == configuration.rtxPayloadType {
            receiveRetransmission(packet, arrival: arrival)
        } else {
            counters.unknownPayloadTypePacketsReceived += 1
        }
    }

    private mutating func receiveMedia(_ packet: RTPPacket, arrival: MonotonicTime) {
        if packet.ssrc != sources.media, let id = configuration.midExtension, let mid = configuration.mid,
            packet.contradicts(mid, extension: id)
        {
            counters.unknownSourcePacketsReceived += 1
            return
        }
        switch sources.admitMedia(packet.ssrc, now: arrival) {
        case .current: break
        case .switched: beginSource(packet.ssrc, now: arrival)
        case .refused:
            counters.unknownSourcePacketsReceived += 1
            return
        }
        let silence = counters.lastPacketReceivedTimestamp.map { arrival - $0 } ?? .zero
        count(packet, arrival: arrival)
        switch sequence.extend(packet.sequenceNumber) {
        case .extended(let number):
            // Senders keep a second of packets: after an outage there is nothing to ask for again but a key frame.
            if silence > Self.repairableSilence, nack.wouldMiss(before: number) {
                nack.restart(at: number - 1)
                needKeyFrame(now: arrival)
            }
            mediaReception?.received(number)
            countFrameStart(packet, arrival: arrival)
            store(packet, payload: packet.payload, as: number, arrival: arrival, isRetransmission: false)
        case .restarted(let number):
            restartReception(ssrc: packet.ssrc)
            mediaReception?.received(number)
            store(packet, payload: packet.payload, as: number, arrival: arrival, isRetransmission: false)
        case .outside:
            counters.packetsDiscarded += 1
        }
    }

    private mutating func receiveRetransmission(_ packet: RTPPacket, arrival: MonotonicTime) {
        count(packet, arrival: arrival)
        // Padding may come from a source that is not known to be ours yet; it binds nothing.
        let original = packet.originalSequenceNumber
        guard original == nil || sources.admitRetransmission(packet.ssrc) else {
            counters.unknownSourcePacketsReceived += 1
            return
        }
        if packet.ssrc == sources.retransmission { countRetransmission(packet) }
        guard let original else {
            counters.probePacketsReceived += 1
            return
        }
        counters.retransmittedPacketsReceived += 1
        counters.retransmittedBytesReceived += Int64(packet.originalPayload.count)
        guard let number = sequence.place(original) else { return }
        guard !packet.originalPayload.isEmpty else {
            _ = nack.received(number, now: arrival)
            return
        }
        store(packet, payload: packet.originalPayload, as: number, arrival: arrival, isRetransmission: true)
    }

    /// Puts a packet of the media stream in its place, and hands out what it completes.
    private mutating func store(
        _ packet: RTPPacket,
        payload: Range<Int>,
        as number: Int64,
        arrival: MonotonicTime,
        isRetransmission: Bool
    ) {
        let nackArrival = nack.received(number, now: arrival)
        let (content, data): (MediaPacket.Content, Range<Int>)
        var endsFrame = packet.marker
        if payload.isEmpty {
            counters.probePacketsReceived += 1
            (content, data) = (.padding, payload)
        } else {
            guard let found = describe(packet, payload) else {
                // It came, so it is not asked for again; its frame stays incomplete.
                counters.malformedPacketsReceived += 1
                return
            }
            (content, data) = (found.content, found.data)
            endsFrame = endsFrame || found.endsFrame
        }
        let (completedBefore, headBefore) = (assembler.completedCount, assembler.head)
        let insertion = assembler.insert(
            MediaPacket(
                sequence: number,
                timestamp: packet.timestamp,
                marker: endsFrame,
                arrival: arrival,
                content: content,
                wasRequested: nackArrival == .missing(requested: true),
                bytes: packet.bytes,
                data: data
            )
        )
        switch insertion {
        case .stored, .storedAfterOverflow:
            if case .missing(let wasRequested) = nackArrival, wasRequested { counters.packetsRecovered += 1 }
            noteKeyFramePacket(content, timestamp: packet.timestamp, arrival: arrival)
        case .duplicate, .late:
            if isRetransmission {
                counters.probePacketsReceived += 1
            } else if insertion == .late {
                counters.packetsDiscarded += 1
            } else {
                counters.duplicatePacketsReceived += 1
            }
            return
        }
        if insertion == .storedAfterOverflow {
            if let head = assembler.head { nack.forget(before: head) }
            headIsGivenUp = false
            chain.breakOff()
            needKeyFrame(now: arrival)
        } else if nackArrival == .overflow {
            needKeyFrame(now: arrival)
        }
        if assembler.completedCount != completedBefore || assembler.head != headBefore { deliverFrames(now: arrival) }
    }

    /// What a payload is, and where the codec's data is in the packet; `nil` if it is not what its type says.
    private func describe(
        _ packet: RTPPacket,
        _ payload: Range<Int>
    ) -> (content: MediaPacket.Content, data: Range<Int>, endsFrame: Bool)? {
        let bytes = packet.bytes.span.extracting(payload)
        switch configuration.codec {
        case .vp8:
            guard let descriptor = try? VP8PayloadDescriptor(parsing: bytes) else { return nil }
            let data = (payload.lowerBound + descriptor.length)..<payload.upperBound
            let isKeyFrame = descriptor.startsFrame && VP8KeyFrameHeader.isKeyFrame(firstByte: packet.bytes[data.lowerBound])
            return (.video(FrameDescriptor(descriptor), isKeyFrame: isKeyFrame), data, false)
        case .vp9:
            guard let descriptor = try? VP9PayloadDescriptor(parsing: bytes) else { return nil }
            // The lowest spatial layer leans on no other, and alone is a whole stream.
            guard descriptor.spatialLayer ?? 0 == 0 else { return (.padding, payload.upperBound..<payload.upperBound, false) }
            let data = (payload.lowerBound + descriptor.length)..<payload.upperBound
            let isKeyFrame =
                descriptor.startsFrame && !descriptor.isInterPredicted
                && VP9FrameHeader.isKeyFrame(firstByte: packet.bytes[data.lowerBound])
            return (.video(FrameDescriptor(descriptor), isKeyFrame: isKeyFrame), data, descriptor.endsFrame)
        }
    }

    private mutating func noteKeyFramePacket(_ content: MediaPacket.Content, timestamp: UInt32, arrival: MonotonicTime) {
        guard case .video(_, let isKeyFrame) = content else { return }
        if isKeyFrame { keyFrameTimestamp = timestamp }
        if timestamp == keyFrameTimestamp { requester.keyFramePacketReceived(arrival: arrival) }
    }

    private mutating func count(_ packet: RTPPacket, arrival: MonotonicTime) {
        counters.packetsReceived += 1
        counters.bytesReceived += Int64(packet.payload.count)
        counters.headerBytesReceived += Int64(packet.bytes.count - packet.payload.count)
        counters.lastPacketReceivedTimestamp = arrival
    }

    private mutating func countFrameStart(_ packet: RTPPacket, arrival: MonotonicTime) {
        guard !packet.payload.isEmpty, mediaReception?.isNewFrame(packet.timestamp) == true else { return }
        mediaReception?.frameStarted(timestamp: packet.timestamp, arrival: arrival, clockRate: configuration.clockRate)
    }

    private mutating func countRetransmission(_ packet: RTPPacket) {
        if retransmissionReception?.ssrc != packet.ssrc {
            retransmissionReception = ReceptionStatistics(ssrc: packet.ssrc)
            retransmissionSequence = ExtendedSequence(maximumMisorder: FrameAssembler.capacity)
        }
        switch retransmissionSequence.extend(packet.sequenceNumber) {
        case .extended(let number): retransmissionReception?.received(number)
        case .restarted(let number):
            retransmissionReception = ReceptionStatistics(ssrc: packet.ssrc)
            retransmissionReception?.received(number)
        case .outside: break
        }
    }

    /// Another sender took over, or the first was heard: nothing of the last one fits.
    private mutating func beginSource(_ ssrc: UInt32, now: MonotonicTime) {
        let isFirst = mediaReception == nil
        restartReception(ssrc: ssrc)
        retransmissionReception = nil
        sequence = ExtendedSequence(maximumMisorder: FrameAssembler.capacity)
        nack = NackGenerator()
        keyFrameTimestamp = nil
        if !isFirst {
            assembler.reset()
            headIsGivenUp = false
            chain.breakOff()
            requester.keyFrameRefused()
            needKeyFrame(now: now)
        }
        sendMaximumBitrate(now: now)
    }

    private mutating func restartReception(ssrc: UInt32) {
        if let mediaReception { lostBefore += mediaReception.packetsLost }
        mediaReception = ReceptionStatistics(ssrc: ssrc)
    }
}
