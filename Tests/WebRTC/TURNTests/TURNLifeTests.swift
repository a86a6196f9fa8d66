import STUN
import TURN
import TURNTestServer
import Testing
import Wire

@Suite("TURN allocation") struct TURNLifeTests {
    @Test func livesEightHours() throws {
        var world = try Allocated.ready()
        world.send([0])
        world.run(.seconds(1))
        world.client.bindChannel(to: Allocated.peer, now: world.now)
        for minute in 0..<(8 * 60) {
            if minute.isMultiple(of: 60) { world.server.makeNoncesStale() }
            world.send([1])
            try world.arrive([2])
            world.run(.seconds(60))
        }
        #expect(world.events.count == 1)
        #expect(world.server.liveAllocations == 1)
        #expect(world.relayed.count == 481)
        #expect(world.received.count == 480)
        #expect(world.server.statistics.refusedPackets == 0)
        // One refresh in nine minutes, and a repetition for each stale nonce.
        #expect((53...62).contains(world.server.statistics.requests[.refresh] ?? 0))
        #expect((119...130).contains(world.server.statistics.requests[.createPermission] ?? 0))
        #expect((53...62).contains(world.server.statistics.requests[.channelBind] ?? 0))
    }

    @Test func aStaleNonceIsReplaced() throws {
        var world = try Allocated.ready()
        world.server.makeNoncesStale()
        world.send([1])
        world.run(.seconds(1))
        #expect(world.relayed.count == 1)
        #expect(world.server.statistics.requests[.createPermission] == 2)
    }

    @Test func noncesThatAreAlwaysStaleEndIt() {
        var configuration = TURNTestServer.Configuration()
        configuration.isEndlesslyStale = true
        var world = Allocated(configuration)
        world.run(.seconds(5))
        #expect(world.events == [.failed(.endlesslyStaleNonce)])
        #expect(world.server.statistics.requests[.allocate] == 5)
    }

    @Test func wrongCredentialsAreToldOnce() {
        var world = Allocated(password: "another")
        world.run(.seconds(60))
        #expect(world.events == [.failed(.wrongCredentials)])
        #expect(world.server.statistics.requests[.allocate] == 2)
    }

    @Test(arguments: [
        STUNErrorCode.forbidden, .allocationMismatch, .unsupportedTransport, .allocationQuotaReached, .insufficientCapacity,
    ])
    func aRefusalIsAClearEnd(error: STUNErrorCode) {
        var configuration = TURNTestServer.Configuration()
        configuration.refusal = error
        var world = Allocated(configuration)
        world.run(.seconds(60))
        #expect(world.events == [.failed(.refused(error))])
    }

    @Test func answersSignedWithAnotherKeyAreNotBelieved() {
        var configuration = TURNTestServer.Configuration()
        configuration.isImpostor = true
        for refusal in [nil, STUNErrorCode.forbidden] {
            configuration.refusal = refusal
            var world = Allocated(configuration)
            world.run(.seconds(60))
            #expect(world.events == [.failed(.unanswered)])
        }
    }

    @Test func aRedirectionIsHandedUp() {
        let other = TransportAddress(.v4(0xCB00_7102), 3478)
        var configuration = TURNTestServer.Configuration()
        configuration.alternateServer = other
        var world = Allocated(configuration)
        world.run(.seconds(1))
        #expect(world.events == [.failed(.redirected(to: other))])
    }

    @Test func closingGivesTheAllocationBack() throws {
        var world = try Allocated.ready()
        world.client.close(now: world.now)
        world.run(.seconds(1))
        #expect(world.server.statistics.released == 1)
        #expect(world.server.liveAllocations == 0)
        #expect(world.client.nextDeadline == nil)
    }

    @Test("an allocation the server has forgotten is made anew")
    func allocatesAnewAfterAMismatch() throws {
        var world = try Allocated.ready()
        let first = world.client.relayedAddresses
        // A translator on the way gave us another port: another client, as the server sees it.
        world.address.port += 1
        world.client.verify(now: world.now)
        world.run(.seconds(1))
        #expect(
            world.events.dropFirst() == [
                .lost(relayed: first), .allocated(relayed: world.client.relayedAddresses, mapped: world.address),
            ]
        )
        #expect(world.client.relayedAddresses != first)
        world.send([1])
        world.run(.seconds(1))
        #expect(world.relayed.map(\.bytes) == [[1]])
    }

    @Test func aRefreshWithoutAnswerEndsIt() throws {
        var world = try Allocated.ready()
        let relayed = world.client.relayedAddresses
        world.loss = 1
        world.run(.seconds(600))
        #expect(world.events.dropFirst() == [.lost(relayed: relayed), .failed(.unanswered)])
    }

    @Test func aForbiddenPeerIsAskedForOnceAMinute() throws {
        var configuration = TURNTestServer.Configuration()
        configuration.forbiddenPeers = [Allocated.peer.ip]
        var world = try Allocated.ready(configuration)
        for _ in 0..<100 {
            world.send([1])
            world.run(.seconds(1))
        }
        #expect(world.server.statistics.requests[.createPermission] == 2)
        #expect(world.relayed.isEmpty)
        let other = TransportAddress(.v4(0xC633_640A), 1)
        world.send([2], to: other)
        world.run(.seconds(1))
        #expect(world.relayed.map(\.bytes) == [[2]])
    }

    @Test func idlePermissionsRunOut() throws {
        var world = try Allocated.ready()
        world.send([1])
        world.run(.seconds(700))
        // The one that was asked for, and one renewal for the packet that was sent.
        #expect(world.server.statistics.requests[.createPermission] == 2)
        try world.arrive([2])
        world.run(.seconds(1))
        #expect(world.received.isEmpty)
        world.send([3])
        world.run(.seconds(1))
        #expect(world.relayed.map(\.bytes) == [[1], [3]])
    }

    @Test func aLostStreamEndsIt() throws {
        var world = try Allocated.ready(isStream: true)
        let relayed = world.client.relayedAddresses
        world.client.streamLost()
        world.run(.seconds(1))
        #expect(world.events.dropFirst() == [.lost(relayed: relayed), .failed(.streamLost)])
    }

    @Test func limitsPeersAndChannels() throws {
        var world = try Allocated.ready()
        for number in 0..<100 {
            let peer = TransportAddress(.v4(0x0A00_0000 + UInt32(number)), 1)
            world.send([1], to: peer)
            world.client.bindChannel(to: peer, now: world.now)
            world.run(.milliseconds(100))
        }
        #expect(world.server.statistics.requests[.createPermission] == 64)
        #expect(world.server.statistics.requests[.channelBind] == 16)
    }
}
