import SDP

/// The numbers under which the sender puts header extensions into this section's packets (RFC 8285 §5).
package struct HeaderExtensionIDs: Hashable, Sendable {
    /// What we parse, and so accept.
    enum Name: String, CaseIterable {
        case mid = "urn:ietf:params:rtp-hdrext:sdes:mid"
        case transportWideCC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        case absSendTime = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
    }

    package var mid: UInt8?
    package var transportWideCC: UInt8?
    package var absSendTime: UInt8?

    package init() {}

    init(_ accepted: [SDPHeaderExtension]) {
        func id(_ name: Name) -> UInt8? { accepted.first { $0.uri == name.rawValue }?.id }
        mid = id(.mid)
        transportWideCC = id(.transportWideCC)
        absSendTime = id(.absSendTime)
    }
}
