import JSON

/// The parts of a packet's text, in their order.
struct SocketIOTextReader: ~Escapable {
    private static let maximumNamespaceLength = 256
    /// Digits of 2^53, the largest count that every peer represents exactly.
    private static let maximumAcknowledgementDigits = 16

    private let bytes: Span<UInt8>
    private var offset = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    mutating func readKind() throws(SocketIOError) -> SocketIOPacket.Kind {
        guard let type = next else { throw .emptyPacket }
        guard let kind = SocketIOPacket.Kind(rawValue: type &- UInt8(ascii: "0")) else { throw .unknownType(type) }
        offset = 1
        return kind
    }

    mutating func readAttachmentCount() throws(SocketIOError) -> Int {
        let (digits, count) = readDigits()
        guard digits > 0, next == UInt8(ascii: "-") else { throw .invalidAttachmentCount }
        guard digits <= 4, count <= UInt64(SocketIOPacket.maximumAttachments) else { throw .tooManyAttachments }
        offset += 1
        return Int(count)
    }

    mutating func readNamespace() throws(SocketIOError) -> String {
        guard next == UInt8(ascii: "/") else { return SocketIOPacket.root }
        let start = offset
        while let byte = next, byte != UInt8(ascii: ",") { offset += 1 }
        guard offset - start <= SocketIOTextReader.maximumNamespaceLength else { throw .namespaceTooLong }
        let name = String(decoding: (start..<offset).map { bytes[$0] }, as: UTF8.self)
        offset = min(offset + 1, bytes.count)
        return name
    }

    mutating func readAcknowledgement() throws(SocketIOError) -> UInt64? {
        let (digits, id) = readDigits()
        guard digits > 0 else { return nil }
        guard digits <= SocketIOTextReader.maximumAcknowledgementDigits else { throw .invalidAcknowledgementID }
        return id
    }

    /// All that is left.
    func readData(verbatimDepth: Int) throws(SocketIOError) -> JSONValue? {
        guard offset < bytes.count else { return nil }
        do {
            return try JSONValue(parsing: bytes.extracting(offset..<bytes.count), verbatimDepth: verbatimDepth)
        } catch {
            throw .invalidJSON(error)
        }
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// How many digits there are, and their value: meaningless when there are more than 19.
    private mutating func readDigits() -> (count: Int, value: UInt64) {
        let start = offset
        var value: UInt64 = 0
        while let byte = next, case let digit = byte &- UInt8(ascii: "0"), digit <= 9 {
            value = value &* 10 &+ UInt64(digit)
            offset += 1
        }
        return (offset - start, value)
    }
}
