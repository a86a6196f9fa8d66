/// An RTP header extension's number in a media section: `a=extmap` (RFC 8285 §5).
package struct SDPHeaderExtension: Hashable, Sendable {
    /// 1–14 fit one-byte headers, 16–255 need two-byte ones.
    package var id: UInt8
    package var direction: SDPDirection?
    package var uri: String

    package init(id: UInt8, direction: SDPDirection? = nil, uri: String) {
        self.id = id
        self.direction = direction
        self.uri = uri
    }

    /// - Parameter text: `3 URI`, `3/sendonly URI`, extension attributes after it perhaps.
    init?(parsing text: String) {
        let words = text.split(separator: " ")
        guard words.count >= 2 else { return nil }
        let number = words[0].split(separator: "/", maxSplits: 1)
        // 0 is padding and 15 ends a one-byte list (RFC 8285 §4.2).
        guard let first = number.first, let id = UInt8(first), id != 0, id != 15 else { return nil }
        self.init(
            id: id,
            direction: number.dropFirst().first.flatMap { SDPDirection(rawValue: String($0)) },
            uri: String(words[1])
        )
    }

    /// The value of its `a=extmap`.
    package var attributeValue: String {
        guard let direction else { return "\(id) \(uri)" }
        return "\(id)/\(direction.rawValue) \(uri)"
    }
}
