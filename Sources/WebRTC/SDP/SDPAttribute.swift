/// An `a=` line: a property (`a=rtcp-mux`) or a name with a value (`a=mid:0`).
package struct SDPAttribute: Hashable, Sendable {
    package var name: String
    package var value: String?

    package init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }

    /// - Parameter text: what follows `a=`.
    init(parsing text: Substring) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            self.init(String(text))
            return
        }
        self.init(String(text[..<colon]), String(text[text.utf8.index(after: colon)...]))
    }

    /// What follows `a=`.
    var text: String {
        guard let value else { return name }
        return "\(name):\(value)"
    }
}
