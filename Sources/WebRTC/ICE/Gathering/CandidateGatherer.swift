import DequeModule
import STUN
import TURN
package import Wire

/// Finds server-reflexive and relayed candidates, and carries packets through the relays (RFC 8445 §5.1.1), without sockets,
/// clocks and resolver.
///
/// Sockets, servers and the time come in; after every call the owner drains `pollOutput()` until it is `nil` and arms a
/// timer for `nextDeadline`. A server that is dead costs its own candidate and nothing else.
package struct CandidateGatherer: Sendable {
    let configuration: Configuration
    var generator: TransactionGenerator
    /// In order of preference.
    var sockets: [TransportAddress] = []
    var targets: [Target] = []
    var reflections: [Reflection] = []
    var relays: [Relay] = []
    /// Those of `relays` and `reflections` that datagrams may come from.
    var servers: Set<TransportAddress> = []
    /// Addresses of candidates of this generation.
    var found: Set<TransportAddress> = []
    var nextStream = 0
    var deadline: MonotonicTime?
    /// Whether no more candidates of this generation will come; so it is before there are servers.
    package private(set) var isFinished = true
    var outputs: Deque<Output> = []

    /// - Parameter seed: makes transaction IDs.
    package init(configuration: Configuration = Configuration(), seed: UInt64) {
        self.configuration = configuration
        generator = TransactionGenerator(seed: seed)
    }

    /// Begins a generation of candidates. Relays of an earlier one that still work stay, and are asked whether they do;
    /// everything else starts anew.
    package mutating func start(servers list: [ICEServer], now: MonotonicTime) {
        let usable = usableTargets(of: list)
        reflections = []
        let (kept, dropped) = (relays, relays.indices.filter { !isWanted(relays[$0], usable) })
        for index in dropped { close(index, now: now) }
        relays = kept.indices.filter { !dropped.contains($0) }.map { kept[$0] }
        found = Set(relays.flatMap(\.client.relayedAddresses))
        targets = usable
        isFinished = false
        deadline = now + configuration.timeLimit
        for index in relays.indices {
            relays[index].client.verify(now: now)
            drain(index, now: now)
        }
        for index in targets.indices {
            if let address = targets[index].url.address {
                targets[index].addresses = [address]
                launch(targets[index], from: sockets, now: now)
            }
        }
        var asked: Set<String> = []
        for target in targets where target.addresses == nil && asked.insert(target.url.host).inserted {
            outputs.append(.resolve(host: target.url.host))
        }
        settle(now)
    }

    /// A socket that servers can be spoken to from.
    package mutating func addSocket(_ address: TransportAddress, now: MonotonicTime) {
        guard !sockets.contains(address) else { return }
        sockets.append(address)
        for target in targets where target.addresses != nil && target.url.transport == .udp {
            launch(target, from: [address], now: now)
        }
        settle(now)
    }

    /// The socket is closed, and what was behind it is gone.
    package mutating func removeSocket(_ address: TransportAddress, now: MonotonicTime) {
        sockets.removeAll { $0 == address }
        reflections.removeAll { $0.path.local == address }
        for relay in relays {
            guard case .datagrams(let path) = relay.way, path.local == address else { continue }
            for relayed in relay.client.relayedAddresses { outputs.append(.lost(relayed: relayed)) }
        }
        relays.removeAll { relay in
            if case .datagrams(let path) = relay.way { path.local == address } else { false }
        }
        settle(now)
    }

    /// What a name of `Output.resolve` stands for; nothing if it is not known.
    package mutating func resolved(_ host: String, to addresses: [IPAddress], now: MonotonicTime) {
        let addresses = Array(
            addresses.filter { !$0.isUnspecified && !$0.isMulticastOrBroadcast }.prefix(configuration.maximumAddresses)
        )
        for index in targets.indices where targets[index].url.host == host && targets[index].addresses == nil {
            targets[index].addresses = addresses
            if addresses.isEmpty {
                outputs.append(.failed(targets[index].url, .unresolved))
            } else {
                launch(targets[index], from: sockets, now: now)
            }
        }
        settle(now)
    }

    /// Gives all allocations back.
    package mutating func close(now: MonotonicTime) {
        for index in relays.indices { close(index, now: now) }
        relays = []
        reflections = []
        targets = []
        servers = []
        deadline = nil
    }

    /// The next thing to do, in order; `nil`: nothing before the next input or `nextDeadline`.
    package mutating func pollOutput() -> Output? {
        outputs.popFirst()
    }

    package var nextDeadline: MonotonicTime? {
        var next = isFinished ? nil : deadline
        for reflection in reflections { next = soonest(next, reflection.client.nextDeadline) }
        for relay in relays { next = soonest(next, relay.client.nextDeadline) }
        return next
    }

    package mutating func handleTimeout(now: MonotonicTime) {
        for index in reflections.indices where reflections[index].client.handleTimeout(now: now) {
            let reflection = reflections[index]
            outputs.append(
                .transmit(bytes: reflection.client.request, local: reflection.path.local, remote: reflection.path.remote)
            )
        }
        for index in relays.indices {
            relays[index].client.handleTimeout(now: now)
            drain(index, now: now)
        }
        settle(now)
    }

    /// The end of every call: what is over is dropped, and the end of gathering noticed.
    mutating func settle(_ now: MonotonicTime) {
        for reflection in reflections where reflection.client.outcome == .failed {
            outputs.append(.failed(reflection.url, .noReflection))
        }
        reflections.removeAll { $0.client.outcome != nil }
        relays.removeAll { $0.client.isEnded }
        if !isFinished {
            if let deadline, now >= deadline { giveUp(now: now) }
            let isWaiting =
                targets.contains { $0.addresses == nil } || !reflections.isEmpty || relays.contains { !$0.isSettled }
            if !isWaiting {
                isFinished = true
                outputs.append(.finished)
            }
        }
        servers = Set(reflections.map(\.path.remote) + relays.map(\.server))
    }

    /// Time is up: what has not answered by now is left out.
    private mutating func giveUp(now: MonotonicTime) {
        for index in targets.indices where targets[index].addresses == nil {
            targets[index].addresses = []
            outputs.append(.failed(targets[index].url, .unresolved))
        }
        for reflection in reflections { outputs.append(.failed(reflection.url, .noReflection)) }
        reflections = []
        for index in relays.indices where !relays[index].isSettled {
            outputs.append(.failed(relays[index].url, .tooLate))
            close(index, now: now)
        }
        relays.removeAll { $0.client.isEnded }
    }

    private mutating func usableTargets(of list: [ICEServer]) -> [Target] {
        var usable: [Target] = []
        for server in list {
            for url in server.urls where usable.count < configuration.maximumServers {
                let isTURN = url.scheme == .turn || url.scheme == .turns
                guard url.transport != .dtls, isTURN ? server.credentials != nil : url.transport == .udp else {
                    outputs.append(.failed(url, .unsupported))
                    continue
                }
                guard isTURN || configuration.policy == .all, !usable.contains(where: { $0.url == url }) else { continue }
                usable.append(Target(url: url, credentials: isTURN ? server.credentials : nil, addresses: nil))
            }
        }
        return usable
    }

    private func isWanted(_ relay: Relay, _ targets: [Target]) -> Bool {
        relay.client.isAllocated && targets.contains { $0.url == relay.url }
    }
}
