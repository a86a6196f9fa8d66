/// The address of the sender page as people type it.
enum ShortAddress {
    /// Without a slash at the end, and without `https://` where a browser gets there all the same: at the usual port browsers
    /// try it first, and at an address in numbers there is the room server itself, which sends them on. `nil` for an empty one.
    static func of(_ url: String) -> String? {
        let url = url.hasSuffix("/") ? String(url.dropLast()) : url
        guard !url.isEmpty else { return nil }
        let scheme = "https://"
        guard url.hasPrefix(scheme) else { return url }
        let rest = url.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.isEmpty else { return url }
        let isNumeric = authority.allSatisfy { $0.isHexDigit || ".:[]".contains($0) } && authority.contains { ".:".contains($0) }
        return isNumeric || !authority.contains(":") ? String(rest) : url
    }
}
