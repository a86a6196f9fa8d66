extension RTPPacket {
    /// How the elements of the header extension are framed (RFC 8285 §4).
    enum ExtensionForm: Sendable {
        case oneByte
        case twoByte
        /// No extension, or of a profile that is not RFC 8285's.
        case unknown

        init(profile: UInt16) {
            if profile == 0xBEDE {
                self = .oneByte
            } else if profile & 0xFFF0 == 0x1000 {
                self = .twoByte
            } else {
                self = .unknown
            }
        }
    }

    /// Where the data of the header extension element `id` is in `bytes`, or `nil` if the packet has no such element.
    ///
    /// The elements are few, so looking is cheaper than an index. What follows a damaged element, or id 15 in the one-byte
    /// form (RFC 8285 §4.2), is not looked at.
    package func headerExtension(_ id: UInt8) -> Range<Int>? {
        var offset = extensionBlock.lowerBound
        let end = extensionBlock.upperBound
        while offset < end {
            let first = bytes[offset]
            guard first != 0 else {
                offset += 1
                continue
            }
            let elementID: UInt8
            let data: Range<Int>
            switch extensionForm {
            case .oneByte:
                elementID = first >> 4
                guard elementID != 15 else { return nil }
                data = (offset + 1)..<(offset + 2 + Int(first & 0x0F))
            case .twoByte:
                guard offset + 1 < end else { return nil }
                elementID = first
                data = (offset + 2)..<(offset + 2 + Int(bytes[offset + 1]))
            case .unknown:
                return nil
            }
            guard data.upperBound <= end else { return nil }
            if elementID == id, id != 0 { return data }
            offset = data.upperBound
        }
        return nil
    }

    /// The 16-bit value of the element `id`, such as the transport-wide sequence number; `nil` if absent or shorter.
    package func headerExtensionValue16(_ id: UInt8) -> UInt16? {
        guard let data = headerExtension(id), data.count >= 2 else { return nil }
        return bytes.unsigned16(at: data.lowerBound)
    }

    /// Whether the element `id` is present and says something else than `text`, as the MID of another m-line does (RFC 9143 §15).
    func contradicts(_ text: String, extension id: UInt8) -> Bool {
        guard let data = headerExtension(id) else { return false }
        return !bytes[data].elementsEqual(text.utf8)
    }
}
