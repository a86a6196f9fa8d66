import DequeModule
package import Wire

/// Receives the video of one m-line: decrypted RTP and RTCP in, frames and RTCP out.
///
/// It is told the time. After each call the owner drains `pollOutput()` and sleeps until `nextDeadline`, then calls
/// `handleTimeout`.
/// Every RTP packet of the transport goes in, also those that look like none of ours: transport-cc counts them all.
package struct VideoReceiver: Sendable {
    package enum Output: Sendable {
        /// A compound, or reduced-size, packet to encrypt and send.
        case rtcp([UInt8])
        case frame(EncodedFrame)
        /// The sender said goodbye for the source in use.
        case bye
    }

    /// Packets longer than this are not looked at: nothing that crossed a network is.
    static let maximumPacketSize = 4096
    static let maximumFrameSize = 4 << 20
    static let maximumSide = 8192
    static let maximumPixels = 16_800_000

    let configuration: Configuration
    var sources: MediaSources
    var sequence = ExtendedSequence(maximumMisorder: FrameAssembler.capacity)
    var assembler = FrameAssembler()
    var chain = DecodeChain()
    var nack = NackGenerator()
    var requester = KeyFrameRequester()
    var recorder = TransportFeedbackRecorder()
    var schedule: ReportSchedule
    var mediaReception: ReceptionStatistics?
    var retransmissionReception: ReceptionStatistics?
    var retransmissionSequence = ExtendedSequence(maximumMisorder: FrameAssembler.capacity)
    /// Packets lost by the sources before the one in use.
    var lostBefore: Int64 = 0
    var counters = VideoReceiverStatistics()
    var roundTripTime = HoldPolicy.assumedRoundTrip
    /// The timestamp of the key frame that is arriving.
    var keyFrameTimestamp: UInt32?
    /// The gap at the head was waited for long enough.
    var headIsGivenUp = false
    var nextFrameNumber: Int64 = 0
    var fullIntraRequestNumber: UInt8 = 0
    var hasStarted = false
    var output: Deque<Output> = []

    /// `seed` spreads the reports in time; any value will do.
    package init(configuration: Configuration, seed: UInt64) {
        self.configuration = configuration
        sources = MediaSources(announced: configuration.sources)
        schedule = ReportSchedule(seed: seed)
    }

    /// The transport is up: the first key frame is asked for as soon as there is a source to ask. The first packet implies it.
    package mutating func start(now: MonotonicTime) {
        guard !hasStarted else { return }
        hasStarted = true
        schedule.schedule(now: now)
        requester.need(after: -1, now: now)
        sendDueFeedback(now: now)
    }

    /// Does what is due at `now`.
    package mutating func handleTimeout(now: MonotonicTime) {
        deliverFrames(now: now)
        sendDueFeedback(now: now)
    }

    /// When `handleTimeout` is to be called, if nothing is received before.
    package var nextDeadline: MonotonicTime? {
        var deadline = soonest(schedule.due, holdDeadline)
        if configuration.feedback.contains(.nack) { deadline = soonest(deadline, nack.nextDue) }
        if configuration.usesTransportFeedback { deadline = soonest(deadline, recorder.due) }
        if canRequestKeyFrame { deadline = soonest(deadline, requester.deadline) }
        return deadline
    }

    package mutating func pollOutput() -> Output? {
        output.popFirst()
    }

    /// Says goodbye (RFC 3550 §6.6); to be called before the transport closes.
    package mutating func stop(now: MonotonicTime) {
        output.append(.rtcp(RTCPPacket.serialize(makeReport(now: now) + [.goodbye([configuration.localSSRC])])))
    }

    /// The decoder decoded frame `number`.
    package mutating func frameDecoded(_ number: Int64, isKeyFrame: Bool, now: MonotonicTime) {
        counters.framesDecoded += 1
        guard isKeyFrame else { return }
        counters.keyFramesDecoded += 1
        requester.keyFrameDecoded(number)
    }

    /// The decoder failed or skipped frames: it can go on with a key frame only, and gets nothing else.
    package mutating func keyFrameNeeded(now: MonotonicTime) {
        chain.breakOff()
        needKeyFrame(now: now)
        deliverFrames(now: now)
        sendDueFeedback(now: now)
    }

    /// The round trip of the transport, as ICE measures it: it sets how often to ask for a missing packet and how long to wait
    /// for it.
    package mutating func setRoundTripTime(_ time: Duration) {
        roundTripTime = min(max(time, .zero), HoldPolicy.longestRoundTrip)
    }

    /// The counters as of now.
    package var statistics: VideoReceiverStatistics {
        var statistics = counters
        statistics.framesReceived = assembler.completedCount
        statistics.framesDropped += assembler.abandonedCount
        if let mediaReception {
            statistics.packetsLost = lostBefore + mediaReception.packetsLost
            statistics.jitter = mediaReception.jitter / Double(max(configuration.clockRate, 1))
        }
        return statistics
    }

    /// The newest sender report of the source in use, and when it came: it ties the media clock to the sender's wall clock.
    package var lastSenderReport: (report: SenderReport, arrival: MonotonicTime)? {
        mediaReception?.lastSenderReport
    }

    mutating func needKeyFrame(now: MonotonicTime) {
        requester.need(after: nextFrameNumber - 1, now: now)
    }
}
