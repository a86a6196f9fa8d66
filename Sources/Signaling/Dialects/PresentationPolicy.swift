/// What happens when a second sender comes while one presents.
package enum PresentationPolicy: String, Sendable, CaseIterable {
    /// The newcomer replaces who presents.
    case takeover
    /// The newcomer is turned away.
    case refuse
    /// Someone decides.
    case ask
    /// Both are shown.
    case grid
}
