import JSON
import RESP
import SocketIOCore
import Wire

/// What Redis says to a claim or its renewal.
enum ClaimReply: Equatable {
    case granted(Int64, previous: NodeID?)
    case taken
    case superseded

    /// `nil` for anything else, such as an error.
    init?(_ value: RESPValue) {
        guard let elements = value.elements, let word = elements.first?.text else { return nil }
        switch word {
        case "granted":
            guard elements.count == 3, let generation = elements[1].number else { return nil }
            self = .granted(generation, previous: elements[2].text.flatMap { NodeID($0) })
        case "taken": self = .taken
        case "superseded": self = .superseded
        default: return nil
        }
    }
}

extension SharedDirectory {
    mutating func reply(_ number: Int, _ value: RESPValue, now: MonotonicTime) {
        guard let pending = pending.removeValue(forKey: number) else { return }
        switch pending {
        case .claim(let number, let code, let owner, let registeredAt):
            claimed(number, code, owner, registeredAt, ClaimReply(value), now: now)
        case .renewal(let code, let registeredAt): renewed(code, registeredAt, ClaimReply(value), now: now)
        case .location(let number): events.append(.located(number: number, location(value)))
        case .message(let message, let node): if value == .integer(0) { undelivered(message, node, now: now) }
        case .heartbeat: present(value.elements ?? [])
        case .other: break
        }
    }

    private func location(_ value: RESPValue) -> CodeLocation {
        guard let elements = value.elements else { return .unreachable }
        switch (elements.first?.text, elements.dropFirst().first) {
        case ("at", let name?):
            guard let node = name.text.flatMap({ NodeID($0) }) else { return .unknown }
            return node == configuration.node ? .here : .at(node)
        case ("limited", let wait?): return .limited(.microseconds(max(wait.number ?? 0, 1)))
        case ("unknown", _): return .unknown
        default: return .unreachable
        }
    }

    private mutating func undelivered(_ message: NodeMessage, _ node: NodeID, now: MonotonicTime) {
        // Nobody waits for these: the server that they are for is told otherwise, or is gone.
        switch message {
        case .taken, .bye: return
        default: break
        }
        counts.undelivered += 1
        issue(.absent(node), .other, now: now)
        events.append(.undelivered(message, to: node))
        forget(node)
    }

    private mutating func forget(_ node: NodeID) {
        others[node] = nil
        sent[node] = nil
        heard[node] = nil
        events.append(.lost(node))
    }

    /// The servers that are there: name, notice, listeners of each. One that no longer listens is gone.
    private mutating func present(_ elements: [RESPValue]) {
        var there: [NodeID: NodeNotice] = [:]
        for index in stride(from: 0, to: elements.count - 2, by: 3) {
            guard let node = elements[index].text.flatMap({ NodeID($0) }), node != configuration.node,
                let json = elements[index + 1].text.flatMap({ try? JSONValue(parsing: $0) }), let notice = NodeNotice(json),
                let listeners = elements[index + 2].number, listeners > 0
            else { continue }
            there[node] = notice
        }
        for node in others.keys where there[node] == nil { forget(node) }
        others = there
        counts.servers = there.count + 1
        counts.strangers = there.values.count { $0.keyFingerprint != configuration.notice.keyFingerprint }
    }

    /// What came on this server's channel.
    mutating func receive(_ bytes: [UInt8]) {
        guard isUp else { return }
        guard let json = try? JSONValue(parsing: bytes.span, verbatimDepth: 2), let envelope = NodeEnvelope(json) else {
            counts.malformed += 1
            return
        }
        counts.messagesReceived += 1
        let last = heard[envelope.from] ?? envelope.sequence - 1
        counts.missed += Int(clamping: max(envelope.sequence.subtractingReportingOverflow(last).partialValue - 1, 0))
        heard[envelope.from] = envelope.sequence
        if case .taken(let code, let generation) = envelope.message { return taken(code, generation) }
        events.append(.message(envelope.message, from: envelope.from))
    }

    /// A word about an earlier registration than the one here changes nothing.
    private mutating func taken(_ code: ProjectionCode, _ generation: Int64) {
        guard let lease = leases[code] else {
            events.append(.superseded(code))
            return
        }
        // Of one that was never told, the renewal decides.
        if let own = lease.generation, own < generation { lose(code) }
    }
}
