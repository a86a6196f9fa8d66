import LiveTestSender
import Logging
import MDNS
import NIOCore
import NIOPosix
import PeerCore
import PeerSession
import Testing
import Transport
import VP8TestSender
import Wire

@Suite("Hidden names over real multicast", .timeLimit(.minutes(1)))
struct MulticastDNSTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let loopback = NetworkInterface(name: "lo", index: 1, address: .v4(0x7F00_0001), prefixLength: 8)

    private static func name() -> String {
        let digits = (0..<12).map { _ in "0123456789abcdef".randomElement() ?? "0" }
        return "92519d83-d674-46bd-8f02-\(String(digits)).local"
    }

    /// Answers queries for one name, as a browser does: by multicast, from port 5353.
    private func respond(to name: String, with address: IPAddress, afterQueries silent: Int = 0) async throws -> Responder {
        let responder = Responder(name: name, address: address, silent: silent)
        try await responder.open(on: [Self.loopback])
        return responder
    }

    private func names(on interfaces: [NetworkInterface] = [loopback]) -> MulticastDNS {
        MulticastDNS(loop: MultiThreadedEventLoopGroup.singleton.next(), logger: Self.logger) { interfaces }
    }

    @Test func findsTheAddressBehindAName() async throws {
        let name = Self.name()
        let responder = try await respond(to: name, with: .v4(0x7F00_0007))
        let names = names()
        #expect(await names.resolve(name.uppercased()) == .v4(0x7F00_0007))
        #expect(await names.isListening)
        await responder.close()
        // From memory now.
        #expect(await names.resolve(name) == .v4(0x7F00_0007))
    }

    @Test("a name that is registered late is found all the same")
    func asksAgain() async throws {
        let name = Self.name()
        let responder = try await respond(to: name, with: .v6(0xFD00_0000_0000_0000, 7), afterQueries: 2)
        #expect(await names().resolve(name) == .v6(0xFD00_0000_0000_0000, 7))
        await responder.close()
    }

    @Test("two who ask at once share the answer")
    func sharesAnAnswer() async throws {
        let name = Self.name()
        let responder = try await respond(to: name, with: .v4(0x7F00_0009))
        let names = names()
        async let first = names.resolve(name)
        async let second = names.resolve(name)
        #expect(await [first, second] == [.v4(0x7F00_0009), .v4(0x7F00_0009)])
        await responder.close()
    }

    @Test("without multicast there is no answer, and no error")
    func toleratesMissingMulticast() async {
        let missing = NetworkInterface(name: "none0", index: 4000, address: .v4(0x0A00_0001), prefixLength: 8)
        #expect(await names(on: [missing]).resolve("nobody.local") == nil)
        #expect(await names(on: []).resolve("nobody.local") == nil)
    }

    @Test("a sender that hides its address is reached by it, though its own checks do not get through")
    func connectsToAHiddenAddress() async throws {
        let name = Self.name()
        let responder = try await respond(to: name, with: .v4(0x7F00_0001))
        var configuration = TestSender.Configuration()
        configuration.offersCandidates = false
        let call = try LiveCall(configuration, names: names())
        let offer = try await call.sender.offer(addresses: LiveCall.loopback)
        for candidate in await call.sender.candidates {
            await call.session.addRemoteCandidate(candidate.replacing("127.0.0.1", with: name))
        }
        let answer = try await call.session.accept(offer: offer, addresses: LiveCall.loopback)
        let bare = answer.split(separator: "\r\n").filter { !$0.hasPrefix("a=candidate") }.joined(separator: "\r\n") + "\r\n"
        try await call.sender.accept(answer: bare)
        try await call.film(for: "the first frame") { !$0.frames.isEmpty }
        await responder.close()
        await call.close()
    }
}

/// What a browser does for a name of its own.
private actor Responder {
    nonisolated let loop = MultiThreadedEventLoopGroup.singleton.next()
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }
    private let name: String
    private let address: IPAddress
    /// Queries it does not answer yet.
    private var silent: Int
    private var socket: MulticastDNSSocket?

    init(name: String, address: IPAddress, silent: Int) {
        self.name = name
        self.address = address
        self.silent = silent
    }

    func open(on interfaces: [NetworkInterface]) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        socket = try await MulticastDNSSocket.open(on: interfaces, loop: loop, logger: logger) { [weak self] datagram in
            self?.assumeIsolated { $0.receive(datagram) }
        }.value
        try #require(socket?.isEmpty == false)
    }

    func close() {
        socket?.close()
        socket = nil
    }

    private func receive(_ datagram: ReceivedDatagram) {
        let bytes = [UInt8](datagram.bytes.readableBytesView)
        guard let query = try? MDNSMessage(parsing: bytes.span), !query.isResponse else { return }
        guard query.questions.contains(where: { $0.name == name }) else { return }
        silent -= 1
        guard silent < 0 else { return }
        socket?.send(MDNSMessage(isResponse: true, records: [.init(name, address)]).serialized())
    }
}
