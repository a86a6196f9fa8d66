import DTLS
import NetworkEmulator
import PeerCore
import RTP
import SDP
import Testing
import VP8TestSender
import Wire

@Suite("Connecting by an offer of ours")
struct OfferingTests {
    private func call(
        conditions: LinkConditions = .init(),
        seed: UInt64 = 1,
        _ change: (inout TestSender.Configuration) -> Void = { _ in }
    ) throws -> Call {
        var configuration = TestSender.Configuration()
        change(&configuration)
        return try Call(configuration, conditions: conditions, seed: seed)
    }

    @Test("connects and shows the picture, whoever begins the handshake", arguments: [SDPSetup.active, .passive])
    func connectsWhoeverBeginsTheHandshake(setup: SDPSetup) throws {
        let call = try call { $0.answer.setup = setup }
        try call.negotiateFromTheTV()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        call.run(.seconds(1))
        #expect(call.frames.allSatisfy(call.camera.took))
        #expect(call.frames.count >= 28)
        #expect(call.statistics.srtpCipher == "AEAD_AES_128_GCM")
        #expect(call.statistics.drops.unvalidated == 0)
    }

    @Test("an answerer that checks and shakes hands before its answer arrives is not kept waiting")
    func keepsWhatComesBeforeTheAnswer() throws {
        let call = try call(conditions: LinkConditions(delay: .milliseconds(10)))
        let answer = try call.sender.answer(offer: call.makeOffer(), now: call.now)
        // Checks, and the first flight of the handshake, are here before the answer is.
        call.run(.milliseconds(120))
        #expect(call.connectedAt == nil)
        try call.accept(answer: answer)
        let answered = call.now
        #expect(call.run(.seconds(2)) { $0.connectedAt != nil })
        #expect(call.now - answered <= .milliseconds(100))
        #expect(call.statistics.drops.early == 0)
    }

    @Test("a handshake that never stops while the answer is missing is bounded")
    func boundsTheHandshakeBeforeTheAnswer() throws {
        let call = try call()
        let answer = try call.sender.answer(offer: call.makeOffer(), now: call.now)
        call.run(.seconds(8))
        #expect(call.statistics.drops.early > 0)
        try call.accept(answer: answer)
        #expect(call.run(.seconds(5)) { !$0.frames.isEmpty })
    }

    @Test("connects to a lite answerer, which only answers checks")
    func connectsToALiteAnswerer() throws {
        let call = try call {
            $0.answer.isLite = true
            $0.answer.setup = .passive
        }
        // A lite agent sends no requests (RFC 8445 §2.5).
        call.fate = { side, bytes in side == .near && bytes.starts(with: [0, 1]) ? .drop : .pass }
        try call.negotiateFromTheTV()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
    }

    @Test func projectsWithoutSoundWhenTheAnswererRefusesIt() throws {
        let call = try call { $0.answer.takesAudio = false }
        try call.negotiateFromTheTV()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
    }

    @Test("an answerer without retransmission is asked for key frames instead")
    func projectsWithoutRetransmission() throws {
        let call = try call(conditions: LinkConditions(delay: .milliseconds(10), loss: 0.02)) {
            $0.answer.takesRetransmission = false
        }
        try call.negotiateFromTheTV()
        #expect(call.run(.seconds(5)) { !$0.frames.isEmpty })
        call.run(.seconds(5))
        #expect(call.frames.allSatisfy(call.camera.took))
        #expect(call.video.retransmittedPacketsReceived == 0)
        #expect(call.frames.count > 60)
    }

    @Test("connects by candidates that the answerer trickles")
    func connectsByTrickledCandidates() throws {
        let call = try call { $0.offersCandidates = false }
        try call.negotiateFromTheTV()
        for candidate in call.sender.candidates { call.tv.addRemoteCandidate(candidate, now: call.now) }
        call.tv.addRemoteCandidate(nil, now: call.now)
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
    }

    @Test("a sender that sends nothing before it is nominated (Firefox) shows its picture at once")
    func nominatesEarly() throws {
        let call = try call(conditions: LinkConditions(delay: .milliseconds(20)))
        try call.negotiateFromTheTV()
        let start = call.now
        // USE-CANDIDATE, attribute 0x0025 without a value.
        var nominatedAt: MonotonicTime?
        call.fate = { [unowned call] side, bytes in
            let isNomination = side == .far && bytes.starts(with: [0, 1]) && bytes.firstRange(of: [0x00, 0x25, 0, 0]) != nil
            if isNomination, nominatedAt == nil { nominatedAt = call.now }
            return .pass
        }
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        let nominated = try #require(nominatedAt)
        #expect(nominated - start <= .milliseconds(60))
    }

    @Test("an answerer that controls too is brought round, whichever side yields", arguments: 1...6 as ClosedRange<UInt64>)
    func settlesARoleConflict(seed: UInt64) throws {
        let call = try call(seed: seed) { $0.answer.insistsOnControlling = true }
        try call.negotiateFromTheTV()
        #expect(call.run(.seconds(3)) { !$0.frames.isEmpty })
        call.run(.seconds(2))
        #expect(call.end == nil)
        #expect(call.frames.count >= 55)
    }

    @Test("two offers at once: ours is taken back, and the sender's is answered")
    func takesItsOfferBackWhenBothOffer() throws {
        let call = try Call()
        let ours = try call.makeOffer()
        try call.negotiate()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        #expect(throws: NegotiationError.unexpectedAnswer) { try call.accept(answer: ours) }
        call.run(.seconds(1))
        #expect(call.end == nil)
    }

    @Test func restartsICEByAnOfferOfOurs() throws {
        let call = try call(conditions: LinkConditions(delay: .milliseconds(10), loss: 0.03))
        try call.negotiateFromTheTV()
        #expect(call.run(.seconds(3)) { !$0.frames.isEmpty })
        for _ in 0..<3 {
            try call.negotiateFromTheTV()
            call.run(.seconds(2))
        }
        #expect(call.end == nil)
        let gaps = zip(call.arrivals, call.arrivals.dropFirst()).map { $1 - $0 }
        #expect(gaps.allSatisfy { $0 < .milliseconds(300) })
    }

    @Test("the sender may restart ICE by an offer of its own later")
    func takesALaterOfferOfTheSender() throws {
        let call = try call()
        try call.negotiateFromTheTV()
        #expect(call.run(.seconds(3)) { !$0.frames.isEmpty })
        let shown = call.frames.count
        try call.negotiate(restartingICE: true)
        call.run(.seconds(3))
        #expect(call.end == nil)
        #expect(call.frames.count >= shown + 80)
    }

    @Test("sound comes as agreed on")
    func takesSound() throws {
        let call = try call()
        try call.negotiateFromTheTV()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        var stream = SoundStream()
        for _ in 0..<10 { call.sendFromSender(plainRTP: stream.packet([0xFC, 1], now: call.now)) }
        call.run(.seconds(1))
        #expect(call.sounds.count == 10)
        #expect(call.end == nil)
    }

    @Test("an answer that cannot be taken says why and is final", arguments: BadAnswer.allCases)
    func refusesAnAnswer(_ bad: BadAnswer) throws {
        let call = try call()
        let answer = try call.sender.answer(offer: call.makeOffer(), now: call.now)
        #expect(throws: bad.error) { try call.accept(answer: bad.spoil(answer)) }
        #expect(throws: NegotiationError.unexpectedAnswer) { try call.accept(answer: answer) }
        call.run(.seconds(1))
        #expect(call.end == nil && call.connectedAt == nil)
    }

    enum BadAnswer: CaseIterable {
        case nonsense, empty, audioOnly, videoRefused, withoutVP8, withoutFingerprint, weakFingerprint, withoutCredentials
        case withoutMultiplexing

        var error: NegotiationError {
            switch self {
            case .nonsense: .notAnAnswer(.notASessionDescription)
            case .empty, .audioOnly: .notAnAnswer(nil)
            case .videoRefused: .videoRefused
            case .withoutVP8: .noUsableCodec(offered: ["H264"])
            case .withoutFingerprint: .noFingerprint
            case .weakFingerprint: .weakFingerprints(["sha-1"])
            case .withoutCredentials: .noICECredentials
            case .withoutMultiplexing: .notMultiplexed
            }
        }

        func spoil(_ answer: String) -> String {
            func without(_ prefix: String) -> String {
                answer.split(separator: "\r\n").filter { !$0.hasPrefix(prefix) }.joined(separator: "\r\n")
            }
            switch self {
            case .nonsense: return "hello"
            case .empty: return "v=0\r\ns=-\r\n"
            case .audioOnly: return answer.replacing("m=video", with: "m=audio")
            case .videoRefused: return answer.replacing("m=video 9", with: "m=video 0")
            case .withoutVP8: return answer.replacing("VP8/90000", with: "H264/90000")
            case .withoutFingerprint: return without("a=fingerprint")
            case .weakFingerprint: return answer.replacing("sha-256 ", with: "sha-1 ")
            case .withoutCredentials: return without("a=ice-pwd")
            case .withoutMultiplexing: return without("a=rtcp-mux")
            }
        }
    }

    @Test("a second answer changes nothing")
    func refusesASecondAnswer() throws {
        let call = try call()
        let answer = try call.sender.answer(offer: call.makeOffer(), now: call.now)
        try call.accept(answer: answer)
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        #expect(throws: NegotiationError.unexpectedAnswer) { try call.accept(answer: answer) }
        let shown = call.frames.count
        call.run(.seconds(1))
        #expect(call.frames.count >= shown + 28)
    }

    @Test func refusesTheAnswerOfSomebodyElse() throws {
        let call = try call()
        let other = Array(repeating: "AB", count: 32).joined(separator: ":")
        try call.negotiateFromTheTV { $0.replacing(/sha-256 [0-9A-F:]+/, with: "sha-256 \(other)") }
        #expect(call.run(.seconds(5)) { $0.end != nil })
        #expect(call.end == .handshakeFailed(.fingerprintMismatch))
        #expect(call.frames.isEmpty)
    }

    @Test func refusesALaterAnswerWithAnotherCertificate() throws {
        let call = try call()
        try call.negotiateFromTheTV()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        #expect(throws: NegotiationError.self) {
            try call.negotiateFromTheTV { $0.replacing(/sha-256 [0-9A-F]{2}:[0-9A-F]{2}/, with: "sha-256 00:01") }
        }
        let shown = call.frames.count
        call.run(.seconds(2))
        #expect(call.end == nil)
        #expect(call.frames.count >= shown + 55)
    }
}
