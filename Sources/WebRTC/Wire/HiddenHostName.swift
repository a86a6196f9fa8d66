/// The names behind which browsers hide addresses: `<uuid>.local` (draft-ietf-mmusic-mdns-ice-candidates §3.1.1).
package enum HiddenHostName {
    /// Whether `name`, in lower case, is a version 4 UUID and `.local`. Names of anything else are never looked up.
    package static func isWellFormed(_ name: String) -> Bool {
        guard name.utf8.count == 42, name.hasSuffix(".local") else { return false }
        let groups = name.dropLast(6).utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isHex: (UInt8) -> Bool = { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return groups.map(\.count) == [8, 4, 4, 4, 12] && groups.allSatisfy { $0.allSatisfy(isHex) }
            && groups[2].first == UInt8(ascii: "4")
    }
}
