package import Dialects
package import Wire

/// One sender's way from its offer to the screen and away again.
///
/// Pure: told the time, returns outputs. Every state but `ended` has a deadline.
package struct SessionStateMachine: Sendable {
    package enum State: Sendable, Equatable {
        /// Offer, answer, candidates, connection, first frame.
        case negotiating
        case projecting
        /// Nothing was heard for a while; the last frame stays.
        case interrupted
        case ended(SessionEndReason)
    }

    package enum Output: Sendable, Equatable {
        case applyOffer(RemoteOffer)
        case applyAnswer(RemoteAnswer)
        case send(SignalingCommand)
        case ended(SessionEndReason, byPeer: Bool, detail: String)
    }

    package let id: SessionID
    package let peer: PeerID?
    /// What the sender calls itself.
    package private(set) var name: String?
    package private(set) var state: State = .negotiating
    package private(set) var statistics: ProjectionStatus?
    /// Its sender came back by itself.
    package let isResumed: Bool
    /// The sender holds its picture.
    package internal(set) var isPaused = false
    /// Offers that came again as they were.
    package private(set) var repeatedOffers = 0
    /// Answers that came though nobody waited for one.
    package private(set) var unexpectedAnswers = 0
    /// Renegotiations whose answer never came; the projection goes on as it was.
    package private(set) var unansweredRenegotiations = 0

    package private(set) var negotiationID: String?
    private var sdp: String
    private var offer: OfferText
    private var answer: String?
    private var queued: RemoteOffer?
    private static let maximumHeldCandidates = 64
    private var heldCandidates: [PeerEvent] = []
    private var localUsernameFragments: [String] = []
    private var answerDue: MonotonicTime?
    private var firstFrameDue: MonotonicTime?
    /// Where the TV made the offer: it is being made, or is with the sender.
    private var ownOffer: (isSent: Bool, due: MonotonicTime)?
    private var lastHeard: MonotonicTime

    package init(id: SessionID, offer: RemoteOffer, text: OfferText, now: MonotonicTime) {
        self.id = id
        peer = offer.peer
        name = offer.username
        negotiationID = offer.negotiationID
        isResumed = offer.isResumed
        sdp = offer.sdp
        self.offer = text
        answerDue = now + Wait.answer.limit
        firstFrameDue = now + Wait.firstFrame.limit
        lastHeard = now
    }

    /// A session whose offer the TV makes.
    package init(id: SessionID, offeringTo peer: PeerID?, username: String?, now: MonotonicTime) {
        self.id = id
        self.peer = peer
        name = username
        isResumed = false
        sdp = ""
        offer = OfferText("")
        ownOffer = (isSent: false, due: now + Wait.offer.limit)
        lastHeard = now
    }

    package var isPresenting: Bool { state == .projecting || state == .interrupted }

    package var tvState: TVState {
        switch state {
        case .negotiating: .negotiating
        case .projecting: .projecting
        case .interrupted: .interrupted
        case .ended: .waiting
        }
    }

    // Routing

    /// Whether this offer continues the peer connection of this session rather than being a new one.
    package func isContinued(by other: RemoteOffer, text: OfferText) -> Bool {
        guard other.peer == peer else { return false }
        if other.sdp == sdp { return true }
        if let origin = offer.origin, let otherOrigin = text.origin { return origin == otherOrigin }
        return negotiationID != nil && negotiationID == other.negotiationID
    }

    /// Whether this session is about an offer of ours that has no reply yet.
    package var waitsForAnswer: Bool { ownOffer != nil }

    package func isRemote(usernameFragment: String) -> Bool { offer.usernameFragments.contains(usernameFragment) }

    package func isOurs(usernameFragment: String) -> Bool { localUsernameFragments.contains(usernameFragment) }

    // Inputs

    /// A further offer of the same peer connection: a repetition, a renegotiation or an ICE restart.
    package mutating func handle(offer next: RemoteOffer, now: MonotonicTime) -> [Output] {
        name = next.username ?? name
        if next.sdp == sdp {
            repeatedOffers += 1
            negotiationID = next.negotiationID ?? negotiationID
            guard answerDue == nil, let answer else { return [] }
            return [.send(.answer(peer: peer, negotiationID: negotiationID, sdp: answer))]
        }
        guard answerDue == nil else {
            // One exchange at a time; of several waiting offers only the newest still means anything.
            queued = next
            return []
        }
        return apply(next, now: now)
    }

    /// The reply to our own offer; one that nobody waits for is dropped.
    package mutating func handle(answer: RemoteAnswer, now: MonotonicTime) -> [Output] {
        guard let ownOffer, ownOffer.isSent else {
            unexpectedAnswers += 1
            return []
        }
        self.ownOffer = nil
        sdp = answer.sdp
        offer = OfferText(answer.sdp)
        firstFrameDue = now + Wait.firstFrame.limit
        return [.applyAnswer(answer)]
    }

    package mutating func handle(_ event: PeerEvent, now: MonotonicTime) -> [Output] {
        if case .ended = state { return [] }
        switch event {
        case .answerReady(let sdp): return answerReady(sdp, now: now)
        case .offerReady(let sdp): return offerReady(sdp, now: now)
        case .localCandidate(let candidate, let sdpMid, let sdpMLineIndex, let usernameFragment):
            let command = SignalingCommand.candidate(
                peer: peer,
                negotiationID: negotiationID,
                candidate: candidate,
                sdpMid: sdpMid,
                sdpMLineIndex: sdpMLineIndex,
                usernameFragment: usernameFragment
            )
            // A candidate never precedes its description: senders in the field drop it, or crash.
            guard answerDue == nil, ownOffer?.isSent != false else {
                if heldCandidates.count < SessionStateMachine.maximumHeldCandidates { heldCandidates.append(event) }
                return []
            }
            return [.send(command)]
        case .connected: return heard(at: now, now: now)
        case .firstFrame:
            guard state == .negotiating else { return [] }
            state = .projecting
            firstFrameDue = nil
            ownOffer = nil
            return heard(at: now, now: now)
        case .heard(let time): return heard(at: min(time, now), now: now)
        case .statistics(let figures):
            statistics = figures
            return []
        case .failed(let reason, let detail): return end(reason, detail: detail)
        case .closedByPeer: return end(.stopped, byPeer: true, detail: "the sender closed the connection")
        }
    }

    /// Ends the session; its outputs say so once, whoever asks again.
    package mutating func end(_ reason: SessionEndReason, byPeer: Bool = false, detail: String = "") -> [Output] {
        if case .ended = state { return [] }
        state = .ended(reason)
        answerDue = nil
        firstFrameDue = nil
        ownOffer = nil
        queued = nil
        return [.ended(reason, byPeer: byPeer, detail: detail)]
    }

    // Time

    /// What this session waits for and until when.
    package var waits: [(wait: Wait, at: MonotonicTime)] {
        var waits: [(wait: Wait, at: MonotonicTime)] = []
        if let answerDue { waits.append((answer == nil ? .answer : .renegotiation, answerDue)) }
        if let ownOffer { waits.append((ownOffer.isSent ? .remoteAnswer : .offer, ownOffer.due)) }
        if let firstFrameDue { waits.append((.firstFrame, firstFrameDue)) }
        if state == .projecting { waits.append((.interruption, lastHeard + Wait.interruption.limit)) }
        if state == .interrupted { waits.append((.loss, lastHeard + Wait.loss.limit)) }
        return waits
    }

    package mutating func handleTimeout(now: MonotonicTime) -> [Output] {
        var outputs: [Output] = []
        if let due = answerDue, now >= due { outputs += answerMissing(now: now) }
        if let ownOffer, now >= ownOffer.due {
            let what = ownOffer.isSent ? "the sender did not answer our offer" : "no offer could be made"
            let wait = ownOffer.isSent ? Wait.remoteAnswer : Wait.offer
            outputs += end(.mediaLost, detail: "\(what) in \(wait.limit.seconds) s")
        }
        if let due = firstFrameDue, now >= due {
            outputs += end(.mediaLost, detail: "no picture arrived in \(Wait.firstFrame.limit.seconds) s")
        }
        if state == .projecting, now >= lastHeard + Wait.interruption.limit { state = .interrupted }
        if state == .interrupted, now >= lastHeard + Wait.loss.limit {
            outputs += end(.mediaLost, detail: "nothing heard for \(Wait.loss.limit.seconds) s")
        }
        return outputs
    }

    private mutating func apply(_ next: RemoteOffer, now: MonotonicTime) -> [Output] {
        negotiationID = next.negotiationID
        sdp = next.sdp
        offer = OfferText(next.sdp)
        answerDue = now + Wait.renegotiation.limit
        return [.applyOffer(next)]
    }

    private mutating func answerReady(_ text: String, now: MonotonicTime) -> [Output] {
        guard answerDue != nil else {
            unexpectedAnswers += 1
            return []
        }
        answerDue = nil
        answer = text
        rememberFragments(of: text)
        let outputs = [Output.send(.answer(peer: peer, negotiationID: negotiationID, sdp: text))]
        return outputs + releaseCandidates(now: now) + applyQueued(now: now)
    }

    private mutating func offerReady(_ text: String, now: MonotonicTime) -> [Output] {
        guard let ownOffer, !ownOffer.isSent else {
            unexpectedAnswers += 1
            return []
        }
        self.ownOffer = (isSent: true, due: now + Wait.remoteAnswer.limit)
        rememberFragments(of: text)
        return [.send(.offer(peer: peer, negotiationID: negotiationID, sdp: text))] + releaseCandidates(now: now)
    }

    private mutating func rememberFragments(of description: String) {
        for fragment in OfferText(description).usernameFragments where !localUsernameFragments.contains(fragment) {
            localUsernameFragments.append(fragment)
        }
        localUsernameFragments.removeFirst(max(0, localUsernameFragments.count - 8))
    }

    private mutating func answerMissing(now: MonotonicTime) -> [Output] {
        answerDue = nil
        guard answer != nil else {
            return end(.mediaLost, detail: "the offer was not answered in \(Wait.answer.limit.seconds) s")
        }
        unansweredRenegotiations += 1
        return releaseCandidates(now: now) + applyQueued(now: now)
    }

    /// Our candidates that were found while an answer was being made.
    private mutating func releaseCandidates(now: MonotonicTime) -> [Output] {
        let held = heldCandidates
        heldCandidates = []
        return held.flatMap { handle($0, now: now) }
    }

    private mutating func applyQueued(now: MonotonicTime) -> [Output] {
        guard let next = queued else { return [] }
        queued = nil
        return apply(next, now: now)
    }

    private mutating func heard(at time: MonotonicTime, now: MonotonicTime) -> [Output] {
        lastHeard = max(lastHeard, time)
        if state == .interrupted, now < lastHeard + Wait.interruption.limit { state = .projecting }
        return []
    }
}
