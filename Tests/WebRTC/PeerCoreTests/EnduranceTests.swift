import ICE
import NetworkEmulator
import PeerCore
import STUN
import Testing
import VP8TestSender
import Wire

@Suite("Eight hours")
struct EnduranceTests {
    /// The connection's own state: pairs, transactions, waiting datagrams. What video keeps is its own table's matter.
    @Test("a connection of eight hours keeps no more than one of eight minutes")
    func doesNotGrowInEightHours() throws {
        var pair = QuietCall()
        pair.connect()
        var sizes: [Int] = []
        for _ in 0..<60 {
            pair.run(.seconds(480))
            sizes.append(pair.size)
        }
        #expect(pair.tv.state == .connected && pair.sender.state == .connected)
        let early = try #require(sizes.prefix(3).max())
        #expect(sizes.allSatisfy { $0 <= early + 2 }, "\(sizes)")
        // Consent of both sides, every 4 to 6 s, and nothing else.
        #expect(pair.datagrams <= 4 * 8 * 3600 / 4)
    }

    @Test("a sender behind a translator that gives it another port every minute is followed for eight hours")
    func doesNotGrowWhenThePortKeepsChanging() throws {
        var pair = QuietCall()
        pair.connect()
        var sizes: [Int] = []
        for minute in 0..<480 {
            pair.port = 50_000 + UInt16(minute)
            pair.run(.seconds(60))
            sizes.append(pair.size)
        }
        #expect(pair.tv.pairs.count <= 100)
        let settled = try #require(sizes.prefix(200).max())
        #expect(sizes.allSatisfy { $0 <= settled + 4 }, "\(sizes.max() ?? 0) after \(settled)")
    }
}

/// Two agents and a network that loses a datagram in twenty; media authenticates itself every second.
private struct QuietCall {
    private static let near = TransportAddress(.v4(0xC000_0201), 50000)
    private static let far = TransportAddress(.v4(0xC000_0202), 40000)
    var tv: ICEAgent
    var sender: ICEAgent
    /// As which the TV sees the sender.
    var port: UInt16 = 50000
    private(set) var datagrams = 0
    private var now = MonotonicTime(nanoseconds: 1_000_000_000)
    private var drawn: UInt64 = 1

    init() {
        let ours = ICECredentials(usernameFragment: "ours", password: Redacted("our password of 24 chars"))
        let theirs = ICECredentials(usernameFragment: "them", password: Redacted("their password of 24 ch."))
        tv = ICEAgent(role: .controlled, localCredentials: ours, tieBreaker: 1, seed: 2)
        sender = ICEAgent(role: .controlling, localCredentials: theirs, tieBreaker: 3, seed: 4)
        tv.addLocalCandidate(.host(Self.far))
        sender.addLocalCandidate(.host(Self.near))
        tv.setRemoteCredentials(theirs)
        sender.setRemoteCredentials(ours)
    }

    mutating func connect() {
        sender.addRemoteCandidate(.host(Self.far), now: now)
        run(.seconds(5))
        datagrams = 0
    }

    /// Everything that could pile up.
    var size: Int { tv.pairs.count + tv.bookkeepingCount + sender.pairs.count + sender.bookkeepingCount }

    mutating func run(_ duration: Duration) {
        let end = now + duration
        exchange()
        while true {
            let media = now + .seconds(1)
            now = min(soonest(soonest(tv.nextDeadline, sender.nextDeadline), media).map { max($0, now) } ?? media, end)
            tv.note(authenticatedMediaAt: now)
            sender.note(authenticatedMediaAt: now)
            if let due = tv.nextDeadline, due <= now { tv.handleTimeout(now: now) }
            if let due = sender.nextDeadline, due <= now { sender.handleTimeout(now: now) }
            exchange()
            if now >= end { return }
        }
    }

    private mutating func exchange() {
        var moved = true
        while moved {
            moved = false
            while let output = tv.pollOutput() {
                moved = true
                guard case .transmit(let bytes, _, let remote) = output, arrives(), remote.port == port else { continue }
                sender.receive(bytes.span, local: Self.near, remote: Self.far, now: now)
            }
            while let output = sender.pollOutput() {
                moved = true
                guard case .transmit(let bytes, _, _) = output, arrives() else { continue }
                tv.receive(bytes.span, local: Self.far, remote: TransportAddress(Self.near.ip, port), now: now)
            }
        }
    }

    private mutating func arrives() -> Bool {
        datagrams += 1
        drawn = drawn &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return drawn >> 33 % 20 != 0
    }
}
