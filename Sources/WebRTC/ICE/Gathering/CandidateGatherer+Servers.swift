import STUN
import TURN
package import Wire

extension CandidateGatherer {
    /// Speaks to a server whose addresses are known.
    mutating func launch(_ target: Target, from sockets: [TransportAddress], now: MonotonicTime) {
        let addresses = target.addresses ?? []
        guard target.url.transport == .udp else {
            guard let credentials = target.credentials, !relays.contains(where: { $0.url == target.url }) else { return }
            return openStream(to: target.url, credentials, addresses, now: now)
        }
        for socket in sockets {
            // A socket at a real address cannot reach loopback, nor the other way round.
            let address = addresses.first { $0.isV4 == socket.ip.isV4 && $0.isLoopback == socket.ip.isLoopback }
            guard let address else { continue }
            let path = AddressPair(local: socket, remote: TransportAddress(address, target.url.port))
            if let credentials = target.credentials {
                allocate(target.url, credentials, on: path, redirections: 0, now: now)
            } else {
                reflect(target.url, on: path, now: now)
            }
        }
    }

    private mutating func reflect(_ url: ICEServerURL, on path: AddressPair, now: MonotonicTime) {
        guard reflections.count < configuration.maximumReflections, !reflections.contains(where: { $0.path == path }) else {
            return
        }
        let client = BindingClient(now: now, random: &generator)
        outputs.append(.transmit(bytes: client.request, local: path.local, remote: path.remote))
        reflections.append(Reflection(url: url, path: path, client: client))
    }

    private mutating func allocate(
        _ url: ICEServerURL,
        _ credentials: TURNCredentials,
        on path: AddressPair,
        redirections: Int,
        now: MonotonicTime
    ) {
        guard relays.count < configuration.maximumRelays, !relays.contains(where: { $0.way == .datagrams(path) }) else { return }
        var relay = Relay(url: url, credentials: credentials, way: .datagrams(path), client: client(credentials, isStream: false))
        relay.redirections = redirections
        relay.client.start(now: now)
        relays.append(relay)
        drain(relays.count - 1, now: now)
    }

    private mutating func openStream(
        to url: ICEServerURL,
        _ credentials: TURNCredentials,
        _ addresses: [IPAddress],
        redirections: Int = 0,
        now: MonotonicTime
    ) {
        guard relays.count < configuration.maximumRelays, let address = addresses.first else { return }
        let id = newStream(to: TransportAddress(address, url.port), url)
        var relay = Relay(
            url: url,
            credentials: credentials,
            way: .stream(id, server: TransportAddress(address, url.port)),
            client: client(credentials, isStream: true)
        )
        relay.alternatives = addresses.dropFirst()
        relays.append(relay)
    }

    private mutating func newStream(to server: TransportAddress, _ url: ICEServerURL) -> ServerStreamID {
        let id = ServerStreamID(nextStream)
        nextStream += 1
        outputs.append(.connect(id, to: server, tlsName: url.transport == .tls ? url.host : nil))
        return id
    }

    private mutating func client(_ credentials: TURNCredentials, isStream: Bool) -> TURNClient {
        TURNClient(
            credentials: credentials,
            isStream: isStream,
            configuration: configuration.turn,
            seed: generator.next()
        )
    }

    // MARK: What servers say

    /// A datagram that came to a socket. `false`: it is not a server's.
    package mutating func receive(
        _ datagram: Span<UInt8>,
        local: TransportAddress,
        remote: TransportAddress,
        now: MonotonicTime
    ) -> Bool {
        guard servers.contains(remote) else { return false }
        let path = AddressPair(local: local, remote: remote)
        for index in reflections.indices where reflections[index].path == path {
            guard reflections[index].client.receive(datagram) else { continue }
            if case .mapped(let address) = reflections[index].client.outcome { reflected(address, on: path) }
            settle(now)
            return true
        }
        guard let index = relays.firstIndex(where: { $0.way == .datagrams(path) }) else { return false }
        relays[index].client.receive(datagram, now: now)
        if drain(index, now: now) { settle(now) }
        return true
    }

    /// The connection asked for by `Output.connect` is there.
    package mutating func streamOpened(_ id: ServerStreamID, now: MonotonicTime) {
        guard let index = relay(of: id) else { return }
        relays[index].client.start(now: now)
        drain(index, now: now)
        settle(now)
    }

    package mutating func streamReceived(_ id: ServerStreamID, _ bytes: Span<UInt8>, now: MonotonicTime) {
        guard let index = relay(of: id) else { return }
        relays[index].framer.append(bytes)
        do throws(TURNStreamError) {
            while let frame = try relays[index].framer.next() { relays[index].client.receive(frame.span, now: now) }
        } catch {
            outputs.append(.disconnect(id))
            relays[index].client.streamLost()
        }
        if drain(index, now: now) { settle(now) }
    }

    /// The connection could not be made, or is gone.
    package mutating func streamClosed(_ id: ServerStreamID, now: MonotonicTime) {
        guard let index = relay(of: id) else { return }
        if !relays[index].client.isAllocated, let address = relays[index].alternatives.popFirst() {
            let server = TransportAddress(address, relays[index].url.port)
            relays[index].way = .stream(newStream(to: server, relays[index].url), server: server)
            relays[index].client = client(relays[index].credentials, isStream: true)
            relays[index].framer = TURNStreamFramer()
        } else {
            relays[index].client.streamLost()
            drain(index, now: now)
        }
        settle(now)
    }

    private func relay(of id: ServerStreamID) -> Int? {
        relays.firstIndex { if case .stream(id, _) = $0.way { true } else { false } }
    }

    /// Moves what a client wants to where it belongs. Whether something happened to it.
    @discardableResult
    mutating func drain(_ index: Int, now: MonotonicTime) -> Bool {
        var hasChanged = false
        while let output = relays[index].client.pollOutput() {
            switch output {
            case .transmit(let bytes):
                switch relays[index].way {
                case .datagrams(let path): outputs.append(.transmit(bytes: bytes, local: path.local, remote: path.remote))
                case .stream(let id, _): outputs.append(.send(id, bytes: bytes))
                }
            case .received(let bytes, let relayed, let peer):
                outputs.append(.received(bytes: bytes, relayed: relayed, peer: peer))
            case .event(let event):
                hasChanged = true
                handle(event, of: index, now: now)
            }
        }
        return hasChanged
    }

    private mutating func handle(_ event: TURNClient.Event, of index: Int, now: MonotonicTime) {
        switch event {
        case .allocated(let addresses, let mapped):
            relays[index].isSettled = true
            allocated(addresses, mapped: mapped, by: relays[index])
        case .lost(let addresses):
            for address in addresses {
                found.remove(address)
                outputs.append(.lost(relayed: address))
            }
        case .failed(.redirected(let server)): redirect(index, to: server, now: now)
        case .failed(let failure): failed(index, .turn(failure))
        }
    }

    private mutating func failed(_ index: Int, _ failure: Failure) {
        relays[index].isSettled = true
        outputs.append(.failed(relays[index].url, failure))
        if case .stream(let id, _) = relays[index].way { outputs.append(.disconnect(id)) }
    }

    /// Followed once (RFC 8489 §10): two servers that name each other would lead us around for ever.
    private mutating func redirect(_ index: Int, to server: TransportAddress, now: MonotonicTime) {
        let relay = relays[index]
        guard relay.redirections == 0, ICEAgent.isUsable(server), server.ip.isV4 == relay.server.ip.isV4, server != relay.server
        else { return failed(index, .turn(.redirected(to: server))) }
        relays[index].redirections = 1
        relays[index].alternatives = []
        switch relay.way {
        case .datagrams(let path):
            relays[index].way = .datagrams(AddressPair(local: path.local, remote: server))
            relays[index].client = client(relay.credentials, isStream: false)
            relays[index].client.start(now: now)
        case .stream(let id, _):
            outputs.append(.disconnect(id))
            relays[index].way = .stream(newStream(to: server, relay.url), server: server)
            relays[index].client = client(relay.credentials, isStream: true)
            relays[index].framer = TURNStreamFramer()
        }
    }

    /// Gives the allocation back, if there is one, and the stream up.
    mutating func close(_ index: Int, now: MonotonicTime) {
        relays[index].client.close(now: now)
        drain(index, now: now)
        if case .stream(let id, _) = relays[index].way { outputs.append(.disconnect(id)) }
    }
}
