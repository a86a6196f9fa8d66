import MDNS
import Testing
import Wire

@Suite("Resolving hidden names")
struct MDNSResolverTests {
    private static let names = (0...9).map { "92519d83-d674-46bd-8f02-bed58b1911d\($0).local" }
    private static let address = IPAddress.v4(0xC000_0207)
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    private func drain(_ resolver: inout MDNSResolver) -> [MDNSResolver.Output] {
        var outputs: [MDNSResolver.Output] = []
        while let output = resolver.pollOutput() { outputs.append(output) }
        return outputs
    }

    private func answer(_ resolver: inout MDNSResolver, _ records: MDNSMessage.AddressRecord..., at now: MonotonicTime) {
        resolver.receive(MDNSMessage(isResponse: true, records: records).serialized().span, now: now)
    }

    @Test func asksForBothFamiliesInOneQuery() throws {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        guard case .transmit(let bytes)? = drain(&resolver).first else {
            Issue.record("no query")
            return
        }
        let query = try MDNSMessage(parsing: bytes.span)
        #expect(!query.isResponse)
        #expect(query.questions == [.init(Self.names[0], .a), .init(Self.names[0], .aaaa)])
    }

    @Test func asksAgainAfterAQuarterOneTwoAndFourSecondsAndGivesUpAfterEight() throws {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        var sent: [Duration] = drain(&resolver).map { _ in .zero }
        var ended: Duration?
        while let due = resolver.nextDeadline {
            resolver.handleTimeout(now: due)
            for output in drain(&resolver) {
                if case .transmit = output { sent.append(due - start) }
                if output == .gaveUp(name: Self.names[0]) { ended = due - start }
            }
        }
        #expect(sent == [.zero, .milliseconds(250), .seconds(1), .seconds(2), .seconds(4)])
        #expect(ended == .seconds(8))
        #expect(!resolver.isBusy)
    }

    @Test("an answer of either family ends the asking", arguments: [address, IPAddress.v6(0x2001_0DB8_0000_0000, 9)])
    func takesAnAnswer(_ address: IPAddress) {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0].uppercased(), now: start)
        _ = drain(&resolver)
        answer(&resolver, .init(Self.names[0], address), at: start + .milliseconds(3))
        #expect(drain(&resolver) == [.resolved(name: Self.names[0], address)])
        #expect(resolver.nextDeadline == nil)
    }

    @Test func remembersAnAnswerAsLongAsItSays() {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        answer(&resolver, .init(Self.names[0], Self.address, timeToLive: 10), at: start)
        _ = drain(&resolver)
        resolver.resolve(Self.names[0], now: start + .seconds(9))
        #expect(drain(&resolver) == [.resolved(name: Self.names[0], Self.address)])
        resolver.resolve(Self.names[0], now: start + .seconds(10))
        #expect(resolver.isBusy)
    }

    @Test func believesNobodyForMoreThanTwoMinutes() {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        answer(&resolver, .init(Self.names[0], Self.address, timeToLive: .max), at: start)
        _ = drain(&resolver)
        resolver.resolve(Self.names[0], now: start + .seconds(120))
        #expect(resolver.isBusy)
    }

    @Test func forgetsANameThatSaysGoodbye() {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        answer(&resolver, .init(Self.names[0], Self.address), at: start)
        answer(&resolver, .init(Self.names[0], Self.address, timeToLive: 0), at: start)
        _ = drain(&resolver)
        resolver.resolve(Self.names[0], now: start)
        #expect(resolver.isBusy)
    }

    @Test func believesOnlyWhatItAskedFor() {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        _ = drain(&resolver)
        answer(&resolver, .init(Self.names[1], Self.address), .init("router.local", Self.address), at: start)
        // A query that carries what it knows is no answer (RFC 6762 §7.1).
        let known = MDNSMessage(isResponse: false, records: [.init(Self.names[0], Self.address)])
        resolver.receive(known.serialized().span, now: start)
        #expect(drain(&resolver).isEmpty)
        #expect(resolver.drops.unasked == 3)
        resolver.resolve(Self.names[1], now: start)
        #expect(drain(&resolver).count == 1 && resolver.isBusy)
    }

    @Test(
        "names of anything but a browser's hidden address are not looked up",
        arguments: [
            "router.local", "example.com", "92519d83-d674-46bd-8f02-bed58b1911d7.example.local", "local", "",
            "92519d83-d674-16bd-8f02-bed58b1911d7.local", "92519d83-d674-46bd-8f02-bed58b1911d7.local.",
        ]
    )
    func refusesOtherNames(_ name: String) {
        var resolver = MDNSResolver()
        resolver.resolve(name, now: start)
        #expect(drain(&resolver) == [.gaveUp(name: name)])
        #expect(resolver.drops.refused == 1)
    }

    @Test func asksForThirtyTwoNamesAtMost() {
        var resolver = MDNSResolver()
        for index in 0..<40 {
            let tail = String(index + 10)
            resolver.resolve("92519d83-d674-46bd-8f02-bed58b1911\(tail).local", now: start)
        }
        let outputs = drain(&resolver)
        let given = outputs.count { if case .gaveUp = $0 { true } else { false } }
        #expect(given == 8 && outputs.count == 40)
    }

    @Test("the same name for two sessions is asked for once")
    func sharesAQuery() {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        resolver.resolve(Self.names[0], now: start)
        #expect(drain(&resolver).count == 1)
    }

    @Test("a machine that slept sends one query, not all it missed")
    func sendsOneQueryAfterALongSleep() {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        _ = drain(&resolver)
        resolver.handleTimeout(now: start + .seconds(3))
        #expect(drain(&resolver).count == 1)
        #expect(resolver.nextDeadline == start + .seconds(4))
    }

    @Test("after a sleep beyond all patience it gives up at once")
    func givesUpAfterALongSleep() {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        _ = drain(&resolver)
        resolver.handleTimeout(now: start + .seconds(100))
        #expect(drain(&resolver) == [.gaveUp(name: Self.names[0])])
        #expect(resolver.nextDeadline == nil)
    }

    @Test func survivesGarbage() {
        var resolver = MDNSResolver()
        resolver.resolve(Self.names[0], now: start)
        for length in 0..<64 { resolver.receive([UInt8](repeating: 0xC0, count: length).span, now: start) }
        #expect(resolver.drops.malformed == 64)
        #expect(resolver.isBusy)
    }
}
