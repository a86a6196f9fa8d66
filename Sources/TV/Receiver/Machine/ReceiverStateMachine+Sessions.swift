import Dialects
import Wire

extension ReceiverStateMachine {
    mutating func handle(_ offer: RemoteOffer, now: MonotonicTime) {
        let text = OfferText(offer.sdp)
        if let session = sessions.last(where: { $0.isContinued(by: offer, text: text) }) {
            perform(on: session.id, now: now) { $0.handle(offer: offer, now: now) }
            return
        }
        guard
            admit(offer.peer, name: offer.username, isResumed: offer.isResumed, now: now, elseHold: .offer(offer))
        else { return }
        begin(offer, text: text, now: now)
    }

    mutating func begin(_ offer: RemoteOffer, text: OfferText, now: MonotonicTime) {
        let id = newSession(offer.username, isResumed: offer.isResumed)
        sessions.append(SessionStateMachine(id: id, offer: offer, text: text, now: now))
        act(.createPeer(id, offer: offer.sdp, iceServers: offer.iceServers.isEmpty ? iceServers : offer.iceServers))
        takeEarlyCandidates(id, offer, text)
    }

    /// A sender waits for our offer. One that asks again has lost what it was offered before.
    mutating func makeOffer(to peer: PeerID?, username: String?, iceServers fresh: [IceServer], now: MonotonicTime) {
        guard admit(peer, name: username, isResumed: false, now: now, elseHold: .wantsOffer(fresh)) else { return }
        beginOffering(to: peer, username: username, iceServers: fresh, now: now)
    }

    mutating func beginOffering(to peer: PeerID?, username: String?, iceServers fresh: [IceServer], now: MonotonicTime) {
        let id = newSession(username)
        sessions.append(SessionStateMachine(id: id, offeringTo: peer, username: username, now: now))
        act(.createOfferingPeer(id, iceServers: fresh.isEmpty ? iceServers : fresh))
    }

    mutating func handle(_ answer: RemoteAnswer, now: MonotonicTime) {
        guard let session = sessions.last(where: { $0.peer == answer.peer }) else {
            counted.unexpectedAnswers += 1
            return
        }
        perform(on: session.id, now: now) { $0.handle(answer: answer, now: now) }
    }

    /// Leaving is what senders do as soon as media flows, so it ends only what cannot come to anything any more: a session
    /// whose offer nobody is there to answer.
    mutating func peerLeft(_ peer: PeerID?, now: MonotonicTime) {
        for session in sessions where session.peer == peer && session.waitsForAnswer {
            perform(on: session.id, now: now) { $0.end(.stopped, byPeer: true) }
        }
    }

    /// Whether a newcomer may begin; makes place for it, or tells it that it may not, or has it wait for a decision.
    private mutating func admit(
        _ peer: PeerID?,
        name: String?,
        isResumed: Bool,
        now: MonotonicTime,
        elseHold held: PendingSender.Held
    ) -> Bool {
        if let why = refusal(of: peer, isResumed: isResumed) {
            refuse(peer, name: name, why: why)
            return false
        }
        if mustAsk(for: peer) {
            hold(peer, name: name, held, now: now)
            return false
        }
        return makePlace(for: peer, name: name, now: now)
    }

    /// Gives up what the newcomer, or too many newcomers, had begun; `false` if there is no place all the same.
    mutating func makePlace(for peer: PeerID?, name: String?, now: MonotonicTime) -> Bool {
        // A sender that starts over has given up what it was negotiating; its picture stays until the next is there.
        for old in sessions where old.state == .negotiating && isSame(old.peer, peer) {
            perform(on: old.id, now: now, silently: true) { $0.end(.replaced) }
        }
        if sessions.count >= ReceiverStateMachine.mostSessions {
            guard settings.policy != .grid, let oldest = sessions.first(where: { $0.state == .negotiating }) else {
                refuse(peer, name: name, why: "too many senders at once")
                return false
            }
            perform(on: oldest.id, now: now) { $0.end(.replaced) }
        }
        return true
    }

    mutating func handle(_ candidate: RemoteCandidate, now: MonotonicTime) {
        let fragment =
            candidate.usernameFragment ?? candidate.candidate.flatMap { OfferText.usernameFragment(inCandidate: $0) }
        if let fragment, sessions.contains(where: { $0.isOurs(usernameFragment: fragment) }) {
            counted.candidatesEchoed += 1
            return
        }
        // Stock servers name nobody, so it may be anybody's.
        let theirs = candidate.peer.map { peer in sessions.filter { $0.peer == peer } } ?? sessions
        let session: SessionStateMachine?
        if let fragment {
            session = theirs.last { $0.isRemote(usernameFragment: fragment) }
        } else if let negotiation = candidate.negotiationID {
            session = theirs.last { $0.negotiationID == negotiation }
        } else {
            session = theirs.last
        }
        if session == nil, holdCandidate(candidate) { return }
        // Before the reply to our own offer nothing can be done with them.
        if let session, !session.waitsForAnswer {
            act(.addRemoteCandidate(session.id, candidate))
        } else {
            early.keep(candidate, usernameFragment: fragment, now: now)
        }
    }

    mutating func sessionEnded(peer: PeerID?, reason: SessionEndReason, now: MonotonicTime) {
        let ended = sessions.filter { $0.peer == peer }.map(\.id)
        if ended.isEmpty { counted.strayEnds += 1 }
        for id in ended {
            perform(on: id, now: now) { $0.end(reason, byPeer: true) }
        }
    }

    /// Runs a session's handler and turns its outputs into actions. `silently` keeps the sender from being told of an end.
    mutating func perform(
        on id: SessionID,
        now: MonotonicTime,
        silently: Bool = false,
        _ body: (inout SessionStateMachine) -> [SessionStateMachine.Output]
    ) {
        guard let index = sessions.firstIndex(where: { $0.id == id }) else { return }
        let before = sessions[index].state
        let outputs = body(&sessions[index])
        let session = sessions[index]
        for output in outputs {
            switch output {
            case .applyOffer(let offer):
                act(.applyOffer(id, offer: offer.sdp))
                takeEarlyCandidates(id, offer, OfferText(offer.sdp))
            case .applyAnswer(let answer):
                act(.applyAnswer(id, answer: answer.sdp))
                takeEarlyCandidates(id, RemoteOffer(peer: answer.peer, sdp: answer.sdp), OfferText(answer.sdp))
            case .send(let command): send(command, for: id)
            case .ended(let reason, let byPeer, let detail):
                finish(session, was: before, reason, tell: !byPeer && !silently, detail: detail, now: now)
            }
        }
        if session.state != before { changed(session, from: before, now: now) }
    }

    private mutating func newSession(_ name: String?, isResumed: Bool = false) -> SessionID {
        let id = SessionID(nextSession)
        nextSession += 1
        counted.sessionsStarted += 1
        if !isResumed {
            notice = nil
            ended = nil
        }
        log(.sessionStarted(id, name: name))
        return id
    }

    private mutating func takeEarlyCandidates(_ id: SessionID, _ offer: RemoteOffer, _ text: OfferText) {
        for candidate in early.take(for: offer, text: text) { act(.addRemoteCandidate(id, candidate)) }
    }

    private func refusal(of peer: PeerID?, isResumed: Bool) -> String? {
        let others = sessions.contains { !isSame($0.peer, peer) }
        guard others else { return nil }
        // In a grid there is a place beside the others, or makePlace says that there is none.
        if isResumed, settings.policy != .grid { return "a resumed projection displaces nobody" }
        return settings.policy == .refuse ? "someone else presents" : nil
    }

    mutating func refuse(_ peer: PeerID?, name: String?, why: String) {
        counted.sendersRefused += 1
        log(.senderRefused(name: name, why: why))
        sendEnd(.refused, to: peer)
    }

    /// Peers without a name are never known to be the same.
    func isSame(_ left: PeerID?, _ right: PeerID?) -> Bool {
        left != nil && left == right
    }

    private mutating func changed(_ session: SessionStateMachine, from before: SessionStateMachine.State, now: MonotonicTime) {
        switch session.state {
        case .projecting:
            if before == .negotiating {
                counted.sessionsProjected += 1
                log(.sessionProjecting(session.id, name: session.name))
                replaceOthers(than: session, now: now)
            }
            sendStatus(of: session)
        case .interrupted:
            log(.sessionInterrupted(session.id, name: session.name))
            sendStatus(of: session)
        case .negotiating, .ended: break
        }
    }

    /// The newcomer's picture is there: whoever came before it leaves.
    private mutating func replaceOthers(than newcomer: SessionStateMachine, now: MonotonicTime) {
        let replaced = sessions.filter { $0.id < newcomer.id && (settings.policy != .grid || isSame($0.peer, newcomer.peer)) }
        for old in replaced {
            // The room server knows both as one: an end would reach the newcomer.
            perform(on: old.id, now: now, silently: old.peer == newcomer.peer) { $0.end(.replaced) }
        }
    }

    private mutating func finish(
        _ session: SessionStateMachine,
        was before: SessionStateMachine.State,
        _ reason: SessionEndReason,
        tell: Bool,
        detail: String,
        now: MonotonicTime
    ) {
        sessions.removeAll { $0.id == session.id }
        counted.add(session)
        if before != .negotiating {
            presentationEnded(reason, now: now)
            // Who was sent away has not stopped: then the code alone says that the TV is free.
            if reason == .stopped { ended = (session.name, until: now + Wait.ended.limit) }
        }
        log(.sessionEnded(session.id, name: session.name, reason, detail: detail))
        unsent.removeAll { $0.session == session.id }
        if tell { sendEnd(reason, to: session.peer) }
        act(.closePeer(session.id, reason))
        if reason == .mediaLost || reason == .unsupported {
            let fact = SessionNotice(name: session.name, reason: reason, wasPresenting: before != .negotiating)
            notice = (fact, until: now + Wait.notice.limit)
        }
    }
}

extension ReceiverCounters {
    mutating func add(_ session: SessionStateMachine) {
        unexpectedAnswers += session.unexpectedAnswers
        unansweredRenegotiations += session.unansweredRenegotiations
        offersRepeated += session.repeatedOffers
    }
}
