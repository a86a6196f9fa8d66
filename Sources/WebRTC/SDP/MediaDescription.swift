/// A media section: an `m=` line and what follows it (RFC 8866 §5.14).
package struct MediaDescription: Hashable, Sendable {
    package static let maximumFormats = 128

    /// `audio`, `video`, `application`, …
    package var kind: String
    /// 0 rejects the section, or bundles it if it is `bundle-only` (RFC 9143 §6).
    package var port: UInt16
    /// Such as `UDP/TLS/RTP/SAVPF`.
    package var transportProtocol: String
    /// Payload types for RTP, otherwise names; never empty when read.
    package var formats: [String]
    package var connection: String?
    package var bandwidths: [SDPBandwidth] = []
    package var attributes: [SDPAttribute] = []

    package init(kind: String, port: UInt16, transportProtocol: String, formats: [String]) {
        self.kind = kind
        self.port = port
        self.transportProtocol = transportProtocol
        self.formats = formats
    }

    /// - Parameters:
    ///   - text: what follows `m=`.
    ///   - line: its number, for errors.
    init(parsing text: Substring, line: Int) throws(SDPError) {
        let words = text.split(separator: " ")
        // "9/2" counts ports; WebRTC has one.
        guard words.count >= 4, let port = UInt16(words[1].prefix { $0 != "/" }) else { throw .malformedMedia(line: line) }
        guard words.count - 3 <= MediaDescription.maximumFormats else { throw .tooManyFormats(line: line) }
        self.init(
            kind: String(words[0]),
            port: port,
            transportProtocol: String(words[2]),
            formats: words[3...].map(String.init)
        )
    }

    /// The value of the first attribute with this name; `nil` if there is none or it has no value.
    package func value(of name: String) -> String? {
        attributes.value(of: name)
    }

    package func values(of name: String) -> [String] {
        attributes.values(of: name)
    }

    package func has(_ name: String) -> Bool {
        attributes.contains { $0.name == name }
    }

    package mutating func append(_ name: String, _ value: String? = nil) {
        attributes.append(SDPAttribute(name, value))
    }
}
