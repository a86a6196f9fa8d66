import Wire

extension ICECandidate {
    /// In bytes; what browsers write stays under 250.
    package static let maximumLineLength = 1024

    /// Reads `candidate:…` or `a=candidate:…` (RFC 8839 §5.1), as browsers write it: letters of either case, extension
    /// attributes skipped except `ufrag` and `tcptype`, an IPv6 zone cut off, an unusable related address left out.
    package init(parsing line: String) throws(ICECandidateError) {
        guard line.utf8.count <= ICECandidate.maximumLineLength else { throw .tooLong }
        guard line.utf8.allSatisfy({ $0 < 0x80 }) else { throw .malformed }
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        var fields = line.split(whereSeparator: isSpace)[...]
        guard let first = fields.popFirst() else { throw .endOfCandidates }
        guard let foundation = ICECandidate.foundation(in: first), fields.count >= 7 else { throw .malformed }
        guard let component = UInt16(fields.removeFirst()), (1...256).contains(component) else { throw .malformed }
        guard let transport = Transport(rawValue: fields.removeFirst().lowercased()) else { throw .unsupportedTransport }
        guard let priority = UInt32(fields.removeFirst()) else { throw .malformed }
        let host = fields.removeFirst()
        guard let port = UInt16(fields.removeFirst()), port > 0 else { throw .invalidPort }
        guard fields.removeFirst().lowercased() == "typ" else { throw .malformed }
        guard let kind = Kind(rawValue: fields.removeFirst().lowercased()) else { throw .unsupportedKind }
        self.init(
            foundation: foundation,
            component: Int(component),
            transport: transport,
            priority: min(priority, ICECandidate.maximumPriority),
            address: try ICECandidate.address(host, port),
            kind: kind
        )
        readExtensions(fields)
    }

    /// `candidate:…`, as signalling carries it and as the value of `a=`.
    package var attributeValue: String {
        var fields = ["candidate:\(foundation)", String(component), transport.rawValue, String(priority)]
        switch address {
        case .ip(let address): fields += [address.ip.description, String(address.port)]
        case .mdns(let name, let port): fields += [name, String(port)]
        }
        fields += ["typ", kind.rawValue]
        if let relatedAddress {
            fields += ["raddr", relatedAddress.ip.description, "rport", String(relatedAddress.port)]
        }
        if let tcpType { fields += ["tcptype", tcpType] }
        if let usernameFragment { fields += ["ufrag", usernameFragment] }
        return fields.joined(separator: " ")
    }

    private static func foundation(in field: Substring) -> String? {
        var rest = field
        if rest.hasPrefix("a=") { rest = rest.dropFirst(2) }
        guard rest.prefix(10).lowercased() == "candidate:" else { return nil }
        let foundation = rest.dropFirst(10)
        guard (1...32).contains(foundation.utf8.count), foundation.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return String(foundation)
    }

    private static func address(_ host: Substring, _ port: UInt16) throws(ICECandidateError) -> Address {
        if let ip = IPAddress(host) { return .ip(TransportAddress(ip, port)) }
        let name = host.lowercased()
        guard HiddenHostName.isWellFormed(name) else { throw .unsupportedAddress }
        return .mdns(name: name, port: port)
    }

    private mutating func readExtensions(_ fields: ArraySlice<Substring>) {
        var fields = fields
        var relatedIP: IPAddress?
        while let name = fields.popFirst(), let value = fields.popFirst() {
            switch name.lowercased() {
            case "raddr": relatedIP = IPAddress(value)
            case "rport":
                if let relatedIP, let port = UInt16(value) { relatedAddress = TransportAddress(relatedIP, port) }
            case "ufrag": usernameFragment = String(value)
            case "tcptype": tcpType = value.lowercased()
            default: break
            }
        }
    }
}
