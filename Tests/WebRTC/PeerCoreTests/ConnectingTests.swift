import DTLS
import ICE
import NetworkEmulator
import PeerCore
import RTP
import SDP
import Testing
import VP8TestSender
import Wire

@Suite("Connecting")
struct ConnectingTests {
    @Test(
        "connects and delivers the first frame, whoever begins the handshake",
        arguments: [SDPSetup.actpass, .active, .passive]
    )
    func connectsAndDeliversTheFirstFrame(setup: SDPSetup) throws {
        var configuration = TestSender.Configuration()
        configuration.setup = setup
        let call = try Call(configuration)
        try call.negotiate()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        let first = try #require(call.frames.first)
        #expect(first.isKeyFrame)
        #expect(first.width == 1280 && first.height == 720)
        #expect(call.camera.took(first))
        #expect(call.statistics.dtlsCipher?.isEmpty == false)
        #expect(call.statistics.srtpCipher == "AEAD_AES_128_GCM")
        #expect(call.statistics.remoteCandidateType == .host)
    }

    @Test func bringsTheFirstFrameWithinSixRoundTrips() throws {
        let call = try Call(conditions: LinkConditions(delay: .milliseconds(20)))
        let start = call.now
        try call.negotiate()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        #expect(call.now - start <= .milliseconds(240))
    }

    @Test func deliversEveryFrameUnchangedAndInOrder() throws {
        let call = try Call.projecting()
        call.run(.seconds(2))
        #expect(call.frames.count >= 60)
        #expect(call.frames.allSatisfy(call.camera.took))
        #expect(call.frames.map(\.number) == Array(0..<Int64(call.frames.count)))
        // The TV asks at once, when the first one is on its way already.
        #expect(call.frames.count { $0.isKeyFrame } <= 2)
        #expect(call.video.nackCount == 0)
    }

    @Test("connects with the TV's candidates only: the sender's address is discovered by its checks")
    func connectsToUnannouncedAddress() throws {
        var configuration = TestSender.Configuration()
        configuration.offersCandidates = false
        let call = try Call(configuration)
        try call.negotiate()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        #expect(call.statistics.remoteCandidateType == .peerReflexive)
    }

    @Test("connects by trickled candidates when the answer's do not arrive")
    func connectsByTrickledCandidates() throws {
        var configuration = TestSender.Configuration()
        configuration.offersCandidates = false
        let call = try Call(configuration)
        let answer = try call.accept(offer: call.sender.offer())
        let bare = answer.split(separator: "\r\n").filter { !$0.hasPrefix("a=candidate") && !$0.hasPrefix("a=end-of") }
        try call.sender.accept(answer: bare.joined(separator: "\r\n") + "\r\n", now: call.now)
        #expect(!call.run(.seconds(1)) { $0.connectedAt != nil })
        for candidate in call.sender.candidates { call.tv.addRemoteCandidate(candidate, now: call.now) }
        call.tv.addRemoteCandidate("", now: call.now)
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
    }

    @Test func countsTrickledCandidatesThatAreNone() throws {
        let call = try Call()
        try call.negotiate()
        call.tv.addRemoteCandidate("candidate:nonsense", now: call.now)
        #expect(call.statistics.drops.candidates == 1)
    }

    @Test("connects although a third of all datagrams is lost")
    func connectsOverABadNetwork() throws {
        for seed: UInt64 in 1...5 {
            let call = try Call(conditions: LinkConditions(delay: .milliseconds(25), loss: 0.33), seed: seed)
            try call.negotiate()
            #expect(call.run(.seconds(30)) { $0.connectedAt != nil }, "seed \(seed)")
        }
    }

    @Test func refusesSenderWithAnotherFingerprint() throws {
        let call = try Call()
        try call.negotiate { $0.replacingFingerprint() }
        #expect(call.run(.seconds(5)) { $0.end != nil })
        #expect(call.end == .handshakeFailed(.fingerprintMismatch))
        #expect(call.frames.isEmpty)
    }

    @Test(
        "a ClientHello in two datagrams, in any order, doubled or half lost, before anything is nominated",
        arguments: FragmentedClientHello.Delivery.allCases
    )
    func assemblesAClientHelloBeforeNomination(_ delivery: FragmentedClientHello.Delivery) throws {
        var configuration = TestSender.Configuration()
        configuration.setup = .active
        let call = try Call(configuration, conditions: LinkConditions(delay: .milliseconds(5)))
        let cut = FragmentedClientHello(delivery)
        call.cut = cut
        // Chromium begins 40 ms before it nominates: attribute 0x0025 without a value.
        call.fate = { [unowned call] side, bytes in
            let isNomination = side == .near && bytes.starts(with: [0, 1]) && bytes.firstRange(of: [0x00, 0x25, 0, 0]) != nil
            return isNomination && call.connectedAt == nil ? .drop : .pass
        }
        try call.negotiate()
        #expect(call.run(.seconds(3)) { $0.connectedAt != nil })
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        #expect(cut.count > 0)
    }

    @Test("ends when no candidate pair works")
    func endsWithoutPath() throws {
        let call = try Call()
        call.network.isBlackedOut = true
        try call.negotiate()
        #expect(call.run(.seconds(60)) { $0.end != nil })
        #expect(call.end == .mediaPathLost)
    }

    @Test("media that overtakes the end of the handshake is shown, not asked for again")
    func keepsMediaThatComesBeforeTheKeys() throws {
        let call = try Call(conditions: LinkConditions(reorders: true))
        var sawKeyExchange = false
        var held = 0
        // The TV is the client: the sender's second flight carries what completes the TV's handshake.
        call.fate = { side, bytes in
            if side == .far, bytes.first == 22 { sawKeyExchange = sawKeyExchange || bytes.count > 400 }
            guard side == .near, sawKeyExchange, [20, 22].contains(bytes.first) else { return .pass }
            held += 1
            return .delay(.milliseconds(40))
        }
        try call.negotiate()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        #expect(held > 0)
        let first = try #require(call.frames.first)
        let connectedAt = try #require(call.connectedAt)
        #expect(first.firstPacketArrival < connectedAt)
        #expect(call.arrivals.first == connectedAt)
        #expect(call.statistics.drops.early == 0)
        #expect(call.video.nackCount == 0)
    }
}

extension String {
    /// The same offer with the fingerprint of somebody else.
    fileprivate func replacingFingerprint() -> String {
        let other = (0..<32).map { _ in "AB" }.joined(separator: ":")
        return split(separator: "\r\n").map { line in
            line.hasPrefix("a=fingerprint") ? "a=fingerprint:sha-256 \(other)" : String(line)
        }.joined(separator: "\r\n") + "\r\n"
    }
}
