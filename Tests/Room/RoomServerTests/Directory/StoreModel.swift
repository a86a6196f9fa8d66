import JSON
import RESP
import RoomServer
import SocketIOCore
import Wire

/// What Redis does with the directory's commands, in virtual time. `DirectoryScriptsTests` has the same answers from a real one.
struct StoreModel {
    struct Code: Equatable {
        var owner: String
        var node: NodeID
        var generation: Int64
        var isLive: Bool
    }

    var codes: [ProjectionCode: Code] = [:]
    var nodes: [NodeID: (notice: NodeNotice, until: MonotonicTime)] = [:]
    /// Who listens.
    var listeners: Set<NodeID> = []
    private var networks: [ClientNetwork: RateLimiter] = [:]
    private var everyone = RateLimiter()
    /// Messages for those who listen, in order.
    var published: [(to: NodeID, bytes: [UInt8])] = []
    /// How many commands were carried out, those that servers repeat by themselves left out.
    private(set) var questions = 0

    mutating func perform(_ command: DirectoryCommand, of node: NodeID, now: MonotonicTime) -> RESPValue {
        let microseconds = now.nanoseconds / 1000 + 1_000_000_000
        switch command {
        case .heartbeat, .renew, .absent: break
        default: questions += 1
        }
        switch command {
        case .claim(let code, let owner, let age):
            let stored = codes[code]?.generation ?? 0
            let generation = age.map { microseconds - $0.nanoseconds / 1000 } ?? max(microseconds, stored + 1)
            return claim(code, owner, generation, node)
        case .renew(let code, let owner, let generation): return claim(code, owner, generation, node)
        case .leave(let code, let generation):
            guard codes[code]?.generation == generation else { return .integer(0) }
            codes[code]?.isLive = false
            return .integer(1)
        case .free(let code, let generation):
            guard codes[code]?.generation == generation else { return .integer(0) }
            codes[code] = nil
            return .integer(1)
        case .locate(let code, let guesser, let rates): return locate(code, guesser, rates, now: now)
        case .publish(let envelope, let target):
            guard listeners.contains(target) else { return .integer(0) }
            published.append((target, envelope.json.serializedBytes()))
            return .integer(1)
        case .heartbeat(let notice):
            nodes[node] = (notice, now + .seconds(15))
            nodes = nodes.filter { $0.value.until > now }
            return .array(
                nodes.flatMap { node, entry -> [RESPValue] in
                    let isListening: Int64 = listeners.contains(node) ? 1 : 0
                    return [text(node.description), text(entry.notice.json.serialized()), .integer(isListening)]
                }
            )
        case .absent(let other):
            guard !listeners.contains(other) else { return .integer(0) }
            nodes[other] = nil
            return .integer(1)
        case .goodbye:
            nodes[node] = nil
            return .integer(1)
        }
    }

    private func text(_ text: String) -> RESPValue { .bulk(Array(text.utf8)) }

    private mutating func claim(_ code: ProjectionCode, _ owner: String, _ wanted: Int64, _ node: NodeID) -> RESPValue {
        let stored = codes[code]
        var generation = wanted
        if let stored {
            if stored.owner != owner { return .array([text("taken")]) }
            if stored.generation >= generation {
                if stored.node != node { return .array([text("superseded")]) }
                generation = stored.generation
            }
        }
        codes[code] = Code(owner: owner, node: node, generation: generation, isLive: true)
        return .array([text("granted"), text("\(generation)"), text(stored?.node.description ?? "")])
    }

    private mutating func locate(
        _ code: ProjectionCode,
        _ guesser: IPAddress?,
        _ rates: GuessRates,
        now: MonotonicTime
    ) -> RESPValue {
        let network = guesser.map { ClientNetwork($0) }
        if let network {
            if let wait = networks[network, default: RateLimiter()].delay(rates.network, now: now)
                ?? everyone.delay(rates.everyone, now: now)
            {
                return .array([text("limited"), text("\(wait.nanoseconds / 1000)")])
            }
        }
        if let stored = codes[code], stored.isLive, let node = nodes[stored.node], node.until > now,
            listeners.contains(stored.node)
        {
            return .array([text("at"), text(stored.node.description), text("\(stored.generation)")])
        }
        if let network {
            networks[network, default: RateLimiter()].count(rates.network, now: now)
            everyone.count(rates.everyone, now: now)
        }
        return .array([text("unknown")])
    }
}
