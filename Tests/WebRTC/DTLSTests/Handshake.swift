import CVirtualClock
import DTLS
import Testing
import Wire

/// Two connections and the datagrams between them, in virtual time: OpenSSL's clock says what `now` says.
final class Handshake {
    enum Side: CaseIterable {
        case client
        case server

        var other: Side { self == .client ? .server : .client }
    }

    struct Events: Equatable {
        var keys: SRTPKeyingMaterial?
        var cipher = ""
        var isClosedByPeer = false
        var error: DTLSError?
    }

    /// What the network does to the n-th datagram (from 0) of a side: what arrives in its place.
    typealias Network = (_ from: Side, _ index: Int, _ datagram: [UInt8]) -> [[UInt8]]

    static let certificates: (client: DTLSCertificate, server: DTLSCertificate)? = {
        guard let client = try? DTLSCertificate.selfSigned(), let server = try? DTLSCertificate.selfSigned() else { return nil }
        return (client, server)
    }()

    var client: DTLSConnection
    var server: DTLSConnection
    var now = MonotonicTime.zero
    var events: [Side: Events] = [.client: Events(), .server: Events()]
    var sent: [Side: [[UInt8]]] = [.client: [], .server: []]
    var network: Network = { _, _, datagram in [datagram] }

    init(
        clientExpects: DTLSFingerprint? = nil,
        serverExpects: DTLSFingerprint? = nil,
        clientDatagramSize: Int = 1200
    ) throws {
        let (client, server) = try #require(Handshake.certificates)
        self.client = try DTLSConnection(
            role: .client,
            certificate: client,
            remoteFingerprints: [clientExpects ?? server.fingerprint],
            maximumDatagramSize: clientDatagramSize
        )
        self.server = try DTLSConnection(
            role: .server,
            certificate: server,
            remoteFingerprints: [serverExpects ?? client.fingerprint]
        )
    }

    deinit {
        virtual_clock_release()
    }

    func start() {
        tick()
        server.start(now: now)
        client.start(now: now)
        settle()
    }

    /// Lets time pass from deadline to deadline until nothing waits any more or `limit` is reached.
    func run(limit: Duration = .seconds(60)) {
        let end = now + limit
        while let deadline = soonest(client.nextDeadline, server.nextDeadline), deadline <= end {
            now = max(now, deadline)
            tick()
            client.handleTimeout(now: now)
            server.handleTimeout(now: now)
            settle()
        }
    }

    /// Delivers what has been sent, and what is sent in answer to it.
    func settle() {
        while true {
            let toServer = drain(.client)
            let toClient = drain(.server)
            if toServer.isEmpty, toClient.isEmpty { return }
            for datagram in toServer { server.receive(datagram.span, now: now) }
            for datagram in toClient { client.receive(datagram.span, now: now) }
        }
    }

    func tick() {
        virtual_clock_set(1_800_000_000_000_000_000 + now.nanoseconds)
    }

    /// The outputs of one side: events are kept, datagrams returned as the network delivers them.
    func drain(_ side: Side) -> [[UInt8]] {
        var delivered: [[UInt8]] = []
        while let output = side == .client ? client.pollOutput() : server.pollOutput() {
            switch output {
            case .transmit(let datagram):
                let index = sent[side, default: []].count
                sent[side, default: []].append(datagram)
                delivered += network(side, index, datagram)
            case .connected(let keys, let cipher):
                events[side]?.keys = keys
                events[side]?.cipher = cipher
            case .closedByPeer: events[side]?.isClosedByPeer = true
            case .failed(let error): events[side]?.error = error
            }
        }
        return delivered
    }

    subscript(_ side: Side) -> Events { events[side] ?? Events() }

    // `#expect` cannot look into a noncopyable value by itself.
    func isConnected(_ side: Side) -> Bool { side == .client ? client.isConnected : server.isConnected }
    func nextDeadline(_ side: Side) -> MonotonicTime? { side == .client ? client.nextDeadline : server.nextDeadline }
    func counters(_ side: Side) -> DTLSConnection.Counters { side == .client ? client.counters : server.counters }
}
