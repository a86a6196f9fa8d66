extension MediaDescription {
    /// The RTP payload types of the `m=` line, in its order, without repetitions.
    package var payloadTypes: [UInt8] {
        var seen: Set<UInt8> = []
        return formats.compactMap { format in
            guard let type = UInt8(format), type < 128, seen.insert(type).inserted else { return nil }
            return type
        }
    }

    /// The codecs of the `m=` line that have an `a=rtpmap`, in its order of preference.
    package var codecs: [SDPCodec] {
        let maps = table(of: "rtpmap")
        return payloadTypes.compactMap { type in
            maps[type].flatMap { SDPCodec(payloadType: type, parsing: $0) }
        }
    }

    /// `a=fmtp` parameters by payload type, as they stand, such as `max-fs=12288;max-fr=60`.
    package var formatParameters: [UInt8: [SDPFormatParameter]] {
        table(of: "fmtp").mapValues { text in
            text.split(separator: ";").compactMap { SDPFormatParameter(parsing: $0) }
        }
    }

    /// `a=rtcp-fb` values for a payload type, those for all (`*`) included: `nack pli` and so on, lower case.
    package func feedback(for payloadType: UInt8) -> [String] {
        var seen: Set<String> = []
        var result: [String] = []
        for value in values(of: "rtcp-fb") {
            let words = value.split(separator: " ")
            guard let type = words.first, type == "*" || UInt8(type) == payloadType else { continue }
            let text = words.dropFirst().joined(separator: " ").lowercased()
            if seen.insert(text).inserted { result.append(text) }
        }
        return result
    }

    /// Attributes of the form `name:<payload type> <text>`; of several for one type the first counts.
    private func table(of name: String) -> [UInt8: Substring] {
        var table: [UInt8: Substring] = [:]
        for value in values(of: name) {
            let parts = value.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let type = UInt8(parts[0]), type < 128, table[type] == nil else { continue }
            table[type] = parts[1]
        }
        return table
    }
}
