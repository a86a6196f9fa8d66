extension SessionDescription {
    private static let lineFeed: UInt8 = 10
    private static let carriageReturn: UInt8 = 13

    package init(parsing text: String) throws(SDPError) {
        guard text.utf8.count <= SessionDescription.maximumLength else { throw .tooLarge }
        self.init(origin: "- 0 0 IN IP4 0.0.0.0")
        var isBegun = false
        // By bytes: "\r\n" is one `Character`.
        let lines = text.utf8.split(separator: SessionDescription.lineFeed, omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let line = Substring(bytes.last == SessionDescription.carriageReturn ? bytes.dropLast() : bytes)
            guard line.utf8.count <= SessionDescription.maximumLineLength else { throw .lineTooLong(line: index + 1) }
            if line.isEmpty { continue }
            guard isBegun else {
                guard line == "v=0" else { throw .notASessionDescription }
                isBegun = true
                continue
            }
            try read(line, number: index + 1)
        }
        guard isBegun else { throw .notASessionDescription }
    }

    private mutating func read(_ line: Substring, number: Int) throws(SDPError) {
        let value = line.dropFirst(2)
        switch line.prefix(2) {
        case "m=":
            guard media.count < SessionDescription.maximumMedia else { throw .tooManyMedia }
            media.append(try MediaDescription(parsing: value, line: number))
        case "o=" where media.isEmpty: origin = String(value)
        case "s=" where media.isEmpty: name = String(value)
        case "c=": setConnection(String(value))
        case "b=":
            if let bandwidth = SDPBandwidth(parsing: value) { append(bandwidth) }
        case "a=": append(SDPAttribute(parsing: value))
        default: break
        }
    }

    private mutating func setConnection(_ value: String) {
        if media.isEmpty { connection = value } else { media[media.count - 1].connection = value }
    }

    private mutating func append(_ bandwidth: SDPBandwidth) {
        if media.isEmpty { bandwidths.append(bandwidth) } else { media[media.count - 1].bandwidths.append(bandwidth) }
    }

    private mutating func append(_ attribute: SDPAttribute) {
        if media.isEmpty { attributes.append(attribute) } else { media[media.count - 1].attributes.append(attribute) }
    }
}
