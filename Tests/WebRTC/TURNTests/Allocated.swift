import STUN
import SeededRandom
import TURN
import TURNTestServer
import Testing
import Wire

/// A client and a server in virtual time, 10 ms apart.
struct Allocated {
    static let clientAddress = TransportAddress(.v4(0xC000_0205), 40000)
    static let serverAddress = TransportAddress(.v4(0xCB00_7101), 3478)
    static let peer = TransportAddress(.v4(0xC633_6409), 50000)

    private struct Flight {
        var arrival: MonotonicTime
        var bytes: [UInt8]
        var isToServer: Bool
    }

    var client: TURNClient
    var server: TURNTestServer
    var now = MonotonicTime(nanoseconds: 1_000_000_000)
    /// 0 to 1, each way.
    var loss = 0.0
    /// Where the server sees the client.
    var address = Allocated.clientAddress
    let isStream: Bool
    var random = SeededGenerator(seed: 3)
    private(set) var events: [TURNClient.Event] = []
    private(set) var received: [(bytes: [UInt8], peer: TransportAddress)] = []
    /// What the server sent to peers.
    private(set) var relayed: [TURNTestServer.Output] = []
    private var flights: [Flight] = []
    private var framer = TURNStreamFramer()

    init(
        _ configuration: TURNTestServer.Configuration = .init(),
        isStream: Bool = false,
        username: String = "user",
        password: String = "password",
        seed: UInt64 = 1
    ) {
        self.isStream = isStream
        client = TURNClient(
            credentials: TURNCredentials(username: username, password: Redacted(password)),
            isStream: isStream,
            seed: seed
        )
        server = TURNTestServer(at: Allocated.serverAddress, configuration: configuration)
        client.start(now: now)
        collect()
    }

    /// With an allocation.
    static func ready(_ configuration: TURNTestServer.Configuration = .init(), isStream: Bool = false) throws -> Allocated {
        var world = Allocated(configuration, isStream: isStream)
        world.run(.seconds(1))
        try #require(world.client.isAllocated)
        return world
    }

    mutating func run(_ duration: Duration) {
        let limit = now + duration
        collect()
        while true {
            let next = soonest(client.nextDeadline, flights.map(\.arrival).min())
            guard let next, next <= limit else { break }
            now = max(now, next)
            deliver()
            if let deadline = client.nextDeadline, deadline <= now { client.handleTimeout(now: now) }
            collect()
        }
        now = limit
    }

    mutating func send(_ bytes: [UInt8], to peer: TransportAddress = Allocated.peer) {
        client.send(bytes, to: peer, now: now)
        collect()
    }

    /// A packet of a peer arrives at the relayed address.
    mutating func arrive(_ bytes: [UInt8], from peer: TransportAddress = Allocated.peer) throws {
        let relayed = try #require(client.relayedAddresses.first { $0.ip.isV4 == peer.ip.isV4 })
        server.receiveRelayed(bytes, at: relayed, from: peer, now: now)
        collect()
    }

    mutating func collect() {
        while let output = client.pollOutput() {
            switch output {
            case .transmit(let bytes): fly(bytes, toServer: true)
            case .received(let bytes, _, let peer): received.append((bytes, peer))
            case .event(let event): events.append(event)
            }
        }
        while let output = server.pollOutput() {
            if output.source == server.address { fly(output.bytes, toServer: false) } else { relayed.append(output) }
        }
    }

    private mutating func fly(_ bytes: [UInt8], toServer: Bool) {
        guard Double.random(in: 0..<1, using: &random) >= loss else { return }
        flights.append(Flight(arrival: now + .milliseconds(10), bytes: bytes, isToServer: toServer))
    }

    private mutating func deliver() {
        let due = flights.filter { $0.arrival <= now }
        flights.removeAll { $0.arrival <= now }
        for flight in due {
            if flight.isToServer {
                server.receive(flight.bytes, from: address, isStream: isStream, now: now)
            } else if isStream {
                framer.append(flight.bytes.span)
                while let frame = try? framer.next() { client.receive(frame.span, now: now) }
            } else {
                client.receive(flight.bytes.span, now: now)
            }
        }
    }
}
