/// Several packets in the body of one polling request or response.
package enum EngineIOPayload {
    private static let separator: Character = "\u{1E}"
    private static let maximumPackets = 4096
    /// As many as may be sent in one payload: python-engineio takes no more.
    package static let batchLimit = 16

    package static func text(of packets: [EngineIOPacket], revision: EngineIORevision = .four) -> String {
        switch revision {
        case .four: packets.map(\.text).joined(separator: String(separator))
        case .three:
            packets.map { packet in
                let text = packet.text(in: .three)
                return "\(text.utf16.count):\(text)"
            }.joined()
        }
    }

    /// Reads revision 4: packets separated by 0x1E, binary ones as `b` and base64.
    package static func packets(in body: String) throws(EngineIOError) -> [EngineIOPacket] {
        var packets: [EngineIOPacket] = []
        var rest = body.utf8[...]
        while true {
            guard packets.count < maximumPackets else { throw .tooManyPackets }
            let end = rest.firstIndex(of: 0x1E)
            let part = rest[..<(end ?? rest.endIndex)]
            packets.append(try EngineIOPacket(text: Substring(part), revision: .four))
            guard let end else { return packets }
            rest = rest[rest.index(after: end)...]
        }
    }

    /// Reads revision 3: `<length>:<packet>` again and again, the length counted in UTF-16 code units.
    package static func legacyPackets(in body: String) throws(EngineIOError) -> [EngineIOPacket] {
        var packets: [EngineIOPacket] = []
        var rest = body[...]
        while !rest.isEmpty {
            guard packets.count < maximumPackets else { throw .tooManyPackets }
            guard let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")),
                case let digits = rest[..<colon],
                (1...8).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let length = Int(digits)
            else { throw .invalidLength }
            let start = rest.utf8.index(after: colon)
            guard let end = rest.utf16.index(start, offsetBy: length, limitedBy: rest.endIndex),
                end.samePosition(in: body.utf8) != nil
            else { throw .invalidLength }
            packets.append(try EngineIOPacket(text: rest[start..<end], revision: .three))
            rest = rest[end...]
        }
        guard !packets.isEmpty else { throw .emptyPacket }
        return packets
    }

    /// Reads revision 3 as clients write it that can send bytes: for each packet a byte that says text or binary, the length
    /// in bytes, one decimal digit a byte, 0xFF, and the packet.
    package static func legacyPackets(in body: [UInt8]) throws(EngineIOError) -> [EngineIOPacket] {
        var packets: [EngineIOPacket] = []
        var rest = body[...]
        while let kind = rest.popFirst() {
            guard packets.count < maximumPackets else { throw .tooManyPackets }
            var length = 0
            var digits = 0
            while let digit = rest.popFirst(), digit != 0xFF {
                digits += 1
                guard digit <= 9, digits <= 8 else { throw .invalidLength }
                length = length * 10 + Int(digit)
            }
            guard digits > 0, length <= rest.count else { throw .invalidLength }
            let packet = rest.prefix(length)
            rest = rest.dropFirst(length)
            switch kind {
            case 0:
                guard let text = String(validating: packet, as: UTF8.self) else { throw .invalidUTF8 }
                packets.append(try EngineIOPacket(text: text[...], revision: .three))
            case 1: packets.append(try EngineIOPacket(legacyBinary: packet))
            default: throw .unknownType(kind)
            }
        }
        guard !packets.isEmpty else { throw .emptyPacket }
        return packets
    }

    /// Whether a server's answer is framed as revision 3 does: it begins with a length and a colon.
    package static func isLegacy(_ body: String) -> Bool {
        let digits = body.utf8.prefix { (0x30...0x39).contains($0) }
        return !digits.isEmpty && body.utf8.dropFirst(digits.count).first == UInt8(ascii: ":")
    }
}
