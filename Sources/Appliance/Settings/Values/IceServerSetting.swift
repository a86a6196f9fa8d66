/// A STUN or TURN server that the room server tells its TVs and senders about.
///
/// As one line of text: addresses, then `username=…` and `credentialFile=…`, with blanks between; blanks, commas and
/// percent signs inside a value are written `%20`, `%2C`, `%25`.
package struct IceServerSetting: SettingText {
    /// At least one, such as `turn:turn.example.org:3478?transport=udp`.
    package let urls: [String]
    package let username: String?
    package let credentialFile: SecretFile?

    package static let expectation =
        "stun:HOST:PORT, or turn:HOST:PORT with username and credentialFile, such as "
        + "turn:turn.example.org:3478 username=diascope credentialFile=/etc/diascope/turn.secret"

    /// `nil` if there is no address, one is not `stun:`, `stuns:`, `turn:` or `turns:` with a host, or a TURN server lacks its
    /// user name or its credential.
    package init?(urls: [String], username: String?, credentialFile: SecretFile?) {
        guard (1...8).contains(urls.count), urls.allSatisfy(IceServerSetting.isAddress) else { return nil }
        let needsCredential = urls.contains { $0.hasPrefix("turn") }
        guard !needsCredential || (username?.isEmpty == false && credentialFile != nil) else { return nil }
        self.urls = urls
        self.username = username
        self.credentialFile = credentialFile
    }

    package init?(settingText: String) {
        var urls: [String] = []
        var username: String?
        var credentialFile: SecretFile?
        for word in settingText.split(separator: " ") {
            if word.hasPrefix("username=") {
                username = IceServerSetting.unescaped(word.dropFirst("username=".count))
            } else if word.hasPrefix("credentialFile=") {
                guard let file = SecretFile(settingText: IceServerSetting.unescaped(word.dropFirst("credentialFile=".count)))
                else { return nil }
                credentialFile = file
            } else {
                urls.append(String(word))
            }
        }
        self.init(urls: urls, username: username, credentialFile: credentialFile)
    }

    package var settingText: String {
        var words = urls
        if let username { words.append("username=" + IceServerSetting.escaped(username)) }
        if let credentialFile { words.append("credentialFile=" + IceServerSetting.escaped(credentialFile.path)) }
        return words.joined(separator: " ")
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), ["stun", "stuns", "turn", "turns"].contains(text[..<colon]) else {
            return false
        }
        let rest = text[text.index(after: colon)...]
        let authority = rest.prefix { $0 != "?" }
        let query = rest.dropFirst(authority.count)
        guard ["", "?transport=udp", "?transport=tcp"].contains(query) else { return false }
        return HostPort.host(authority) != nil || HostPort(settingText: String(authority)).map { $0.port > 0 } == true
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "%": result += "%25"
            case " ": result += "%20"
            case ",": result += "%2C"
            default: result.append(character)
            }
        }
        return result
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var rest = text
        while let character = rest.popFirst() {
            switch (character, rest.prefix(2).uppercased()) {
            case ("%", "25"): result.append("%")
            case ("%", "20"): result.append(" ")
            case ("%", "2C"): result.append(",")
            default:
                result.append(character)
                continue
            }
            rest = rest.dropFirst(2)
        }
        return result
    }
}
