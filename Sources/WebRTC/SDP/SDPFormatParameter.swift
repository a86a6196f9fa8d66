/// One parameter of an `a=fmtp` line: `apt=96`, or a word without a value.
package struct SDPFormatParameter: Hashable, Sendable {
    package var name: String
    package var value: String?

    package init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }

    init?(parsing text: Substring) {
        let trimmed = text.drop { $0 == " " }
        let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { return nil }
        self.init(String(name), parts.count == 2 ? String(parts[1]) : nil)
    }

    package var text: String {
        guard let value else { return name }
        return "\(name)=\(value)"
    }
}
