import Dialects
import Wire

/// Policy `ask`: who presents, or anyone at the TV, decides about the next one.
extension ReceiverStateMachine {
    private static let mostPending = 4
    private static let mostCandidates = 64

    /// `TV_ASK`: the room server holds a sender back until somebody decides.
    mutating func asked(peer: PeerID?, username: String?, now: MonotonicTime) {
        let isFree = sessions.allSatisfy { isSame($0.peer, peer) }
        guard settings.policy == .ask, !isFree else {
            // The policy has changed meanwhile, or nobody stands in the way any more.
            return act(.sendSignaling(.decide(peer: peer, accept: settings.policy != .refuse || isFree)))
        }
        hold(peer, name: username, .byServer, now: now)
    }

    /// `TV_DECIDE`: who presents has decided.
    mutating func decided(peer: PeerID?, accept: Bool) {
        pending = pending.filter { !isSame($0.peer, peer) }
        if accept { approve(peer) }
    }

    /// Whether somebody has to be asked first. An offer of a sender that the room server holds back means that it was let in.
    mutating func mustAsk(for peer: PeerID?) -> Bool {
        guard settings.policy == .ask, sessions.contains(where: { !isSame($0.peer, peer) }) else { return false }
        let wasHeld = pending.contains { sender in
            if case .byServer = sender.held { isSame(sender.peer, peer) } else { false }
        }
        pending = pending.filter { !isSame($0.peer, peer) }
        if wasHeld { return false }
        guard let peer, let index = approved.firstIndex(of: peer) else { return true }
        approved.remove(at: index)
        return false
    }

    mutating func hold(_ peer: PeerID?, name: String?, _ held: PendingSender.Held, now: MonotonicTime) {
        pending = pending.filter { !isSame($0.peer, peer) }
        let number = (pending.last?.number ?? 0) + 1
        let sender = PendingSender(number: number, peer: peer, name: name, held: held, due: now + Wait.decision.limit)
        pending.append(sender)
        if pending.count > ReceiverStateMachine.mostPending { decide(sender, accept: false, now: now) }
    }

    /// Keeps a candidate of a sender that waits; `false` if it is nobody's who does.
    mutating func holdCandidate(_ candidate: RemoteCandidate) -> Bool {
        let index = pending.lastIndex { sender in
            guard case .offer = sender.held else { return false }
            return candidate.peer == nil || isSame(sender.peer, candidate.peer)
        }
        guard let index else { return false }
        if pending[index].candidates.count < ReceiverStateMachine.mostCandidates { pending[index].candidates.append(candidate) }
        return true
    }

    mutating func decide(_ sender: PendingSender, accept: Bool, now: MonotonicTime) {
        pending.removeAll { $0.number == sender.number }
        guard accept else {
            if case .byServer = sender.held {
                act(.sendSignaling(.decide(peer: sender.peer, accept: false)))
                counted.sendersRefused += 1
                return log(.senderRefused(name: sender.name, why: "it was not let in"))
            }
            return refuse(sender.peer, name: sender.name, why: "it was not let in")
        }
        switch sender.held {
        case .byServer:
            approve(sender.peer)
            act(.sendSignaling(.decide(peer: sender.peer, accept: true)))
        case .offer(let offer):
            guard makePlace(for: offer.peer, name: offer.username, now: now) else { return }
            begin(offer, text: OfferText(offer.sdp), now: now)
            for candidate in sender.candidates { handle(candidate, now: now) }
        case .wantsOffer(let servers):
            guard makePlace(for: sender.peer, name: sender.name, now: now) else { return }
            beginOffering(to: sender.peer, username: sender.name, iceServers: servers, now: now)
        }
    }

    /// Who presented has left, or the policy is another: there is nothing left to decide about the first of those who wait.
    mutating func letInWhomNobodyStandsInTheWayOf(now: MonotonicTime) {
        guard let first = pending.first, phase != .stopped else { return }
        if sessions.isEmpty || settings.policy == .takeover || settings.policy == .grid {
            decide(first, accept: true, now: now)
        } else if settings.policy == .refuse {
            decide(first, accept: false, now: now)
        }
    }

    /// `RTC_Client_State`: how the picture will behave.
    mutating func senderState(_ state: SenderState) {
        for index in sessions.indices where sessions[index].peer == state.peer { sessions[index].isPaused = state.isPaused }
    }

    private mutating func approve(_ peer: PeerID?) {
        guard let peer else { return }
        approved.removeAll { $0 == peer }
        approved.append(peer)
        approved.removeFirst(max(0, approved.count - ReceiverStateMachine.mostPending))
    }
}
