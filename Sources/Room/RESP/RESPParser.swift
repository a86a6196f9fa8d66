/// Reads RESP 2 values from bytes that come in pieces of any size.
///
/// Every byte is looked at once, nothing recurses, and what a length promises is only believed as far as `Limits` go: memory
/// grows with what has arrived.
package struct RESPParser: Sendable {
    package struct Limits: Sendable {
        /// Bytes of a line without its end.
        package var line = 64 * 1024
        /// Bytes of a bulk string.
        package var bulk: Int64 = 8 * 1024 * 1024
        /// Elements of an array.
        package var array: Int64 = 1 << 20
        /// Arrays within arrays.
        package var depth = 16

        package init() {}
    }

    private struct OpenArray {
        var missing: Int64
        var elements: [RESPValue] = []
    }

    private let limits: Limits
    private var bytes: [UInt8] = []
    private var start = 0
    /// How far the line that is being read was searched for its end.
    private var searched = 0
    private var open: [OpenArray] = []
    /// The length of the bulk string whose first line has been read.
    private var bulkLength: Int?
    /// Nothing follows an error: where the next value would begin is unknown.
    private var failure: RESPError?

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    package mutating func append(_ more: some Sequence<UInt8>) {
        if start > 0, start == bytes.count || start > 64 * 1024 {
            bytes.removeFirst(start)
            searched = max(0, searched - start)
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// The next whole value; `nil` until more arrives. Once it has thrown it goes on throwing the same.
    package mutating func next() throws(RESPError) -> RESPValue? {
        if let failure { throw failure }
        do throws(RESPError) {
            while let value = try nextPart() {
                if let whole = close(over: value) { return whole }
            }
            return nil
        } catch {
            failure = error
            throw error
        }
    }

    /// Puts a value into the innermost open array, and gives what is complete by that.
    private mutating func close(over value: RESPValue) -> RESPValue? {
        var value = value
        while var array = open.popLast() {
            array.elements.append(value)
            array.missing -= 1
            guard array.missing == 0 else {
                open.append(array)
                return nil
            }
            value = .array(array.elements)
        }
        return value
    }

    /// The next value that has no elements: those of arrays one by one.
    private mutating func nextPart() throws(RESPError) -> RESPValue? {
        while true {
            if let length = bulkLength {
                guard let content = try takeBulk(length) else { return nil }
                return .bulk(content)
            }
            guard let line = try takeLine() else { return nil }
            guard let type = line.first else { throw .missingLineEnd }
            let rest = line.dropFirst()
            switch type {
            case UInt8(ascii: "+"): return .status(String(decoding: rest, as: UTF8.self))
            case UInt8(ascii: "-"): return .error(String(decoding: rest, as: UTF8.self))
            case UInt8(ascii: ":"): return .integer(try Self.number(rest))
            case UInt8(ascii: "$"):
                guard let length = try Self.length(rest) else { return .bulk(nil) }
                guard length <= limits.bulk, let length = Int(exactly: length) else { throw .bulkTooLong(length) }
                bulkLength = length
            case UInt8(ascii: "*"):
                guard let count = try Self.length(rest) else { return .array(nil) }
                guard count <= limits.array else { throw .arrayTooLong(count) }
                if count == 0 { return .array([]) }
                guard open.count < limits.depth else { throw .nestedTooDeep }
                open.append(OpenArray(missing: count))
            default: throw .unknownType(type)
            }
        }
    }

    private mutating func takeLine() throws(RESPError) -> [UInt8]? {
        searched = max(searched, start)
        while searched < bytes.count, bytes[searched] != 0x0D, bytes[searched] != 0x0A { searched += 1 }
        guard searched - start <= limits.line else { throw .lineTooLong }
        guard searched < bytes.count else { return nil }
        guard bytes[searched] == 0x0D else { throw .missingLineEnd }
        guard searched + 1 < bytes.count else { return nil }
        guard bytes[searched + 1] == 0x0A else { throw .missingLineEnd }
        defer {
            start = searched + 2
            searched = start
        }
        return Array(bytes[start..<searched])
    }

    private mutating func takeBulk(_ length: Int) throws(RESPError) -> [UInt8]? {
        guard bytes.count - start >= length + 2 else { return nil }
        let end = start + length
        guard bytes[end] == 0x0D, bytes[end + 1] == 0x0A else { throw .missingLineEnd }
        defer {
            start = end + 2
            searched = start
            bulkLength = nil
        }
        return Array(bytes[start..<end])
    }

    /// `nil` for -1, which stands for nothing.
    private static func length(_ digits: ArraySlice<UInt8>) throws(RESPError) -> Int64? {
        let length = try number(digits)
        guard length >= -1 else { throw .badLength(length) }
        return length < 0 ? nil : length
    }

    private static func number(_ digits: ArraySlice<UInt8>) throws(RESPError) -> Int64 {
        guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { throw .badNumber }
        return number
    }
}
