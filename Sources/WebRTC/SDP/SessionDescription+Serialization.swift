extension SessionDescription {
    /// The description as text with CRLF line ends, its lines in the order of RFC 8866 §5.
    package func serialized() -> String {
        var lines = ["v=0", "o=\(origin)", "s=\(name)"]
        if let connection { lines.append("c=\(connection)") }
        lines += bandwidths.map { "b=\($0.type):\($0.value)" }
        lines.append("t=0 0")
        lines += attributes.map { "a=\($0.text)" }
        lines += media.flatMap(\.lines)
        return lines.map { "\($0)\r\n" }.joined()
    }
}

extension MediaDescription {
    var lines: [String] {
        var lines = ["m=\(kind) \(port) \(transportProtocol) \(formats.joined(separator: " "))"]
        if let connection { lines.append("c=\(connection)") }
        lines += bandwidths.map { "b=\($0.type):\($0.value)" }
        lines += attributes.map { "a=\($0.text)" }
        return lines
    }
}
