import STUN
import SeededRandom
import TURN
import TURNTestServer
import Testing
import Wire

@Suite("TURN client") struct TURNClientTests {
    @Test func allocatesWithTheRealmAndNonceOfTheChallenge() throws {
        let world = try Allocated.ready()
        #expect(world.events == [.allocated(relayed: world.server.relayedAddresses, mapped: Allocated.clientAddress)])
        #expect(world.server.statistics.requests[.allocate] == 2)
    }

    @Test func allocatesAnAddressOfEachFamily() throws {
        var configuration = TURNTestServer.Configuration()
        configuration.relayAddresses.append(.v6(0x2001_0DB8_0000_0000, 5))
        var world = try Allocated.ready(configuration)
        #expect(world.client.relayedAddresses.map(\.ip.isV4) == [true, false])
        let peer = TransportAddress(.v6(0x2001_0DB8_0000_0000, 9), 50000)
        world.send([1, 2, 3], to: peer)
        world.run(.seconds(1))
        #expect(world.relayed.map(\.source) == [world.client.relayedAddresses[1]])
        try world.arrive([4], from: peer)
        world.run(.seconds(1))
        #expect(world.received.map(\.peer) == [peer])
    }

    @Test func packetsWaitForThePermission() throws {
        var world = try Allocated.ready()
        world.send([1])
        world.send([2])
        #expect(world.relayed.isEmpty)
        world.run(.seconds(1))
        #expect(world.relayed.map(\.bytes) == [[1], [2]])
        #expect(world.server.statistics.requests[.createPermission] == 1)
        #expect(world.server.statistics.refusedPackets == 0)
    }

    @Test func onlyTheNewestPacketsWait() throws {
        var world = try Allocated.ready()
        for number in 0..<20 { world.send([UInt8(number)]) }
        world.run(.seconds(1))
        #expect(world.relayed.map(\.bytes) == (12..<20).map { [$0] })
        #expect(world.client.statistics.dropped == 12)
    }

    @Test func aPeerWithoutPermissionIsNotHeard() throws {
        var world = try Allocated.ready()
        // A server that lets it through all the same.
        let data = STUNMessage(
            .indication,
            .data,
            transactionID: STUNTransactionID(high: 1, low: 1),
            attributes: [.xorPeerAddress(Allocated.peer), .data([1])]
        )
        world.client.receive(data.serialized(fingerprint: false).span, now: world.now)
        world.collect()
        #expect(world.received.isEmpty)
        #expect(world.client.statistics.dropped == 1)
    }

    @Test(arguments: [false, true]) func aChannelCarriesWhatIndicationsDid(isStream: Bool) throws {
        var world = try Allocated.ready(isStream: isStream)
        world.send([1])
        world.run(.seconds(1))
        world.client.bindChannel(to: Allocated.peer, now: world.now)
        // The channel does not stand yet.
        world.send([2])
        world.run(.seconds(1))
        for length in 0..<8 { world.send(Array(repeating: UInt8(length), count: length)) }
        for length in 0..<8 { try world.arrive(Array(repeating: 9, count: length)) }
        world.run(.seconds(1))
        #expect(world.server.statistics.sendIndications == 2)
        #expect(world.server.statistics.channelDataReceived == 8)
        #expect(world.relayed.map(\.bytes.count) == [1, 1, 0, 1, 2, 3, 4, 5, 6, 7])
        #expect(world.received.map(\.bytes) == (0..<8).map { Array(repeating: 9, count: $0) })
        #expect(world.server.statistics.malformed == 0)
    }

    @Test func streamsPadChannelDataAndDatagramsDoNot() throws {
        for isStream in [false, true] {
            var world = try Allocated.ready(isStream: isStream)
            world.send([1])
            world.run(.seconds(1))
            world.client.bindChannel(to: Allocated.peer, now: world.now)
            world.run(.seconds(1))
            world.client.send([7, 7, 7, 7, 7], to: Allocated.peer, now: world.now)
            let frame: [UInt8] = [0x40, 0x00, 0x00, 0x05, 7, 7, 7, 7, 7] + (isStream ? [0, 0, 0] : [])
            #expect(world.client.pollOutput() == .transmit(frame))
        }
    }

    @Test(arguments: 1...20) func allocatesOverALossyPath(seed: UInt64) {
        var world = Allocated(seed: seed)
        world.loss = 0.3
        world.random = .init(seed: seed)
        world.run(.seconds(10))
        #expect(world.client.isAllocated)
        // An Allocate that came twice made one allocation.
        #expect(world.server.liveAllocations == 1)
    }

    @Test func asksSevenTimesThenGivesUp() {
        var world = Allocated()
        world.loss = 1
        world.run(.milliseconds(19_700))
        #expect(world.events.isEmpty)
        world.run(.milliseconds(100))
        #expect(world.events == [.failed(.unanswered)])
        #expect(world.client.statistics.requestsSent == 7)
        #expect(world.client.nextDeadline == nil)
    }

    @Test func asksOnceOverAStream() {
        var world = Allocated(isStream: true)
        world.loss = 1
        world.run(.seconds(50))
        #expect(world.events == [.failed(.unanswered)])
        #expect(world.client.statistics.requestsSent == 1)
    }
}
