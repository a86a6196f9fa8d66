import Wire

/// A host (name or IP address, IPv6 without brackets) and a port.
package struct HostPort: SettingText {
    package let host: String
    /// 0 takes any free port.
    package let port: UInt16

    package static let expectation = "HOST:PORT, such as 0.0.0.0:8443, 127.0.0.1:8080 or [::]:8443"

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package init?(settingText: String) {
        guard let colon = settingText.lastIndex(of: ":"),
            let port = HostPort.port(settingText[settingText.index(after: colon)...]),
            let host = HostPort.host(settingText[..<colon])
        else { return nil }
        self.init(host: host, port: port)
    }

    package var settingText: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    static func port(_ text: some StringProtocol) -> UInt16? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt16(text)
    }

    /// A name, an IPv4 address or an IPv6 address in brackets; the brackets are taken off.
    static func host(_ text: Substring) -> String? {
        if text.first == "[" {
            guard text.last == "]", case let inside = text.dropFirst().dropLast(), IPAddress(inside)?.isV4 == false else {
                return nil
            }
            return String(inside)
        }
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isName, (1...253).contains(text.utf8.count) else { return nil }
        return String(text)
    }
}
