package import Dialects

extension ReceiverStateMachine {
    /// The session the TV is about: who presents, else who is being let in.
    package var foremost: SessionStateMachine? {
        presenter ?? sessions.last
    }

    /// The session on the screen.
    package var presenter: SessionStateMachine? {
        sessions.last(where: \.isPresenting)
    }

    /// The state of the foremost session, or of the registration where there is none.
    package var state: TVState {
        if let foremost { return foremost.tvState }
        if hasRegistered, code != nil { return .waiting }
        if case .disconnected = phase { return .starting }
        return .registering
    }

    package var projectionCode: String? { code }

    package var currentSenderURL: String? { senderURL }

    package var connection: RoomConnection {
        switch phase {
        case .registered: .connected
        case _ where refusal?.code == .replaced: .replaced
        case .holding: .refused(message: refusal?.message ?? "")
        case .registering where refusal != nil: .refused(message: refusal?.message ?? "")
        case .disconnected, .registering, .stopped: hasRegistered ? .reconnecting : .connecting
        }
    }

    package var screen: ReceiverScreen {
        if let presenter {
            if presenter.state == .interrupted { return .interrupted(presenter.id, name: presenter.name) }
            return .projecting(presenter.id, name: presenter.name)
        }
        if let newcomer = sessions.last { return .connecting(newcomer.id, name: newcomer.name) }
        guard let code else { return .starting(connection) }
        return .code(
            CodeScreen(code: code, senderURL: senderURL, place: place, connection: connection, notice: notice?.0)
        )
    }

    mutating func sendStatus() {
        for session in sessions where session.isPresenting { sendStatus(of: session) }
    }

    mutating func sendStatus(of session: SessionStateMachine) {
        guard isRegistered, var status = session.statistics else { return }
        status.state = session.tvState
        act(.sendSignaling(.status(peer: session.peer, status)))
    }

    /// Answers and candidates made while the server is away go out when it is back; ends mean nothing by then.
    mutating func send(_ command: SignalingCommand, for session: SessionID) {
        if isRegistered {
            act(.sendSignaling(command))
        } else if unsent.count < 64 {
            unsent.append((session, command))
        }
    }

    mutating func sendEnd(_ reason: SessionEndReason, to peer: PeerID?) {
        if isRegistered { act(.sendSignaling(.sessionEnd(peer: peer, reason: reason))) }
    }
}
