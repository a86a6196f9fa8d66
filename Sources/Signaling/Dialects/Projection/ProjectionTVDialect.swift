/// The TV's side of the `projection` system: Socket.IO events ⇄ signaling events and commands.
///
/// Everything that only our server sends is optional, so a stock server without client ids, tokens and negotiation ids
/// works too.
package struct ProjectionTVDialect: Sendable {
    /// The longest session description that is looked at, in bytes.
    package static let longestDescription = 65_536
    /// The longest candidate line, in bytes.
    package static let longestCandidate = 1024

    package init() {}
}
