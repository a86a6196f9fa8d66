import Wire

/// Which SSRC the video comes from and which its retransmissions; both may change, and either may be heard first.
struct MediaSources: Sendable {
    enum Admission: Equatable {
        case current
        /// A new sender, or the first.
        case switched
        case refused
    }

    /// A source that another took over from.
    struct Retired: Sendable {
        let ssrc: UInt32
        let rtxSSRC: UInt32?
        let at: MonotonicTime
    }

    /// Changes of source allowed within `memory`.
    static let maximumRetired = 8
    static let memory: Duration = .seconds(30)
    /// A source given up is heard again only when its successor is silent for so long.
    static let silence: Duration = .seconds(2)

    private let announced: [VideoReceiver.Source]
    private(set) var media: UInt32?
    private(set) var retransmission: UInt32?
    private var retired: [Retired] = []
    private var heardAt: MonotonicTime?

    init(announced: [VideoReceiver.Source]) {
        self.announced = announced
        retransmission = announced.first?.rtxSSRC
    }

    /// The source to address feedback to: heard, or at least announced.
    var target: UInt32? { media ?? announced.first?.ssrc }

    /// Whether a packet of the media payload type is of the source in use, or makes its source the one in use.
    mutating func admitMedia(_ ssrc: UInt32, now: MonotonicTime) -> Admission {
        if ssrc == media {
            heardAt = now
            return .current
        }
        if let index = retired.firstIndex(where: { $0.ssrc == ssrc }) {
            guard let heardAt, now - heardAt >= Self.silence else { return .refused }
            retired.remove(at: index)
        }
        if let media {
            retired.removeAll { now - $0.at > Self.memory }
            guard retired.count < Self.maximumRetired else { return .refused }
            retired.append(Retired(ssrc: media, rtxSSRC: retransmission, at: now))
        }
        media = ssrc
        retransmission = announced.first { $0.ssrc == ssrc }?.rtxSSRC
        heardAt = now
        return .switched
    }

    /// Whether a retransmission that repeats a media packet belongs to the source in use. The first to come is taken for it.
    mutating func admitRetransmission(_ ssrc: UInt32) -> Bool {
        if ssrc == retransmission { return true }
        guard media != nil, retransmission == nil, !retired.contains(where: { $0.rtxSSRC == ssrc }) else { return false }
        retransmission = ssrc
        return true
    }
}
