/// An IPv4 or IPv6 address without zone.
package enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    /// The upper and lower 64 bits.
    case v6(UInt64, UInt64)

    /// Reads dotted IPv4 or any RFC 4291 §2.2 form of IPv6; a zone (`%eth0`) is cut off. `nil` if it is neither.
    package init?(_ text: some StringProtocol) {
        let bare = text.prefix { $0 != "%" }
        if bare.contains(":") {
            guard let address = IPAddress.parseV6(bare) else { return nil }
            self = address
        } else {
            guard let value = IPAddress.parseV4(bare) else { return nil }
            self = .v4(value)
        }
    }

    /// Network-order bytes: 4 make IPv4, 16 make IPv6, anything else `nil`.
    package init?(bytes: some Collection<UInt8>) {
        func number(_ slice: some Sequence<UInt8>) -> UInt64 { slice.reduce(0) { $0 << 8 | UInt64($1) } }
        switch bytes.count {
        case 4: self = .v4(UInt32(truncatingIfNeeded: number(bytes)))
        case 16: self = .v6(number(bytes.prefix(8)), number(bytes.dropFirst(8)))
        default: return nil
        }
    }

    /// 4 or 16 bytes in network order.
    package var bytes: [UInt8] {
        var writer = ByteWriter(reservingCapacity: 16)
        switch self {
        case .v4(let value): writer.write(value)
        case .v6(let high, let low):
            writer.write(high)
            writer.write(low)
        }
        return writer.bytes
    }

    package var isV4: Bool {
        if case .v4 = self { return true }
        return false
    }

    package var isLoopback: Bool {
        switch self {
        case .v4(let value): value >> 24 == 127
        case .v6(let high, let low): high == 0 && low == 1
        }
    }

    package var isLinkLocal: Bool {
        switch self {
        case .v4(let value): value >> 16 == 0xA9FE
        case .v6(let high, _): high >> 54 == 0x3FA
        }
    }

    package var isUnspecified: Bool {
        switch self {
        case .v4(let value): value == 0
        case .v6(let high, let low): high == 0 && low == 0
        }
    }

    /// Multicast or the limited broadcast address: nothing one can project from.
    package var isMulticastOrBroadcast: Bool {
        switch self {
        case .v4(let value): value >> 28 == 0xE || value == .max
        case .v6(let high, _): high >> 56 == 0xFF
        }
    }

    private static func parseV4(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let byte = UInt8(part)
            else { return nil }
            value = value << 8 | UInt32(byte)
        }
        return value
    }

    private static func parseV6(_ text: some StringProtocol) -> IPAddress? {
        let halves = splitAtDoubleColon(String(text))
        guard halves.count <= 2, let head = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return head.count == 8 ? from(groups: head) : nil }
        guard let tail = groups(halves[1]), head.count + tail.count <= 7 else { return nil }
        return from(groups: head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    private static func splitAtDoubleColon(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var index = start
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == ":", next < text.endIndex, text[next] == ":" {
                parts.append(text[start..<index])
                start = text.index(after: next)
                index = start
            } else {
                index = next
            }
        }
        parts.append(text[start...])
        return parts
    }

    /// The 16-bit groups of one side of `::`; a dotted IPv4 tail counts as two.
    private static func groups(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var result: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.contains("."), index == parts.count - 1, let value = parseV4(part) {
                result.append(UInt16(truncatingIfNeeded: value >> 16))
                result.append(UInt16(truncatingIfNeeded: value))
            } else {
                guard (1...4).contains(part.utf8.count), let value = UInt16(part, radix: 16) else { return nil }
                result.append(value)
            }
        }
        return result
    }

    private static func from(groups: [UInt16]) -> IPAddress? {
        var writer = ByteWriter(reservingCapacity: 16)
        for group in groups { writer.write(group) }
        return IPAddress(bytes: writer.bytes)
    }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted IPv4, or IPv6 in the canonical form of RFC 5952 §4.
    package var description: String {
        switch self {
        case .v4: return bytes.map(String.init).joined(separator: ".")
        case .v6:
            let raw = bytes
            let groups = stride(from: 0, to: 16, by: 2).map { UInt16(raw[$0]) << 8 | UInt16(raw[$0 + 1]) }
            let zeros = IPAddress.longestZeroRun(groups)
            func hex(_ range: Range<Int>) -> String { range.map { String(groups[$0], radix: 16) }.joined(separator: ":") }
            guard let zeros else { return hex(0..<8) }
            return hex(0..<zeros.lowerBound) + "::" + hex(zeros.upperBound..<8)
        }
    }

    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var index = 0
        while index < groups.count {
            guard groups[index] == 0 else {
                index += 1
                continue
            }
            let end = groups[index...].firstIndex { $0 != 0 } ?? groups.count
            if end - index >= 2, end - index > (best?.count ?? 0) { best = index..<end }
            index = end
        }
        return best
    }
}
