/// A TV's own account of itself, so that the server can say `busy` and name who presents.
package struct RoomTVState: Sendable, Equatable {
    /// What happens to a second sender; one that is not known counts as `takeover`, the default.
    package var policy: PresentationPolicy
    /// The name of who presents now; `nil` while nobody does, or while nobody knows the name.
    package var presenter: String?
    /// `nil` if it is none that this server knows.
    package var state: TVState?
    /// Whether the TV makes an offer when a sender wants one; stock TVs do not.
    package var offers: Bool

    package init(policy: PresentationPolicy, presenter: String? = nil, state: TVState? = nil, offers: Bool = false) {
        self.policy = policy
        self.presenter = presenter
        self.state = state
        self.offers = offers
    }

    /// Whether a sender has the screen, or is about to.
    package var isTaken: Bool {
        switch state {
        case .negotiating, .projecting, .interrupted: true
        case .starting, .registering, .waiting, nil: presenter != nil
        }
    }
}
