/// The TV's side of the `projection` system: Socket.IO events ⇄ signaling events and commands.
///
/// Everything that only our server sends is optional, so a stock server without client ids, tokens and negotiation ids
/// works too.
package struct ProjectionTVDialect: Sendable {
    package init() {}
}
