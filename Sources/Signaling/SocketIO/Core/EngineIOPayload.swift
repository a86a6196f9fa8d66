/// Which Engine.IO the other end speaks: 4 since Socket.IO 3.0, 3 before.
package enum EngineIORevision: Int, Sendable {
    case three = 3
    case four = 4
}

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
                var text = packet.text
                if case .binary = packet { text.insert("4", at: text.index(after: text.startIndex)) }
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
            if part.first == UInt8(ascii: "b") {
                packets.append(try binary(part.dropFirst()))
            } else {
                packets.append(try EngineIOPacket(text: Substring(part)))
            }
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
            let packet = rest[start..<end]
            if packet.utf8.starts(with: "b4".utf8) {
                packets.append(try binary(packet.utf8.dropFirst(2)))
            } else {
                packets.append(try EngineIOPacket(text: packet))
            }
            rest = rest[end...]
        }
        guard !packets.isEmpty else { throw .emptyPacket }
        return packets
    }

    /// Whether a server's answer is framed as revision 3 does: it begins with a length and a colon.
    package static func isLegacy(_ body: String) -> Bool {
        let digits = body.utf8.prefix { (0x30...0x39).contains($0) }
        return !digits.isEmpty && body.utf8.dropFirst(digits.count).first == UInt8(ascii: ":")
    }

    private static func binary(_ base64: Substring.UTF8View) throws(EngineIOError) -> EngineIOPacket {
        guard let bytes = Base64.decode(base64) else { throw .invalidBase64 }
        return .binary(bytes)
    }
}
