import STUN

/// A span cannot pass through a testing macro; an array can.
extension STUNMessage {
    init(reading bytes: [UInt8]) throws(STUNError) {
        try self.init(parsing: bytes.span)
    }

    func isAuthentic(in bytes: [UInt8], _ key: STUNIntegrityKey) -> Bool {
        hasValidIntegrity(in: bytes.span, key: key)
    }
}
