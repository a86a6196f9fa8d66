package import Wire

/// The key that signs tokens and tickets, made at the first start and kept.
package enum ServerKey {
    private static let fileName = "room-key"

    /// Reads the key, or makes and writes one.
    ///
    /// - Returns: the key, and whether a damaged file was set aside for it: then every TV will get a new code.
    package static func load(
        from directory: StateDirectory,
        random: inout some RandomNumberGenerator
    ) throws(StateDirectoryError) -> (key: Redacted<[UInt8]>, wasDamaged: Bool) {
        var wasDamaged = false
        if let bytes = try directory.read(fileName) {
            let text = String(decoding: bytes, as: UTF8.self).prefix { !$0.isWhitespace }
            if let key = Hexadecimal.bytes(in: text), key.count == RoomTickets.keySize { return (Redacted(key), false) }
            try directory.setAside(fileName)
            wasDamaged = true
        }
        let key = (0..<RoomTickets.keySize).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        try directory.write(fileName, Array((Hexadecimal.text(of: key) + "\n").utf8))
        return (Redacted(key), wasDamaged)
    }
}
