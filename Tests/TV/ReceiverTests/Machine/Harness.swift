import Dialects
import Receiver
import Testing
import Wire

/// A receiver state machine in virtual time, with what it did since the last look.
struct Harness {
    var machine: ReceiverStateMachine
    var now = MonotonicTime.zero
    private(set) var actions: [ReceiverAction] = []

    init(policy: SecondSenderPolicy = .takeover, code: String? = nil, token: String? = nil) {
        machine = ReceiverStateMachine(
            settings: ReceiverSettings(name: "Hall", policy: policy),
            code: code,
            token: token.map { Redacted($0) }
        )
        machine.start(now: now)
        drain()
    }

    /// Connected and registered.
    static func waiting(policy: SecondSenderPolicy = .takeover) -> Harness {
        var harness = Harness(policy: policy)
        harness.handle(.signalingConnected)
        harness.register()
        harness.clear()
        return harness
    }

    /// With one sender on the screen.
    static func projecting(policy: SecondSenderPolicy = .takeover) -> Harness {
        var harness = Harness.waiting(policy: policy)
        harness.project(peer: "p1", username: "Ann")
        harness.clear()
        return harness
    }

    mutating func handle(_ input: ReceiverInput) {
        machine.handle(input, now: now)
        drain()
    }

    mutating func signal(_ event: SignalingEvent) { handle(.signaling(event)) }

    mutating func register(code: String = "AB23CD", token: String? = "t1") {
        signal(.registered(Registration(code: code, token: token.map { Redacted($0) }, senderURL: "https://tv/")))
    }

    /// Moves time on, stopping at every deadline on the way.
    mutating func advance(_ duration: Duration) {
        let end = now + duration
        while let deadline = machine.nextDeadline, deadline <= end {
            now = max(now, deadline)
            machine.handleTimeout(now: now)
            drain()
        }
        now = end
    }

    /// An offer that is let in, answered; returns its session.
    @discardableResult
    mutating func offer(
        peer: String?,
        username: String? = nil,
        negotiation: String? = nil,
        origin: String? = nil,
        fragment: String? = nil,
        isResumed: Bool = false,
        answered: Bool = true
    ) throws -> SessionID {
        let id = tryOffer(
            peer: peer,
            username: username,
            negotiation: negotiation,
            origin: origin,
            fragment: fragment,
            isResumed: isResumed,
            answered: answered
        )
        return try #require(id)
    }

    /// An offer that may be refused or be part of a session that is there; then `nil`.
    @discardableResult
    mutating func tryOffer(
        peer: String?,
        username: String? = nil,
        negotiation: String? = nil,
        origin: String? = nil,
        fragment: String? = nil,
        isResumed: Bool = false,
        answered: Bool = true
    ) -> SessionID? {
        let before = lastCreated
        let offer = Harness.offer(
            peer: peer,
            username: username,
            negotiation: negotiation,
            origin: origin,
            fragment: fragment,
            isResumed: isResumed
        )
        signal(.offer(offer))
        guard let id = lastCreated, id != before else { return nil }
        if answered { self.peer(id, .answerReady(sdp: Harness.answer(id))) }
        return id
    }

    @discardableResult
    mutating func project(peer: String?, username: String? = nil) -> SessionID? {
        guard let id = tryOffer(peer: peer, username: username) else { return nil }
        self.peer(id, .connected)
        self.peer(id, .firstFrame)
        return id
    }

    mutating func peer(_ id: SessionID, _ event: PeerEvent) { handle(.peer(id, event)) }

    mutating func clear() { actions = [] }

    private(set) var lastCreated: SessionID?

    var shown: [ReceiverScreen] {
        actions.compactMap { if case .show(let screen) = $0 { screen } else { nil } }
    }

    var sent: [SignalingCommand] {
        actions.compactMap { if case .sendSignaling(let command) = $0 { command } else { nil } }
    }

    var closed: [SessionID] {
        actions.compactMap { if case .closePeer(let id, _) = $0 { id } else { nil } }
    }

    var delivered: [(SessionID, String?)] {
        actions.compactMap { if case .addRemoteCandidate(let id, let candidate) = $0 { (id, candidate.candidate) } else { nil } }
    }

    private mutating func drain() {
        while let action = machine.pollAction() {
            switch action {
            case .createPeer(let id, _, _), .createOfferingPeer(let id, _): lastCreated = id
            default: break
            }
            actions.append(action)
        }
    }

    static func offer(
        peer: String?,
        username: String? = nil,
        negotiation: String? = nil,
        origin: String? = nil,
        fragment: String? = nil,
        isResumed: Bool = false,
        version: Int = 1
    ) -> RemoteOffer {
        let name = peer ?? "stock"
        let sdp = """
            v=0\r
            o=- \(origin ?? "session-of-\(name)") \(version) IN IP4 127.0.0.1\r
            s=-\r
            a=ice-ufrag:\(fragment ?? "ufrag-\(name)")\r

            """
        return RemoteOffer(
            peer: peer.map(PeerID.init),
            username: username,
            negotiationID: negotiation,
            isResumed: isResumed,
            sdp: sdp
        )
    }

    static func answer(_ id: SessionID) -> String {
        "v=0\r\na=ice-ufrag:tv-\(id)\r\n"
    }
}
