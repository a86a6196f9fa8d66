import Dialects
import FoundationEssentials
import Logging
import NIOCore
import SocketIOCore
import SocketIOServer
import Wire

/// What those who operate the server can see and do. On the event loop only.
final class RoomOperations {
    private let service: RoomService
    private let server: SocketIOServer
    private let pages: PageResponder
    /// Of the TURN server, if there is one and it is to be tested.
    let relay: RelayMonitor?
    private let tls: ServerTLS
    private let pace: RoomServerConfiguration.Drain
    private let started = Date()

    init(
        service: RoomService,
        server: SocketIOServer,
        pages: PageResponder,
        relay: RelayMonitor?,
        tls: ServerTLS,
        pace: RoomServerConfiguration.Drain
    ) {
        self.service = service
        self.server = server
        self.pages = pages
        self.relay = relay
        self.tls = tls
        self.pace = pace
    }

    private var readiness: Readiness { pages.readiness }
    var ready: HTTPResponse { pages.ready }
    var health: HTTPResponse { pages.health }
    var rooms: [RoomSummary] { service.rooms.summaries }

    func room(_ code: ProjectionCode) -> RoomSummary? { service.rooms.summary(of: code) }

    func evictSenders(_ peer: PeerID?, from code: ProjectionCode) -> Int {
        service.operate { rooms, now, _ in rooms.evictSenders(peer, from: code, now: now) }
    }

    func evict(_ code: ProjectionCode) {
        _ = service.operate { rooms, now, _ in rooms.evict(code, now: now) }
    }

    func rotate(_ code: ProjectionCode) -> ProjectionCode? {
        service.operate { rooms, now, random in rooms.rotate(code, now: now, random: &random) }
    }

    /// From now on new clients are refused, and those there are sent away without `41`, a few at a time.
    func drain() {
        refuseNewSessions()
        _ = server.drain(over: duration)
    }

    /// New clients are refused; those there are go on.
    func refuseNewSessions() {
        pages.readiness = .draining
        server.refuseNewSessions()
    }

    /// Ends a drain.
    func resume() {
        pages.readiness = .ready
        server.admitNewSessions()
    }

    /// How long sending everybody away takes.
    var duration: Duration { min(pace.pause * server.sessionCount, pace.spread) }

    func metrics() -> String {
        var text = PrometheusText()
        addServer(to: &text)
        addSessions(to: &text)
        addRooms(to: &text)
        addDirectory(to: &text)
        addRelay(to: &text)
        ProcessFigures.add(to: &text, started: started)
        return text.text
    }

    private func addServer(to text: inout PrometheusText) {
        text.add("diascope_room_ready", .gauge, "1 while clients should be sent here.", readiness == .ready ? 1 : 0)
        text.add(
            "diascope_room_certificate_expires_seconds",
            .gauge,
            "When the certificate in use expires, in seconds since 1970.",
            tls.expires
        )
    }

    private func addDirectory(to text: inout PrometheusText) {
        guard let directory = service.rooms.directory.statistics else { return }
        text.add("diascope_room_directory_up", .gauge, "1 while Redis answers.", directory.isUp ? 1 : 0)
        text.add("diascope_room_servers", .gauge, "Servers that share the rooms, this one included.", directory.servers)
        text.add("diascope_room_servers_with_another_key", .gauge, "Those that cannot take this one's TVs.", directory.strangers)
        text.add("diascope_room_directory_losses_total", .counter, "How often Redis was lost.", directory.losses)
        text.add(
            "diascope_room_directory_timeouts_total",
            .counter,
            "Questions that Redis did not answer in time.",
            directory.timeouts
        )
        text.add(
            "diascope_room_server_messages_total",
            .counter,
            "Messages to and from other servers, by what became of them.",
            [
                ([("result", "sent")], Double(directory.messagesSent)),
                ([("result", "received")], Double(directory.messagesReceived)),
                ([("result", "undelivered")], Double(directory.undelivered)), ([("result", "missed")], Double(directory.missed)),
                ([("result", "malformed")], Double(directory.malformed)),
            ]
        )
    }

    private func addRelay(to text: inout PrometheusText) {
        guard let reports = relay?.reports, !reports.isEmpty else { return }
        text.add(
            "diascope_room_relay_up",
            .gauge,
            "1 for each address of the TURN server that gave a relay when it was last tested.",
            reports.map { ([("url", $0.url)], $0.works ? 1 : 0) }
        )
        let times = reports.compactMap { report -> ([(String, String)], Double)? in
            guard case .works(let time) = report.outcome else { return nil }
            return ([("url", report.url)], time.seconds)
        }
        text.add("diascope_room_relay_seconds", .gauge, "How long that took.", times)
    }

    private func addSessions(to text: inout PrometheusText) {
        let counts = server.sessionCounts()
        let kinds = SessionKind.allCases.map { ($0.labels, Double(counts[$0, default: 0])) }
        text.add("diascope_room_sessions", .gauge, "Clients that are connected.", kinds)
        let statistics = server.statistics
        text.add("diascope_room_sessions_opened_total", .counter, "Sessions opened.", statistics.openedSessions)
        text.add(
            "diascope_room_handshakes_refused_total",
            .counter,
            "Sessions refused: by the limits of one network, or for another reason.",
            [
                ([("reason", "limit")], Double(statistics.limitedHandshakes)),
                ([("reason", "other")], Double(statistics.refusedHandshakes - statistics.limitedHandshakes)),
            ]
        )
        text.add("diascope_room_upgrades_total", .counter, "Sessions moved from polling to WebSocket.", statistics.upgrades)
        let closed = statistics.closedSessions.map { ($0.key.rawValue, Double($0.value)) }.sorted { $0.0 < $1.0 }
        text.add(
            "diascope_room_sessions_closed_total",
            .counter,
            "Socket.IO sessions that ended, by reason.",
            closed.map { ([("reason", $0.0)], $0.1) }
        )
    }

    private func addRooms(to text: inout PrometheusText) {
        let rooms = service.rooms
        let statistics = rooms.statistics
        func results(_ values: [(String, Int)]) -> [([(String, String)], Double)] {
            values.map { ([("result", $0.0)], Double($0.1)) }
        }
        text.add("diascope_room_tvs", .gauge, "TVs that are here.", rooms.liveTVs)
        text.add("diascope_room_reserved_codes", .gauge, "Codes kept for TVs that are away.", rooms.reservedCodes)
        text.add("diascope_room_senders", .gauge, "Senders in a room.", rooms.senders)
        text.add(
            "diascope_room_registrations_total",
            .counter,
            "Registrations of TVs.",
            results([
                ("new", statistics.codesIssued), ("returned", statistics.codesReturned),
                ("refused", statistics.registrationsRefused),
            ])
        )
        text.add(
            "diascope_room_joins_total",
            .counter,
            "Codes that senders typed. Limited ones were not looked at, and are among the refused.",
            results([
                ("accepted", statistics.joins), ("refused", statistics.joinsRefused), ("limited", statistics.joinsRateLimited),
            ])
        )
        text.add(
            "diascope_room_join_seconds",
            "From a code to the word whether it is right, where nobody had to be asked.",
            service.joinTimes
        )
        text.add("diascope_room_answer_seconds", "From a code to what its TV says first.", service.answerTimes)
        text.add("diascope_room_wrong_codes_total", .counter, "Wrong codes that were looked at.", statistics.guessesEvaluated)
        text.add(
            "diascope_room_closed_for_guessing_total",
            .counter,
            "Connections closed for too many wrong codes.",
            statistics.closedForGuessing
        )
        text.add(
            "diascope_room_messages_total",
            .counter,
            "Messages for a peer, by what became of them.",
            results([
                ("relayed", statistics.relayed), ("undeliverable", statistics.undeliverable), ("dropped", statistics.dropped),
                ("malformed", statistics.malformed),
            ])
        )
    }
}

extension SessionKind {
    fileprivate var labels: [(String, String)] {
        switch self {
        case .polling: [("transport", "polling"), ("protocol", "eio4")]
        case .webSocket: [("transport", "websocket"), ("protocol", "eio4")]
        case .pollingRevision3: [("transport", "polling"), ("protocol", "eio3")]
        case .webSocketRevision3: [("transport", "websocket"), ("protocol", "eio3")]
        case .plainWebSocket: [("transport", "websocket"), ("protocol", "none")]
        }
    }
}
