import Dialects
package import Wire

/// The TV's mind: registration, sessions, and what the screen shows.
///
/// Pure: told what happened and when, it answers with actions. After every call drain `pollAction()`; call
/// `handleTimeout(now:)` when `nextDeadline` has come.
package struct ReceiverStateMachine: Sendable {
    /// Peer connections at one time, whatever their state.
    package static let mostSessions = 4

    enum Phase: Sendable, Equatable {
        case disconnected
        case registering(due: MonotonicTime, withCode: Bool)
        case registered
        /// Connected, and told not to register before.
        case holding(until: MonotonicTime)
        case stopped
    }

    var settings: ReceiverSettings
    var phase = Phase.disconnected
    var code: String?
    var token: Redacted<String>?
    var iceServers: [IceServer] = []
    var senderURL: String?
    var place = MeetingPlace.code
    /// The last refusal, while no registration has succeeded since.
    var refusal: SignalingFailure?
    /// Not to register before, even over a new connection.
    var holdUntil: MonotonicTime?
    var refusalsInARow = 0
    var replacementsInARow = 0
    var hasRegistered = false
    /// The code of which `codeSince` says how long it has been ours.
    var datedCode: String?
    var codeSince: MonotonicTime?
    /// When to renew the code because a projection has ended.
    var renewalAfterSession: MonotonicTime?
    private let initialCodeAge: Duration

    /// In the order they came; none has ended.
    package internal(set) var sessions: [SessionStateMachine] = []
    var nextSession: UInt64 = 1
    var early = EarlyCandidates()
    var unsent: [(session: SessionID, command: SignalingCommand)] = []
    var notice: (SessionNotice, until: MonotonicTime)?
    /// Whose projection has just ended.
    var ended: (name: String?, until: MonotonicTime)?
    /// Who waits to be let in, the longest first.
    var pending: [PendingSender] = []
    /// Senders that were let in and whose offer is still to come.
    var approved: [PeerID] = []
    var statusDue: MonotonicTime?
    var counted = ReceiverCounters()

    private var actions: [ReceiverAction] = []
    private var shown: ReceiverScreen?
    private var shownQuestion: Question?
    private var told: SignalingCommand?
    private var persistedCode: String?
    private var persistedToken: Redacted<String>?

    /// `code` and `token` are what the state file remembers, `codeAge` how old the code is.
    package init(
        settings: ReceiverSettings,
        code: String? = nil,
        token: Redacted<String>? = nil,
        codeAge: Duration = .zero
    ) {
        self.settings = settings
        initialCodeAge = codeAge
        // A code without its token cannot be had again, so it is not shown either.
        self.code = token == nil ? nil : code
        self.token = code == nil ? nil : token
        persistedCode = code
        persistedToken = token
    }

    /// Shows the first screen.
    package mutating func start(now: MonotonicTime) {
        datedCode = code
        codeSince = code == nil ? nil : now - initialCodeAge
        settle(now: now)
    }

    package mutating func handle(_ input: ReceiverInput, now: MonotonicTime) {
        if phase != .stopped { process(input, now: now) }
        settle(now: now)
    }

    package mutating func handleTimeout(now: MonotonicTime) {
        registrationTimeout(now: now)
        for id in sessions.map(\.id) {
            perform(on: id, now: now) { $0.handleTimeout(now: now) }
        }
        early.handleTimeout(now: now)
        if let notice, now >= notice.until { self.notice = nil }
        if let ended, now >= ended.until { self.ended = nil }
        for sender in pending where now >= sender.due { decide(sender, accept: false, now: now) }
        if let due = statusDue, now >= due {
            statusDue = nil
            sendStatus()
        }
        settle(now: now)
    }

    package var nextDeadline: MonotonicTime? {
        waits.map(\.at).min()
    }

    /// Everything that is being waited for now.
    package var waits: [(wait: Wait, at: MonotonicTime)] {
        var waits = registrationWaits
        for session in sessions { waits += session.waits }
        if let deadline = early.nextDeadline { waits.append((.earlyCandidates, deadline)) }
        if let notice { waits.append((.notice, notice.until)) }
        if let ended { waits.append((.ended, ended.until)) }
        for sender in pending { waits.append((.decision, sender.due)) }
        if let statusDue { waits.append((.statusReport, statusDue)) }
        if let due = codeRenewalDue { waits.append((.codeRenewal, due)) }
        return waits
    }

    /// The next thing to do, or `nil` when all is done.
    package mutating func pollAction() -> ReceiverAction? {
        actions.isEmpty ? nil : actions.removeFirst()
    }

    /// The counters, those of running sessions included.
    package var counters: ReceiverCounters {
        var counters = counted
        for session in sessions { counters.add(session) }
        counters.candidatesForNobody += early.dropped
        return counters
    }

    var isRegistered: Bool { phase == .registered }

    mutating func act(_ action: ReceiverAction) {
        actions.append(action)
    }

    mutating func log(_ entry: ReceiverLogEntry) {
        actions.append(.log(entry))
    }

    private mutating func process(_ input: ReceiverInput, now: MonotonicTime) {
        switch input {
        case .signalingConnected: signalingConnected(now: now)
        case .signalingDisconnected: phase = .disconnected
        case .signaling(let event): handle(event, now: now)
        case .peer(let id, let event):
            guard sessions.contains(where: { $0.id == id }) else {
                counted.latePeerEvents += 1
                return
            }
            perform(on: id, now: now) { $0.handle(event, now: now) }
        case .settings(let settings): self.settings = settings
        case .decision(let accept):
            if let longest = pending.first { decide(longest, accept: accept, now: now) }
        case .newCodeWanted: forgetCodeAndRegister(now: now)
        case .sessionEndWanted(let id):
            guard let id = id ?? foremost?.id else { return }
            perform(on: id, now: now) { $0.end(.endedByTV) }
        case .shutdown: shutdown(now: now)
        }
    }

    private mutating func handle(_ event: SignalingEvent, now: MonotonicTime) {
        switch event {
        case .registered(let registration): registered(registration)
        case .registrationFailed(let failure): registrationFailed(failure, now: now)
        case .offer(let offer): handle(offer, now: now)
        case .offerWanted(let peer, let username, let iceServers):
            makeOffer(to: peer, username: username, iceServers: iceServers, now: now)
        case .answer(let answer): handle(answer, now: now)
        case .peerLeft(let peer): peerLeft(peer, now: now)
        case .candidate(let candidate): handle(candidate, now: now)
        case .sessionEnd(let peer, let reason): sessionEnded(peer: peer, reason: reason, now: now)
        case .ask(let peer, let username): asked(peer: peer, username: username, now: now)
        case .decided(let peer, let accept): decided(peer: peer, accept: accept)
        case .senderState(let state): senderState(state)
        }
    }

    private mutating func shutdown(now: MonotonicTime) {
        for id in sessions.map(\.id) {
            perform(on: id, now: now) { $0.end(.tvRestart) }
        }
        early.removeAll()
        notice = nil
        ended = nil
        pending = []
        phase = .stopped
    }

    /// Brings screen, state file and room server up to date with what has become of the state.
    private mutating func settle(now: MonotonicTime) {
        if sessions.contains(where: \.isPresenting), phase != .stopped {
            if statusDue == nil { statusDue = now + Wait.statusReport.limit }
        } else {
            statusDue = nil
        }
        letInWhomNobodyStandsInTheWayOf(now: now)
        keepCodePolicy(now: now)
        if persistedCode != code || persistedToken != token {
            persistedCode = code
            persistedToken = token
            act(.persist(code: code, token: token))
        }
        guard phase != .stopped else { return }
        let screen = self.screen
        if screen != shown {
            shown = screen
            act(.show(screen))
        }
        let question = self.question
        if question != shownQuestion {
            shownQuestion = question
            act(.ask(question))
        }
        guard isRegistered else {
            told = nil
            return
        }
        let state = SignalingCommand.state(
            policy: reportedPolicy,
            presenter: presenter?.name,
            state: self.state
        )
        if state != told {
            told = state
            act(.sendSignaling(state))
        }
    }
}
