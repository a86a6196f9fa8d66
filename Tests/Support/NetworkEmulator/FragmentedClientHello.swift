import Wire

/// Cuts every ClientHello that passes in two, as browsers with post-quantum key shares do.
package final class FragmentedClientHello {
    package enum Delivery: CaseIterable {
        case inOrder
        case swapped
        case duplicated
        case swappedAndDuplicated
        /// The first time only.
        case firstLost
        case secondLost
    }

    private static let recordHeader = 13
    private static let handshakeHeader = 12

    /// ClientHellos cut so far.
    package private(set) var count = 0
    private let delivery: Delivery

    package init(_ delivery: Delivery) {
        self.delivery = delivery
    }

    package func pass(_ datagram: [UInt8]) -> [[UInt8]] {
        // Every cut adds a record, so later ones of epoch 0 move up by as many.
        let moved = FragmentedClientHello.renumber(datagram, by: UInt8(count))
        guard datagram.first == 22, datagram[FragmentedClientHello.recordHeader] == 1 else { return [moved] }
        defer { count += 1 }
        let body = Array(moved[(FragmentedClientHello.recordHeader + FragmentedClientHello.handshakeHeader)...])
        let middle = body.count / 2
        let first = FragmentedClientHello.fragment(of: moved, body, 0..<middle)
        let second = FragmentedClientHello.renumber(FragmentedClientHello.fragment(of: moved, body, middle..<body.count), by: 1)
        return switch delivery {
        case .inOrder: [first, second]
        case .swapped: [second, first]
        case .duplicated: [first, first, second, second]
        case .swappedAndDuplicated: [second, second, first, first, second]
        case .firstLost: count == 0 ? [second] : [first, second]
        case .secondLost: count == 0 ? [first] : [first, second]
        }
    }

    private static func fragment(of record: [UInt8], _ body: [UInt8], _ range: Range<Int>) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(record[..<11])
        writer.write(UInt16(handshakeHeader + range.count))
        writer.write(record[recordHeader..<(recordHeader + 6)])
        writer.writeUInt24(UInt32(range.lowerBound))
        writer.writeUInt24(UInt32(range.count))
        writer.write(body[range])
        return writer.bytes
    }

    private static func renumber(_ datagram: [UInt8], by shift: UInt8) -> [UInt8] {
        var result = datagram
        var offset = 0
        while offset + recordHeader <= result.count {
            if result[offset + 3] == 0, result[offset + 4] == 0 { result[offset + 10] += shift }
            offset += recordHeader + (Int(result[offset + 11]) << 8 | Int(result[offset + 12]))
        }
        return result
    }
}
