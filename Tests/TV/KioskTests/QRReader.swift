/// Reads undamaged QR codes of versions 1–3, error correction M, one byte segment: ISO/IEC 18004 by another road than the
/// library that made them.
struct QRReader {
    private let modules: [[Bool]]
    private var size: Int { modules.count }

    init(_ modules: [[Bool]]) {
        self.modules = modules
    }

    /// `nil` if it is not such a code.
    var text: String? {
        guard [21, 25, 29].contains(size), let mask else { return nil }
        var bits: [Bool] = []
        var column = size - 1
        var isUpwards = true
        while column > 0 {
            // The vertical timing pattern takes a column out of the pairs.
            if column == 6 { column -= 1 }
            for step in 0..<size {
                let y = isUpwards ? size - 1 - step : step
                for x in [column, column - 1] where !isFunction(x, y) {
                    bits.append(modules[y][x] != QRReader.isMasked(mask, x, y))
                }
            }
            isUpwards.toggle()
            column -= 2
        }
        func number(_ start: Int, _ count: Int) -> Int { bits[start..<(start + count)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) } }
        guard number(0, 4) == 0b0100 else { return nil }
        let bytes = (0..<number(4, 8)).map { UInt8(number(12 + 8 * $0, 8)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// From the format information beside the top left finder; `nil` unless it says level M.
    private var mask: Int? {
        let positions = [(0, 8), (1, 8), (2, 8), (3, 8), (4, 8)]
        let value = positions.reduce(0) { $0 << 1 | (modules[$1.1][$1.0] ? 1 : 0) } ^ 0b10101
        return value >> 3 == 0b00 ? value & 7 : nil
    }

    private func isFunction(_ x: Int, _ y: Int) -> Bool {
        if x == 6 || y == 6 { return true }
        if x < 9 && y < 9 || x < 9 && y >= size - 8 || x >= size - 8 && y < 9 { return true }
        // Versions 2 and 3 have one alignment pattern, its centre at the seventh module from the right and from below.
        let center = size - 7
        return size > 21 && abs(x - center) <= 2 && abs(y - center) <= 2
    }

    private static func isMasked(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (y / 2 + x / 3) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }
}
