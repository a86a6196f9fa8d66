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
        case .holding: refused(refusal)
        case .registering where refusal != nil: refused(refusal)
        case .disconnected, .registering, .stopped: hasRegistered ? .reconnecting : .connecting
        }
    }

    private func refused(_ failure: SignalingFailure?) -> RoomConnection {
        .refused(message: failure?.message ?? "", isForNow: failure?.code == .rateLimited)
    }

    package var screen: ReceiverScreen {
        if let presenter {
            let cells = sessions.compactMap(GridCell.init)
            if settings.policy == .grid, cells.count > 1 { return .grid(cells) }
            if presenter.state == .interrupted { return .interrupted(presenter.id, name: presenter.name) }
            if presenter.isPaused { return .paused(presenter.id, name: presenter.name) }
            return .projecting(presenter.id, name: presenter.name)
        }
        // Who comes back by itself may try for minutes, and others want to read the code meanwhile.
        if let newcomer = sessions.last(where: { !$0.isResumed || code == nil }) {
            return .connecting(newcomer.id, name: newcomer.name)
        }
        guard let code else { return .starting(connection) }
        let screen = CodeScreen(code: code, senderURL: senderURL, place: place, connection: connection, notice: notice?.0)
        return ended.map { .ended(name: $0.name, screen) } ?? .code(screen)
    }

    /// What the screen asks of whoever is there; who waits the longest comes first.
    package var question: Question? {
        pending.first.map { Question(newcomer: $0.name, presenter: presenter?.name) }
    }

    /// A full grid takes nobody, which is what the room server is to tell the next one.
    var reportedPolicy: PresentationPolicy {
        if settings.policy == .grid, sessions.count >= ReceiverStateMachine.mostSessions { return .refuse }
        return settings.policy.presentationPolicy
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

extension GridCell {
    /// `nil` for a session that has no picture yet.
    fileprivate init?(_ session: SessionStateMachine) {
        switch session.state {
        case .projecting: self.init(id: session.id, name: session.name, state: session.isPaused ? .paused : .projecting)
        case .interrupted: self.init(id: session.id, name: session.name, state: .interrupted)
        case .negotiating, .ended: return nil
        }
    }
}
