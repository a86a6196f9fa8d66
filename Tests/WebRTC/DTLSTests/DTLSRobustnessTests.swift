import CVirtualClock
import Testing
import Wire

@testable import DTLS

@Suite struct DTLSRobustnessTests {
    static let fatalAlert: [UInt8] = [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40]
    static let garbage: [[UInt8]] = [
        [20], [22, 0xFE], Array(repeating: 22, count: 13), Array(repeating: 63, count: 1200),
        [22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [23, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
        [22, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4], [20, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
        [22, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20] + Array(repeating: 9, count: 20),
    ]

    @Test(arguments: Handshake.Side.allCases)
    func ignoresGarbageBetweenTheDatagramsOfAHandshake(_ victim: Handshake.Side) throws {
        let handshake = try Handshake()
        handshake.network = { side, _, datagram in
            side == victim.other ? Self.garbage + [datagram] + Self.garbage : [datagram]
        }
        handshake.start()
        handshake.run()
        #expect(handshake[.client].keys != nil)
        #expect(handshake[.server].keys == handshake[.client].keys)
    }

    @Test func ignoresADatagramOfAnySingleByte() throws {
        let handshake = try Handshake()
        handshake.start()
        for byte in UInt8.min...UInt8.max {
            handshake.client.receive([byte].span, now: handshake.now)
            handshake.server.receive([byte].span, now: handshake.now)
        }
        handshake.settle()
        #expect(handshake[.client].error == nil)
        #expect(handshake.isConnected(.client))
        #expect(handshake.isConnected(.server))
    }

    @Test(arguments: Handshake.Side.allCases)
    func survivesAForgedAlert(_ victim: Handshake.Side) throws {
        let handshake = try Handshake()
        handshake.network = { side, index, datagram in
            side == victim.other && index == 0 ? [Self.fatalAlert, datagram] : [datagram]
        }
        handshake.start()
        handshake.run()
        #expect(handshake[.client].keys != nil)
        #expect(handshake[.server].keys == handshake[.client].keys)
        let counters = handshake.counters(victim)
        #expect(counters.unauthenticatedAlerts == 1)
    }

    @Test func reportsAnAlertSoonWhenNothingElseComes() throws {
        let handshake = try Handshake()
        handshake.network = { side, index, _ in side == .client && index == 0 ? [Self.fatalAlert] : [] }
        handshake.start()
        handshake.run()
        #expect(handshake[.server].error == .alert(40))
        #expect(handshake.now >= MonotonicTime.zero + DTLSConnection.alertGrace)
    }

    @Test func forgetsABrokenClientHelloAndAnswersTheRealOne() throws {
        // A ClientHello whose body cannot be one: this makes OpenSSL give up.
        let body = [UInt8](repeating: 0xFF, count: 40)
        let header: [UInt8] = [22, 0xFE, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 52, 1, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0, 40]
        let handshake = try Handshake()
        handshake.server.start(now: handshake.now)
        handshake.server.receive((header + body).span, now: handshake.now)
        #expect(handshake.drain(.server).isEmpty)
        #expect(handshake.counters(.server).restarts == 1)
        handshake.start()
        #expect(handshake[.server].keys != nil)
        #expect(handshake[.server].keys == handshake[.client].keys)
    }

    @Test func stopsForgettingBrokenClientHellosSomeTime() throws {
        let body = [UInt8](repeating: 0xFF, count: 40)
        let header: [UInt8] = [22, 0xFE, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 52, 1, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0, 40]
        let handshake = try Handshake()
        for _ in 0..<6 { handshake.server.receive((header + body).span, now: handshake.now) }
        _ = handshake.drain(.server)
        guard case .protocolViolation = handshake[.server].error else {
            Issue.record("still open: \(String(describing: handshake[.server].error))")
            return
        }
    }

    @Test(arguments: Handshake.Side.allCases)
    func saysGoodbyeAndHearsIt(_ leaving: Handshake.Side) throws {
        let handshake = try Handshake()
        handshake.start()
        if leaving == .client { handshake.client.close(now: handshake.now) } else { handshake.server.close(now: handshake.now) }
        handshake.settle()
        #expect(handshake[leaving.other].isClosedByPeer)
        #expect(!handshake[leaving].isClosedByPeer)
        #expect(!handshake.isConnected(.client))
        #expect(!handshake.isConnected(.server))
    }

    @Test func closesSilentlyBeforeTheHandshake() throws {
        let handshake = try Handshake()
        handshake.client.start(now: handshake.now)
        handshake.client.close(now: handshake.now)
        _ = handshake.drain(.client)
        #expect(handshake.sent[.client]?.count == 1)
        #expect(handshake.nextDeadline(.client) == nil)
        handshake.client.receive(Self.fatalAlert.span, now: handshake.now)
        #expect(handshake.drain(.client).isEmpty)
    }

    @Test func answersARepeatedLastFlight() throws {
        let handshake = try Handshake()
        var lostOnce = false
        handshake.network = { side, index, datagram in
            if side == .server, index > 0, !lostOnce {
                lostOnce = true
                return []
            }
            return [datagram]
        }
        handshake.start()
        handshake.run()
        #expect(handshake[.client].keys != nil)
        #expect(handshake[.server].keys == handshake[.client].keys)
    }

    @Test func refusesAClientWithoutACertificate() throws {
        let client = try BareClient()
        var server = try serverOnly()
        let outputs = handshake(client, with: &server)
        #expect(!client.isConnected)
        #expect(!outputs.contains { if case .connected = $0 { true } else { false } })
        guard case .failed(.protocolViolation) = outputs.last else {
            Issue.record("\(outputs)")
            return
        }
    }

    @Test func keepsItsKeysWhenAskedToNegotiateAnew() throws {
        let client = try BareClient()
        let certificate = try #require(Handshake.certificates).client
        client.use(certificate: certificate.certificateDER, key: certificate.privateKeyDER.exposed)
        var server = try serverOnly()
        let outputs = handshake(client, with: &server)
        #expect(client.isConnected)
        #expect(outputs.count { if case .connected = $0 { true } else { false } } == 1)
        server.receive(client.renegotiate().span, now: .zero)
        var after: [DTLSConnection.Output] = []
        while let output = server.pollOutput() { after.append(output) }
        // At most the alert that says no: no flight of a handshake, no other keys, no end.
        #expect(after.allSatisfy { if case .transmit(let datagram) = $0 { datagram[0] == 21 } else { false } }, "\(after)")
        let isConnected = server.isConnected
        #expect(isConnected)
    }

    private func serverOnly() throws -> DTLSConnection {
        let (client, server) = try #require(Handshake.certificates)
        virtual_clock_set(1_800_000_000_000_000_000)
        return try DTLSConnection(role: .server, certificate: server, remoteFingerprints: [client.fingerprint])
    }

    /// To its end, whatever that is.
    private func handshake(_ client: BareClient, with server: inout DTLSConnection) -> [DTLSConnection.Output] {
        defer { virtual_clock_release() }
        var outputs: [DTLSConnection.Output] = []
        server.start(now: .zero)
        var flight = client.next()
        for _ in 0..<10 where !flight.isEmpty {
            server.receive(flight.span, now: .zero)
            flight = []
            while let output = server.pollOutput() {
                outputs.append(output)
                if case .transmit(let datagram) = output { flight += client.next(after: datagram) }
            }
        }
        return outputs
    }
}
