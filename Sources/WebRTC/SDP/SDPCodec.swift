/// A codec of a media section: its `a=rtpmap` (RFC 8866 §6.6).
package struct SDPCodec: Hashable, Sendable {
    package var payloadType: UInt8
    /// As written; compare with `isNamed(_:)`.
    package var name: String
    /// Hz.
    package var clockRate: UInt32
    /// The number of channels, for audio that has more than one.
    package var channels: UInt8?

    package init(payloadType: UInt8, name: String, clockRate: UInt32, channels: UInt8? = nil) {
        self.payloadType = payloadType
        self.name = name
        self.clockRate = clockRate
        self.channels = channels
    }

    /// - Parameter text: `VP8/90000`, with channels perhaps.
    init?(payloadType: UInt8, parsing text: Substring) {
        let parts = text.prefix { $0 != " " }.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts[0].isEmpty, let clockRate = UInt32(parts[1]) else { return nil }
        let channels = parts.count > 2 ? UInt8(parts[2]) : nil
        self.init(payloadType: payloadType, name: String(parts[0]), clockRate: clockRate, channels: channels)
    }

    /// Encoding names do not depend on case (RFC 4855 §3).
    package func isNamed(_ other: String) -> Bool {
        name.lowercased() == other.lowercased()
    }

    /// The value of its `a=rtpmap`.
    package var attributeValue: String {
        "\(payloadType) \(name)/\(clockRate)" + (channels.map { "/\($0)" } ?? "")
    }
}
