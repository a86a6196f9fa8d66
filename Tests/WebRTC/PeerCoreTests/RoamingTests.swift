import NetworkEmulator
import PeerCore
import RTP
import Testing
import VP8TestSender
import Wire

@Suite("Networks that come and go")
struct RoamingTests {
    private static let other = TransportAddress(.v4(0xC633_640A), 41000)

    private func projecting(byOurOffer: Bool = false, delay: Duration = .milliseconds(10)) throws -> Call {
        let call = try Call(conditions: LinkConditions(delay: delay))
        if byOurOffer { try call.negotiateFromTheTV() } else { try call.negotiate() }
        #expect(call.run(.seconds(5)) { !$0.frames.isEmpty })
        call.run(.seconds(2))
        return call
    }

    @Test("the TV gets another address: the sender restarts ICE and the picture goes on")
    func goesOnAtAnotherAddress() throws {
        let call = try projecting()
        call.tvLoses(Call.tvAddress)
        call.run(.seconds(4))
        #expect(call.end == nil)
        call.tvGets(Self.other)
        #expect(call.trickled.count == 1)
        #expect(call.trickled.first?.contains("198.51.100.10 41000 typ host") == true)
        let shown = call.frames.count
        try call.negotiate(restartingICE: true)
        #expect(call.run(.milliseconds(600)) { $0.frames.count > shown })
        call.run(.seconds(2))
        #expect(call.frames.count > shown + 50)
        #expect(call.frames.allSatisfy(call.camera.took))
    }

    @Test("where the TV controls, it nominates a path from its new address by itself")
    func nominatesAPathFromItsNewAddress() throws {
        let call = try projecting(byOurOffer: true)
        call.tvLoses(Call.tvAddress)
        call.run(.seconds(2))
        let shown = call.frames.count
        call.tvGets(Self.other)
        #expect(call.run(.milliseconds(600)) { $0.frames.count > shown })
        call.run(.seconds(2))
        #expect(call.frames.count > shown + 50)
        #expect(call.end == nil)
    }

    @Test("the cable is out for a while and the address comes back", arguments: [1, 5, 14])
    func goesOnAtTheSameAddress(seconds: Int) throws {
        let call = try projecting()
        call.tvLoses(Call.tvAddress)
        call.run(.seconds(seconds))
        #expect(call.end == nil)
        let shown = call.frames.count
        call.tvFindsAgain(Call.tvAddress)
        #expect(call.run(.milliseconds(700)) { $0.frames.count > shown })
        call.run(.seconds(2))
        #expect(call.frames.count > shown + 50)
        #expect(call.frames.allSatisfy(call.camera.took))
    }

    @Test("an address that is gone for good takes its pairs with it, and a new one can take its place")
    func forgetsAnAddress() throws {
        let call = try projecting()
        call.tvLoses(Call.tvAddress)
        call.tvForgets(Call.tvAddress)
        call.run(.seconds(1))
        call.tvGets(Self.other)
        let answer = try call.accept(offer: call.sender.offer(restartingICE: true))
        #expect(!answer.contains("192.0.2.2 40000"))
        #expect(answer.contains("198.51.100.10 41000"))
        try call.sender.accept(answer: answer, now: call.now)
        let shown = call.frames.count
        #expect(call.run(.seconds(1)) { $0.frames.count > shown })
    }

    @Test("with no address left the connection waits for one, but not for ever")
    func waitsForAnAddress() throws {
        let call = try projecting()
        call.tvLoses(Call.tvAddress)
        let lost = call.now
        #expect(call.run(.seconds(60)) { $0.end != nil })
        #expect(call.now - lost >= .seconds(29) && call.now - lost <= .seconds(31))
        #expect(call.end == .mediaPathLost)
    }

    @Test("a second interface that appears beside the first disturbs nothing")
    func toleratesASecondInterface() throws {
        let call = try projecting()
        let shown = call.frames.count
        call.tvGets(Self.other)
        call.run(.seconds(5))
        call.tvLoses(Self.other)
        call.run(.seconds(5))
        #expect(call.frames.count >= shown + 295)
        #expect(call.video.nackCount == 0)
    }

    @Test(
        "after an outage the picture is back within a round trip and 100 ms of the first packet",
        arguments: [Duration.milliseconds(5), .milliseconds(25), .milliseconds(75)],
        [5, 14]
    )
    func bringsThePictureBackAfterAnOutage(delay: Duration, seconds: Int) throws {
        let call = try projecting(delay: delay)
        call.network.isBlackedOut = true
        call.run(.seconds(seconds))
        call.network.isBlackedOut = false
        let (shown, received) = (call.frames.count, call.video.packetsReceived)
        #expect(call.run(.seconds(3)) { $0.video.packetsReceived > received })
        let first = call.now
        #expect(call.run(.seconds(3)) { $0.frames.count > shown })
        #expect(call.now - first <= delay * 2 + .milliseconds(100))
        call.run(.seconds(2))
        #expect(call.frames.count > shown + 45)
        #expect(call.frames.allSatisfy(call.camera.took))
    }
}
