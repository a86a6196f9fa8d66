import ICE
import Testing
import Wire

/// Agents joined by a small internet in virtual time: delay, loss, duplication, and address translators.
final class Network {
    /// A port-restricted translator: one outside port per inside address; only hosts written to may write back.
    struct Translator {
        let inside: Set<IPAddress>
        let outside: IPAddress
        /// Gives every destination its own outside port, as symmetric NATs do.
        var isSymmetric = false
        private var mappings: [AddressPair: UInt16] = [:]
        private var permissions: Set<AddressPair> = []
        private var nextPort: UInt16 = 40000

        init(inside: Set<IPAddress>, outside: IPAddress, isSymmetric: Bool = false) {
            self.inside = inside
            self.outside = outside
            self.isSymmetric = isSymmetric
        }

        mutating func translate(outbound source: TransportAddress, to destination: TransportAddress) -> TransportAddress {
            let key = AddressPair(local: source, remote: isSymmetric ? destination : source)
            if mappings[key] == nil {
                mappings[key] = nextPort
                nextPort += 1
            }
            let mapped = TransportAddress(outside, mappings[key] ?? 0)
            permissions.insert(AddressPair(local: mapped, remote: destination))
            return mapped
        }

        func translate(inbound destination: TransportAddress, from source: TransportAddress) -> TransportAddress? {
            guard permissions.contains(AddressPair(local: destination, remote: source)) else { return nil }
            return mappings.first { $0.value == destination.port }?.key.local
        }
    }

    private struct Flight {
        let arrival: MonotonicTime
        let order: Int
        let bytes: [UInt8]
        let source: TransportAddress
        let destination: TransportAddress
    }

    var agents: [ICEAgent]
    var events: [[ICEAgent.Event]]
    var now = MonotonicTime.seconds(1)
    var delay: Duration = .milliseconds(10)
    /// 0 to 1.
    var loss = 0.0
    var duplication = 0.0
    var translators: [Translator] = []
    /// Addresses that neither send nor receive any more.
    var unplugged: Set<IPAddress> = []
    private(set) var packetsSent = 0

    private var addresses: [TransportAddress: Int] = [:]
    private var flights: [Flight] = []
    private var order = 0
    private var generator: TestGenerator

    init(_ agents: [ICEAgent], seed: UInt64 = 1) {
        self.agents = agents
        events = agents.map { _ in [] }
        generator = TestGenerator(seed: seed)
    }

    /// A socket of agent `index`, and its host candidate.
    func bind(_ index: Int, _ address: TransportAddress, localPreference: UInt16 = .max) {
        addresses[address] = index
        agents[index].addLocalCandidate(.host(address, localPreference: localPreference))
    }

    /// Both learn the other's credentials.
    func exchangeCredentials() {
        agents[0].setRemoteCredentials(agents[1].localCredentials)
        agents[1].setRemoteCredentials(agents[0].localCredentials)
    }

    /// Tells agent `index` of a candidate of the other.
    func trickle(_ candidate: ICECandidate, to index: Int) {
        agents[index].addRemoteCandidate(candidate, now: now)
    }

    /// Tells each agent of the other's host candidates, also of those that a translator hides.
    func exchangeCandidates() {
        for (address, index) in addresses.sorted(by: { $0.key.description < $1.key.description }) {
            trickle(.host(address), to: 1 - index)
        }
    }

    /// Lets `duration` pass; stops early once `condition` holds. Whether it did.
    @discardableResult
    func run(_ duration: Duration, until condition: (Network) -> Bool = { _ in false }) -> Bool {
        let end = now + duration
        var wakeups = 0
        collect()
        while !condition(self) {
            let deadline = agents.reduce(nil as MonotonicTime?) { soonest($0, $1.nextDeadline) }
            guard let next = soonest(deadline, flights.map(\.arrival).min()), next <= end else {
                now = end
                return condition(self)
            }
            // An agent that asks to be woken and then does nothing would spin its event loop.
            wakeups = next <= now ? wakeups + 1 : 0
            guard wakeups < 100 else {
                Issue.record("an agent asks to be woken over and over")
                return false
            }
            now = max(now, next)
            deliver()
            for index in agents.indices {
                if let due = agents[index].nextDeadline, due <= now { agents[index].handleTimeout(now: now) }
            }
            collect()
        }
        return true
    }

    private func collect() {
        for index in agents.indices {
            while let output = agents[index].pollOutput() {
                switch output {
                case .event(let event): events[index].append(event)
                case .transmit(let bytes, let local, let remote): send(bytes, from: local, to: remote)
                }
            }
        }
    }

    private func send(_ bytes: [UInt8], from source: TransportAddress, to destination: TransportAddress) {
        packetsSent += 1
        guard !unplugged.contains(source.ip) else { return }
        var source = source
        for index in translators.indices where translators[index].inside.contains(source.ip) {
            guard !translators[index].inside.contains(destination.ip) else { continue }
            source = translators[index].translate(outbound: source, to: destination)
        }
        let copies = Double.random(in: 0..<1, using: &generator) < duplication ? 2 : 1
        for copy in 0..<copies where Double.random(in: 0..<1, using: &generator) >= loss {
            order += 1
            flights.append(
                Flight(
                    arrival: now + delay * (1 + copy),
                    order: order,
                    bytes: bytes,
                    source: source,
                    destination: destination
                )
            )
        }
    }

    private func deliver() {
        let due = flights.filter { $0.arrival <= now }.sorted { ($0.arrival, $0.order) < ($1.arrival, $1.order) }
        flights.removeAll { $0.arrival <= now }
        for flight in due {
            var destination = flight.destination
            if let translator = translators.first(where: { $0.outside == destination.ip }) {
                guard let inside = translator.translate(inbound: destination, from: flight.source) else { continue }
                destination = inside
            } else if isHidden(destination.ip, from: flight.source.ip) {
                continue
            }
            guard !unplugged.contains(destination.ip), let index = addresses[destination] else { continue }
            agents[index].receive(flight.bytes.span, local: destination, remote: flight.source, now: now)
        }
    }

    private func isHidden(_ destination: IPAddress, from source: IPAddress) -> Bool {
        translators.contains { $0.inside.contains(destination) && !$0.inside.contains(source) }
    }
}
