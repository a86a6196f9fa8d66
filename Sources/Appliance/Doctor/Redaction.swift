/// Takes out of a text what must not leave the house: codes, tokens, passwords, keys.
enum Redaction {
    private static let hidden = "(left out)"
    /// Members and fields whose value is a secret, compared without case.
    private static let secretNames: Set<String> = [
        "projectioncode", "code", "token", "credential", "password", "psk", "secret", "username", "sendername", "sender",
    ]

    static func redact(_ text: String) -> String {
        var isInsideKey = false
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.contains("-----BEGIN"), line.contains("PRIVATE KEY") { isInsideKey = true }
            lines.append(isInsideKey ? hidden : redact(line: String(line)))
            if line.contains("-----END") { isInsideKey = false }
        }
        return lines.joined(separator: "\n")
    }

    /// `"token":"x"`, `token: x`, `token=x`, and user and password in an address.
    private static func redact(line: String) -> String {
        var result = ""
        var word = ""
        var rest = Substring(line)
        while let character = rest.popFirst() {
            result.append(character)
            guard character == ":" || character == "=" else {
                if character.isLetter { word.append(character) } else if character != "\"" { word = "" }
                continue
            }
            let isSecret = secretNames.contains(word.lowercased())
            word = ""
            guard isSecret else { continue }
            let blanks = rest.prefix { $0 == " " }
            let value = rest.dropFirst(blanks.count)
            let isQuoted = value.first == "\""
            let length = isQuoted ? quotedLength(value) : value.prefix { !" ,;)}]".contains($0) }.count
            guard length > 0, value.prefix(length) != "null" else { continue }
            result += blanks + (isQuoted ? "\"\(hidden)\"" : hidden)
            rest = value.dropFirst(length)
        }
        return withoutUserInformation(withoutCodePath(result))
    }

    private static func quotedLength(_ value: Substring) -> Int {
        var isEscaped = false
        var length = 1
        for character in value.dropFirst() {
            length += 1
            if isEscaped { isEscaped = false } else if character == "\\" { isEscaped = true } else if character == "\"" { break }
        }
        return length
    }

    /// `https://user:password@host` loses the part before the @.
    private static func withoutUserInformation(_ line: String) -> String {
        var parts = line.components(separatedBy: "://")
        for index in parts.indices.dropFirst() {
            let authority = parts[index].prefix { !"/?# \"".contains($0) }
            if let at = authority.lastIndex(of: "@") { parts[index] = hidden + parts[index][at...] }
        }
        return parts.joined(separator: "://")
    }

    /// What `run` and `tv` print for the person who started them.
    private static func withoutCodePath(_ line: String) -> String {
        guard let range = line.firstRange(of: "Projection code") ?? line.firstRange(of: "Open  ") else { return line }
        return line[..<range.upperBound] + "   " + hidden
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = Substring(self)
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
