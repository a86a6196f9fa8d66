/// A tar file in the ustar format (POSIX.1-1988): a header of 512 bytes, the contents, zeros up to the next multiple of 512.
struct TarArchive {
    private static let block = 512
    private var bytes: [UInt8] = []
    private let time: Int64

    /// - Parameter time: of every file, in seconds since 1970.
    init(time: Int64) {
        self.time = time
    }

    /// - Parameter name: at most 100 bytes; more are cut.
    mutating func add(_ name: String, _ contents: String) {
        let contents = Array(contents.utf8)
        var header = [UInt8](repeating: 0, count: TarArchive.block)
        func put(_ text: some Sequence<UInt8>, at offset: Int, atMost length: Int) {
            for (index, byte) in text.prefix(length).enumerated() { header[offset + index] = byte }
        }
        func put(number: Int64, at offset: Int, digits: Int) {
            let text = String(max(0, number), radix: 8)
            put((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8, at: offset, atMost: digits)
        }
        put(name.utf8, at: 0, atMost: 100)
        put(number: 0o600, at: 100, digits: 7)
        put(number: 0, at: 108, digits: 7)
        put(number: 0, at: 116, digits: 7)
        put(number: Int64(contents.count), at: 124, digits: 11)
        put(number: time, at: 136, digits: 11)
        put("        ".utf8, at: 148, atMost: 8)
        header[156] = UInt8(ascii: "0")
        put("ustar\u{0}00".utf8, at: 257, atMost: 8)
        // The sum of the header with blanks in the sum's place: six digits, a zero, a blank.
        let sum = header.reduce(Int64(0)) { $0 + Int64($1) }
        put(number: sum, at: 148, digits: 6)
        header[154] = 0
        bytes += header
        bytes += contents
        let rest = contents.count % TarArchive.block
        if rest > 0 { bytes += [UInt8](repeating: 0, count: TarArchive.block - rest) }
    }

    /// With the two empty blocks that end it.
    var finished: [UInt8] { bytes + [UInt8](repeating: 0, count: 2 * TarArchive.block) }
}
