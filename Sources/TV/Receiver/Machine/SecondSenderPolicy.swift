package import Dialects

/// What happens when a second sender comes while one presents.
package enum SecondSenderPolicy: String, Sendable, CaseIterable {
    /// The newcomer gets the screen with its first frame; who presented is told `replaced`.
    case takeover
    /// The newcomer is told `refused`.
    case refuse
    /// Somebody decides: who presents, from the page, or anyone at the TV. After `Wait.decision` the answer is no.
    case ask
    /// All of them are shown, up to `ReceiverStateMachine.mostSessions`; the next is told `refused`.
    case grid

    /// How the room server is told.
    package var presentationPolicy: PresentationPolicy {
        switch self {
        case .takeover: .takeover
        case .refuse: .refuse
        case .ask: .ask
        case .grid: .grid
        }
    }
}
