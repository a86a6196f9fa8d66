/// The state of a TV, of its foremost session where it has one.
package enum TVState: String, Sendable, CaseIterable {
    case starting
    case registering
    case waiting
    case negotiating
    case projecting
    case interrupted
}
