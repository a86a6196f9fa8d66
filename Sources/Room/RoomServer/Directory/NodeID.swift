/// One run of a room server: 128 random bits. A server that was restarted is another, so that what was meant for the earlier
/// one reaches nobody.
package struct NodeID: Hashable, Sendable, CustomStringConvertible {
    /// 32 hexadecimal digits.
    package let description: String

    package init(random: inout some RandomNumberGenerator) {
        description = TVIdentity(random: &random).text
    }

    /// `nil` for what is no such name.
    package init?(_ text: String) {
        guard text.utf8.count == 32, TVIdentity(text: text) != nil else { return nil }
        description = text
    }
}
