import ICE
import LiveTestSender
import NIOCore
import NIOPosix
import PeerCore
import PeerSession
import RTP
import Testing
import Transport
import VP8TestSender
import Wire

@Suite("Peer session", .timeLimit(.minutes(2)))
struct PeerSessionTests {
    @Test func deliversFramesOverLoopback() async throws {
        let call = try LiveCall()
        try await call.negotiate()
        try await call.seen.wait(for: "the handshake") { $0.isConnected && $0.isSenderConnected }
        try await call.film(for: "fifty frames") { $0.frames.count >= 50 }
        let seen = call.seen.value
        #expect(seen.frames.first?.isKeyFrame == true)
        #expect(seen.frames.allSatisfy(seen.isGenuine))
        #expect(seen.frames.map(\.number) == Array(0..<Int64(seen.frames.count)))
        let statistics = await call.session.statistics
        #expect(statistics.video.map { $0.packetsReceived > 50 } == true)
        #expect(statistics.remoteCandidateType == .host)
        await call.close()
    }

    @Test("an offer of ours brings the picture too, and an answer that fails ends nothing it should not")
    func deliversFramesByAnOfferOfOurs() async throws {
        let call = try LiveCall()
        let offer = try await call.session.makeOffer(addresses: LiveCall.loopback)
        let answer = try await call.sender.answer(offer: offer, addresses: LiveCall.loopback)
        try await call.session.accept(answer: answer)
        try await call.film(for: "fifty frames") { $0.frames.count >= 50 }
        await #expect(throws: NegotiationError.unexpectedAnswer) { try await call.session.accept(answer: answer) }
        let seen = call.seen.value
        #expect(seen.frames.allSatisfy(seen.isGenuine))
        await call.close()
    }

    @Test("candidates that come before the answer are kept")
    func keepsCandidatesThatPrecedeTheAnswer() async throws {
        var configuration = TestSender.Configuration()
        configuration.offersCandidates = false
        let call = try LiveCall(configuration)
        let offer = try await call.session.makeOffer(addresses: LiveCall.loopback)
        // Without the TV's candidates only the TV's checks can connect the two.
        let bare = offer.split(separator: "\r\n").filter { !$0.hasPrefix("a=candidate") }.joined(separator: "\r\n") + "\r\n"
        let answer = try await call.sender.answer(offer: bare, addresses: LiveCall.loopback)
        for candidate in await call.sender.candidates { await call.session.addRemoteCandidate(candidate) }
        try await call.session.accept(answer: answer)
        try await call.film(for: "the first frame") { !$0.frames.isEmpty }
        await call.close()
    }

    @Test("an interface that appears gets a socket, and the sender is told of it")
    func followsTheInterfaces() async throws {
        let interfaces = Observed([Self.interface(1)])
        let call = try LiveCall(interfaces: { interfaces.value })
        let offer = try await call.sender.offer(addresses: LiveCall.loopback)
        let answer = try await call.session.accept(offer: offer)
        #expect(LiveCall.candidateAddresses(in: answer).map(\.ip) == [.v4(0x7F00_0001)])
        try await call.sender.accept(answer: answer)
        try await call.film(for: "the first frame") { !$0.frames.isEmpty }
        interfaces.update { $0.append(Self.interface(2)) }
        try await call.seen.wait(for: "the new address") { $0.candidates.contains { $0?.contains(" 127.0.0.2 ") ?? false } }
        interfaces.update { _ = $0.removeFirst() }
        let shown = call.seen.value.frames.count
        try await call.film(for: "more frames") { $0.frames.count > shown + 100 }
        #expect(call.seen.value.end == nil)
        await call.close()
    }

    private static func interface(_ number: UInt32) -> NetworkInterface {
        NetworkInterface(name: "lo", index: 1, address: .v4(0x7F00_0000 + number), prefixLength: 8)
    }

    @Test("closing tells the sender and gives the ports back")
    func closesAndReleasesItsSockets() async throws {
        let call = try LiveCall()
        let answer = try await call.negotiate()
        try await call.seen.wait(for: "the handshake") { $0.isConnected && $0.isSenderConnected }
        let address = try #require(LiveCall.candidateAddresses(in: answer).first)
        await #expect(throws: (any Error).self) { try await bind(address) }
        await call.session.close()
        #expect(call.seen.value.end == .closedLocally)
        try await bind(address)
        try await call.seen.wait(for: "the goodbye") { $0.senderClosing != nil }
        #expect(call.seen.value.senderClosing == .closedByPeer)
        await call.close()
    }

    @Test func endsWhenTheSenderCloses() async throws {
        let call = try LiveCall()
        try await call.negotiate()
        try await call.film(for: "the first frame") { !$0.frames.isEmpty }
        await call.sender.close()
        try await call.seen.wait(for: "the end") { $0.end != nil }
        #expect(call.seen.value.end == .closedByPeer)
        await call.close()
    }

    @Test("candidates that come while the sockets are opened are kept")
    func keepsCandidatesThatPrecedeTheOffer() async throws {
        var configuration = TestSender.Configuration()
        configuration.offersCandidates = false
        let call = try LiveCall(configuration)
        let offer = try await call.sender.offer(addresses: LiveCall.loopback)
        for candidate in await call.sender.candidates { await call.session.addRemoteCandidate(candidate) }
        let answer = try await call.session.accept(offer: offer, addresses: LiveCall.loopback)
        // Without the TV's candidates only the TV's checks can connect the two.
        let bare = answer.split(separator: "\r\n").filter { !$0.hasPrefix("a=candidate") }.joined(separator: "\r\n") + "\r\n"
        try await call.sender.accept(answer: bare)
        try await call.film(for: "the first frame") { !$0.frames.isEmpty }
        await call.close()
    }

    @Test func refusesAnOfferAfterItWasClosed() async throws {
        let call = try LiveCall()
        let offer = try await call.sender.offer(addresses: LiveCall.loopback)
        await call.session.close()
        await #expect(throws: (any Error).self) {
            try await call.session.accept(offer: offer, addresses: LiveCall.loopback)
        }
        await call.close()
    }

    /// Takes the address for a moment; throws while somebody else has it.
    private func bind(_ address: TransportAddress) async throws {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: address.ip.description, port: Int(address.port)).get()
        try await channel.close()
    }
}

extension LiveCall {
    /// The addresses of an answer's candidates.
    static func candidateAddresses(in answer: String) -> [TransportAddress] {
        answer.split(separator: "\r\n").filter { $0.hasPrefix("a=candidate") }.compactMap { line in
            (try? ICECandidate(parsing: String(line)))?.transportAddress
        }
    }
}
