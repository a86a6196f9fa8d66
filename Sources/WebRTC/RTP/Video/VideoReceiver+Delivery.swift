import Wire

extension VideoReceiver {
    /// When the gap at the head will have been waited for long enough to skip it, and then to ask for a key frame; `nil` without
    /// a gap, or once both are past.
    var holdDeadline: MonotonicTime? {
        headIsGivenUp ? keyFrameDeadline : skipDeadline
    }

    // What is complete but still here waits for something: the oldest missing packet, or the frame before it.
    private var gapSince: MonotonicTime? {
        nack.oldest?.detectedAt ?? assembler.complete.first?.completedAt
    }

    private var skipDeadline: MonotonicTime? {
        let hold = HoldPolicy.hold(roundTripTime: roundTripTime, usesNack: configuration.feedback.contains(.nack))
        return gapSince.map { $0 + hold }
    }

    private var keyFrameDeadline: MonotonicTime? {
        guard !chain.needsKeyFrame, !requester.isNeeded else { return nil }
        let usesNack = configuration.feedback.contains(.nack)
        let hold = HoldPolicy.holdBeforeKeyFrame(roundTripTime: roundTripTime, usesNack: usesNack)
        return gapSince.map { $0 + hold }
    }

    /// Hands out every frame that can be, and gives up the gap at the head when its time is over.
    mutating func deliverFrames(now: MonotonicTime) {
        while let frame = assembler.complete.first {
            let isContiguous = frame.packets.lowerBound == assembler.head
            if isContiguous || chain.follows(frame, isContiguous: false) {
                if chain.canDecode(frame, isContiguous: isContiguous) {
                    deliver(frame, isContiguous: isContiguous, now: now)
                } else {
                    drop(frame, now: now)
                }
            } else if let keyFrame = firstCompleteKeyFrame {
                // Nothing before a key frame is needed to decode it, or what follows.
                deliver(keyFrame, isContiguous: false, now: now)
            } else if !giveUpGap(now: now) {
                return
            }
        }
        if let holdDeadline, holdDeadline <= now { _ = giveUpGap(now: now) }
    }

    private var firstCompleteKeyFrame: CompleteFrame? {
        guard assembler.completeKeyFrameCount > 0 else { return nil }
        return assembler.complete.first { $0.isKeyFrame }
    }

    /// Skips to the next frame that can be decoded if the gap at the head was waited for long enough. `false` if there is none or
    /// it
    /// was not.
    ///
    /// With nothing to skip to, a key frame is asked for, and what is here is kept: a late packet may still mend it sooner.
    private mutating func giveUpGap(now: MonotonicTime) -> Bool {
        if !headIsGivenUp {
            guard let skipDeadline, skipDeadline <= now else { return false }
            headIsGivenUp = true
            counters.gapsGivenUp += 1
        }
        if let next = assembler.complete.first(where: { chain.canDecode($0, isContiguous: false) }) {
            deliver(next, isContiguous: false, now: now)
            return true
        }
        if keyFrameDeadline.map({ $0 <= now }) ?? true { needKeyFrame(now: now) }
        return false
    }

    private mutating func deliver(_ frame: CompleteFrame, isContiguous: Bool, now: MonotonicTime) {
        var isWanted = frame.byteCount <= Self.maximumFrameSize
        let assembled = assembler.remove(frame, wanted: isWanted)
        headMoved()

        var size: (width: Int, height: Int)?
        if frame.isKeyFrame, isWanted {
            size = acceptableSize(assembled.data)
            isWanted = size != nil
        }
        guard isWanted else {
            counters.framesDropped += 1
            requester.keyFrameRefused()
            chain.breakOff()
            needKeyFrame(now: now)
            return
        }
        if let size {
            counters.keyFramesReceived += 1
            counters.frameWidth = size.width
            counters.frameHeight = size.height
            requester.keyFrameDelivered(nextFrameNumber)
        }
        chain.delivered(frame, isContiguous: isContiguous)
        output.append(
            .frame(
                EncodedFrame(
                    codec: configuration.codec,
                    data: assembled.data,
                    isKeyFrame: frame.isKeyFrame,
                    width: size?.width,
                    height: size?.height,
                    rtpTimestamp: frame.timestamp,
                    number: nextFrameNumber,
                    firstPacketArrival: assembled.firstArrival,
                    lastPacketArrival: assembled.lastArrival,
                    wasRepaired: assembled.wasRepaired
                )
            )
        )
        nextFrameNumber += 1
    }

    private mutating func drop(_ frame: CompleteFrame, now: MonotonicTime) {
        _ = assembler.remove(frame, wanted: false)
        headMoved()
        counters.framesDropped += 1
        if chain.dropped(frame) { needKeyFrame(now: now) }
    }

    /// What was missing before the head is not any more.
    private mutating func headMoved() {
        headIsGivenUp = false
        if let head = assembler.head { nack.forget(before: head) }
    }

    /// The size of a key frame libvpx may be given, or `nil`.
    private func acceptableSize(_ data: [UInt8]) -> (width: Int, height: Int)? {
        let size: (width: Int, height: Int)?
        switch configuration.codec {
        case .vp8: size = (try? VP8KeyFrameHeader(parsing: data.span)).map { ($0.width, $0.height) }
        case .vp9: size = (try? VP9FrameHeader(parsing: data.span))?.size
        }
        let sides = 1...Self.maximumSide
        guard let size, sides.contains(size.width), sides.contains(size.height), size.width * size.height <= Self.maximumPixels
        else { return nil }
        return size
    }
}
