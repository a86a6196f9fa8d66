import NetworkEmulator
import PeerCore
import RTP
import Testing
import VP8TestSender
import Wire

@Suite("Life of a peer")
struct LifeTests {
    @Test("knows how long the sender has been silent, and goes on after an outage")
    func goesOnAfterAnOutage() throws {
        let call = try Call.projecting()
        call.run(.seconds(2))
        #expect(call.silence < .milliseconds(50))
        call.network.isBlackedOut = true
        call.run(.seconds(7))
        #expect(call.silence > .milliseconds(6950))
        #expect(call.end == nil)

        call.network.isBlackedOut = false
        let shown = call.frames.count
        // The sender's checks, or ours every 500 ms, end the silence at the latest.
        #expect(call.run(.milliseconds(550)) { $0.silence < .milliseconds(100) })
        #expect(call.run(.seconds(3)) { $0.frames.count > shown + 20 })
        #expect(call.frames.allSatisfy(call.camera.took))
    }

    @Test("an outage that outlives consent ends the connection")
    func endsWhenConsentIsLost() throws {
        let call = try Call.projecting()
        call.run(.seconds(2))
        let silentSince = call.now
        call.network.isBlackedOut = true
        #expect(call.run(.seconds(40)) { $0.end != nil })
        #expect(call.end == .mediaPathLost)
        // Consent dates from its last renewal, at most 6 s before the outage (RFC 7675 §5.1).
        let outage = call.now - silentSince
        #expect(outage >= .seconds(23) && outage <= .seconds(31))
        #expect(call.run(.seconds(10)) { $0.senderClosing == .pathLost })
    }

    @Test func endsWhenTheSenderCloses() throws {
        let call = try Call.projecting()
        call.closeSender()
        #expect(call.run(.seconds(1)) { $0.end != nil })
        #expect(call.end == .closedByPeer)
        #expect(call.senderClosing == .closedLocally)
    }

    @Test func tellsTheSenderThatItCloses() throws {
        let call = try Call.projecting()
        call.closeTV()
        #expect(call.end == .closedLocally)
        #expect(call.run(.seconds(1)) { $0.senderClosing != nil })
        #expect(call.senderClosing == .closedByPeer)
        #expect(call.sent.goodbyesReceived == 1)
    }

    @Test func doesNothingAfterTheEnd() throws {
        let call = try Call.projecting()
        call.closeTV()
        let shown = call.frames.count
        call.run(.seconds(2))
        #expect(call.frames.count == shown)
        #expect(throws: NegotiationError.self) { try call.accept(offer: call.sender.offer()) }
    }

    @Test("media flows on while ICE restarts", arguments: [0, 0.05])
    func keepsMediaFlowingDuringICERestart(loss: Double) throws {
        let call = try Call.projecting(conditions: LinkConditions(delay: .milliseconds(10), loss: loss))
        call.run(.seconds(2))
        for _ in 0..<3 {
            try call.negotiate(restartingICE: true)
            call.run(.seconds(2))
        }
        #expect(call.end == nil)
        #expect(call.frames.allSatisfy(call.camera.took))
        #expect(call.frames.count >= call.sent.framesSent - 6)
        let gaps = zip(call.arrivals, call.arrivals.dropFirst()).map { $1 - $0 }
        #expect(gaps.allSatisfy { $0 < .milliseconds(loss == 0 ? 40 : 300) })
    }

    @Test("a sender that moves to another network comes back by an ICE restart")
    func followsTheSenderToAnotherAddress() throws {
        let call = try Call.projecting()
        call.run(.seconds(1))
        call.network.detach(Call.senderAddress)
        call.run(.seconds(5))
        #expect(call.silence > .seconds(4))

        let moved = TransportAddress(.v4(0xC633_6407), 51000)
        call.network.attach(moved, to: .near)
        call.sender.addHostAddress(moved)
        try call.negotiate(restartingICE: true)
        let shown = call.frames.count
        #expect(call.run(.seconds(5)) { $0.frames.count > shown })
    }

    @Test("an offer that cannot be taken leaves the projection alone", arguments: Intruder.allCases)
    func survivesAnOfferItRefuses(intruder: Intruder) throws {
        let call = try Call.projecting()
        #expect(throws: NegotiationError.self) { try call.accept(offer: intruder.offer(instead: call.sender.offer())) }
        let shown = call.frames.count
        call.run(.seconds(1))
        #expect(call.end == nil)
        #expect(call.frames.count >= shown + 28)
        #expect(call.frames.allSatisfy(call.camera.took))
    }

    enum Intruder: CaseIterable {
        case nonsense
        case withoutVideo
        case anotherCertificate

        func offer(instead offer: String) -> String {
            switch self {
            case .nonsense: "hello"
            case .withoutVideo: offer.replacing("m=video", with: "m=audio")
            case .anotherCertificate: offer.replacing(/sha-256 [0-9A-F]{2}:[0-9A-F]{2}/, with: "sha-256 00:01")
            }
        }
    }
}
