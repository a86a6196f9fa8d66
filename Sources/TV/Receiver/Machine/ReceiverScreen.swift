package import Dialects

/// What the screen is to show.
package enum ReceiverScreen: Sendable, Equatable {
    /// There is no code yet.
    case starting(RoomConnection)
    case code(CodeScreen)
    /// A sender was let in; its picture is on the way.
    case connecting(SessionID, name: String?)
    case projecting(SessionID, name: String?)
    /// The last frame, dimmed.
    case interrupted(SessionID, name: String?)
    /// The last frame, which its sender holds.
    case paused(SessionID, name: String?)
    /// Several at once, in the order they came.
    case grid([GridCell])
    /// Nobody presents any more; for a few seconds.
    case ended(name: String?, CodeScreen)
}

/// One of several pictures that share the screen.
package struct GridCell: Sendable, Equatable {
    package enum State: Sendable, Equatable {
        case projecting, interrupted, paused
    }

    package var id: SessionID
    package var name: String?
    package var state: State

    package init(id: SessionID, name: String?, state: State) {
        self.id = id
        self.name = name
        self.state = state
    }
}

/// Somebody waits to be let in.
package struct Question: Sendable, Equatable {
    package var newcomer: String?
    /// Who presents meanwhile.
    package var presenter: String?

    package init(newcomer: String?, presenter: String?) {
        self.newcomer = newcomer
        self.presenter = presenter
    }
}

/// The screen with the projection code.
package struct CodeScreen: Sendable, Equatable {
    package var code: String
    package var senderURL: String?
    /// Where people find this TV.
    package var place: MeetingPlace
    package var connection: RoomConnection
    /// Why the last projection ended, for a few seconds.
    package var notice: SessionNotice?

    package init(
        code: String,
        senderURL: String? = nil,
        place: MeetingPlace = .code,
        connection: RoomConnection,
        notice: SessionNotice? = nil
    ) {
        self.code = code
        self.senderURL = senderURL
        self.place = place
        self.connection = connection
        self.notice = notice
    }
}

/// A projection that ended otherwise than its sender wanted.
package struct SessionNotice: Sendable, Equatable {
    package var name: String?
    package var reason: SessionEndReason
    /// Whether the sender had been on the screen.
    package var wasPresenting: Bool

    package init(name: String?, reason: SessionEndReason, wasPresenting: Bool) {
        self.name = name
        self.reason = reason
        self.wasPresenting = wasPresenting
    }
}
