import Wire

extension STUNAttribute {
    /// The value without type, length and padding.
    func value(transactionID: STUNTransactionID) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 20)
        switch self {
        case .mappedAddress(let address), .alternateServer(let address): STUNAttribute.write(address, mask: nil, to: &writer)
        case .xorMappedAddress(let address), .xorPeerAddress(let address), .xorRelayedAddress(let address):
            STUNAttribute.write(address, mask: transactionID, to: &writer)
        case .username(let text): writer.write(text.utf8)
        case .errorCode(let error):
            writer.write(UInt16(0))
            writer.write(UInt8(clamping: error.code / 100))
            writer.write(UInt8(clamping: error.code % 100))
            writer.write(error.reason.utf8)
        case .unknownAttributes(let types): for type in types { writer.write(type.rawValue) }
        case .realm(let bytes), .nonce(let bytes), .data(let bytes): writer.write(bytes)
        case .software(let text): writer.write(text.utf8)
        case .priority(let priority): writer.write(priority)
        case .useCandidate: break
        case .iceControlled(let tieBreaker), .iceControlling(let tieBreaker): writer.write(tieBreaker)
        case .channelNumber(let number):
            writer.write(number)
            writer.writeZeros(2)
        case .lifetime(let seconds): writer.write(seconds)
        case .requestedAddressFamily(let family), .additionalAddressFamily(let family):
            writer.write(family.rawValue)
            writer.writeZeros(3)
        case .requestedTransport(let number):
            writer.write(number)
            writer.writeZeros(3)
        }
        return writer.bytes
    }

    private static func write(_ address: TransportAddress, mask: STUNTransactionID?, to writer: inout ByteWriter) {
        var port = address.port
        var bytes = address.ip.bytes
        if let mask {
            port ^= mask.addressMask.port
            for (index, key) in zip(bytes.indices, mask.addressMask.address) { bytes[index] ^= key }
        }
        writer.write(UInt8(0))
        writer.write(STUNAddressFamily(of: address.ip).rawValue)
        writer.write(port)
        writer.write(bytes)
    }
}
