import Glibc
import Media
import NetworkEmulator
import RTP
import Testing
import VP8TestSender
import Wire

/// Two whole peers over the emulator: what is seen on the TV. `make bench-network` prints the rows.
@Suite("Network table")
struct NetworkTableTests {
    struct Row: CustomTestStringConvertible {
        var name: String
        var conditions: LinkConditions
        var expected: NetworkRun.Bounds
        var latency = PlayoutLatency.balanced
        var testDescription: String { name }
    }

    private static func lossy(_ percent: Int, _ roundTrip: Int64, _ expected: NetworkRun.Bounds) -> Row {
        Row(
            name: "\(percent) % loss each way, RTT \(roundTrip) ms",
            conditions: LinkConditions(delay: .microseconds(roundTrip * 500), loss: Double(percent) / 100),
            expected: expected
        )
    }

    static let losses: [Row] =
        [0, 50, 150, 300].map { lossy(0, $0, .init(shown: 29.9, freezes: 0, longest: 50)) } + [
            lossy(1, 0, .init(shown: 29.8, freezes: 0, longest: 100)),
            lossy(1, 50, .init(shown: 29.5, freezes: 0, longest: 150)),
            lossy(1, 150, .init(shown: 29, freezes: 1, longest: 350)),
            lossy(1, 300, .init(shown: 27, freezes: 4, longest: 500)),
            lossy(2, 0, .init(shown: 29.8, freezes: 0, longest: 100)),
            lossy(2, 50, .init(shown: 29.5, freezes: 0, longest: 180)),
            lossy(2, 150, .init(shown: 29, freezes: 1, longest: 350)),
            lossy(2, 300, .init(shown: 26, freezes: 4, longest: 500)),
            lossy(5, 0, .init(shown: 29.5, freezes: 0, longest: 120)),
            lossy(5, 150, .init(shown: 29, freezes: 1, longest: 350)),
            lossy(5, 300, .init(shown: 21, freezes: 15, longest: 700)),
            lossy(10, 0, .init(shown: 29, freezes: 0, longest: 150)),
            lossy(10, 50, .init(shown: 28, freezes: 1, longest: 300)),
            lossy(10, 150, .init(shown: 27, freezes: 2, longest: 500)),
            lossy(10, 300, .init(shown: 18, freezes: 12, longest: 1000)),
        ]

    /// The same again with packets that overtake each other, with packets that come twice, and with both.
    static let crossed: [Row] = ([lossy(5, 50, .init(shown: 27, freezes: 1, longest: 300))] + losses).flatMap { row in
        [(reorders: true, doubles: false), (false, true), (true, true)].map { crossing in
            var crossed = row
            if crossing.reorders {
                crossed.name += ", overtaking"
                crossed.conditions.jitter = .milliseconds(10)
                crossed.conditions.reorders = true
                crossed.expected.shown *= 0.93
                crossed.expected.freezes += 4
                crossed.expected.longest += row.expected.longest / 2
            }
            if crossing.doubles {
                crossed.name += ", 5 % doubled"
                crossed.conditions.duplication = 0.05
                crossed.expected.shown *= 0.98
            }
            return crossed
        }
    }

    static let others: [Row] = [
        Row(
            name: "jitter 20 ms with overtaking, RTT 40 ms",
            conditions: LinkConditions(delay: .milliseconds(20), jitter: .milliseconds(20), reorders: true),
            expected: .init(shown: 28, freezes: 0, longest: 100)
        ),
        Row(
            name: "jitter 20 ms without overtaking, RTT 40 ms",
            conditions: LinkConditions(delay: .milliseconds(20), jitter: .milliseconds(20)),
            expected: .init(shown: 28, freezes: 0, longest: 70)
        ),
        Row(
            name: "5 % loss, jitter 10 ms with overtaking, RTT 50 ms",
            conditions: LinkConditions(delay: .milliseconds(25), jitter: .milliseconds(10), reorders: true, loss: 0.05),
            expected: .init(shown: 27, freezes: 1, longest: 300)
        ),
        Row(
            name: "5 % doubled, RTT 50 ms",
            conditions: LinkConditions(delay: .milliseconds(25), duplication: 0.05),
            expected: .init(shown: 29.9, freezes: 0, longest: 50)
        ),
        Row(
            name: "5 % loss, 20 % doubled, jitter 10 ms with overtaking, RTT 50 ms",
            conditions: LinkConditions(
                delay: .milliseconds(25),
                jitter: .milliseconds(10),
                reorders: true,
                loss: 0.05,
                duplication: 0.2
            ),
            expected: .init(shown: 27, freezes: 1, longest: 300)
        ),
        Row(
            name: "bursts of 8 packets, 3 % in all, RTT 50 ms",
            conditions: LinkConditions(delay: .milliseconds(25), bursts: LossBursts(begins: 0.004, ends: 0.125)),
            expected: .init(shown: 27, freezes: 2, longest: 400)
        ),
        Row(
            name: "5 % loss, RTT 50 ms, latency lowest",
            conditions: LinkConditions(delay: .milliseconds(25), loss: 0.05),
            expected: .init(shown: 14, freezes: 2, longest: 300),
            latency: .lowest
        ),
        Row(
            name: "5 % loss, RTT 150 ms, latency smooth",
            conditions: LinkConditions(delay: .milliseconds(75), loss: 0.05),
            expected: .init(shown: 29, freezes: 1, longest: 350),
            latency: .smooth
        ),
        Row(
            name: "5 % loss, RTT 300 ms, latency smooth",
            conditions: LinkConditions(delay: .milliseconds(150), loss: 0.05),
            expected: .init(shown: 28, freezes: 4, longest: 500),
            latency: .smooth
        ),
    ]

    @Test("shows what the network lets through", arguments: losses + crossed + others) func showsWhatComes(row: Row) throws {
        let run = try NetworkRun.project(over: row.conditions, latency: row.latency, seed: 1)
        run.report(row.name)
        run.check(row.expected)
        let conditions = row.conditions
        if conditions.loss == 0, conditions.bursts == nil, !conditions.reorders { #expect(run.delay == 0) }
    }

    @Test("at 5 % loss each way and 50 ms the picture moves evenly", arguments: 1...5 as ClosedRange<UInt64>)
    func movesEvenlyAtFivePercent(seed: UInt64) throws {
        let conditions = LinkConditions(delay: .milliseconds(25), loss: 0.05)
        let run = try NetworkRun.project(over: conditions, seed: seed)
        run.report("5 % loss each way, RTT 50 ms, seed \(seed)")
        run.check(.init(shown: 27, freezes: 1, longest: 300))
    }

    @Test("at 10 % loss each way and 150 ms the picture moves evenly, too", arguments: 1...5 as ClosedRange<UInt64>)
    func stillMovesAtTenPercent(seed: UInt64) throws {
        let conditions = LinkConditions(delay: .milliseconds(75), loss: 0.1)
        let run = try NetworkRun.project(over: conditions, seed: seed)
        run.report("10 % loss each way, RTT 150 ms, seed \(seed)")
        run.check(.init(shown: 27, freezes: 2, longest: 500))
    }

    @Test("goes down with a bottleneck of 4, 1, 4 Mbit/s and up again")
    func followsABottleneck() throws {
        func conditions(_ bitrate: Int) -> LinkConditions {
            LinkConditions(delay: .milliseconds(20), bottleneck: Bottleneck(bitrate: bitrate))
        }
        var targets: [Int] = []
        let run = try NetworkRun.project(
            over: conditions(4_000_000),
            rateControl: RateControl.Limits(start: 2_000_000, maximum: 3_500_000),
            seed: 1
        ) { call in
            for bitrate in [4_000_000, 1_000_000, 4_000_000] {
                call.network.conditions = conditions(bitrate)
                call.run(.seconds(5))
                let shown = call.television?.presentedCount ?? 0
                call.run(.seconds(10))
                // Five seconds after each change the picture moves as before.
                #expect((call.television?.presentedCount ?? 0) - shown >= 285)
                targets.append(call.sender.targetBitrate ?? 0)
            }
        }
        run.report("bottleneck 4 → 1 → 4 Mbit/s, RTT 40 ms")
        #expect(targets[0] > 2_500_000 && targets[2] > 2_500_000 && (400_000...1_300_000).contains(targets[1]), "\(targets)")
        // What the queue dropped has to be sent again through a quarter of the room.
        run.check(.init(shown: 25, freezes: 6, longest: 2000))
    }

    @Test(
        "after five seconds without network the picture is back a round trip and 100 ms after the first packet",
        arguments: [0, 50, 150, 300] as [Int64],
        [1000, 8000]
    )
    func comesBackAfterAnOutage(roundTrip: Int64, frameSize: Int) throws {
        var back = Duration.seconds(60)
        let conditions = LinkConditions(delay: .microseconds(roundTrip * 500))
        let run = try NetworkRun.project(over: conditions, frameSize: frameSize, seed: 1) { call in
            call.run(.seconds(5))
            call.network.isBlackedOut = true
            call.run(.seconds(5))
            call.network.isBlackedOut = false
            let packets = call.video.packetsReceived
            #expect(call.run(.seconds(5)) { $0.video.packetsReceived > packets })
            let first = call.now
            let shown = call.television?.presentedCount ?? 0
            #expect(call.run(.seconds(5)) { ($0.television?.presentedCount ?? 0) > shown })
            back = call.now - first
            call.run(.seconds(5))
            #expect(call.end == nil)
        }
        run.report("5 s outage, RTT \(roundTrip) ms, \(frameSize) B a frame: back after \(back.nanoseconds / 1_000_000) ms")
        #expect(back <= .milliseconds(roundTrip + 100))
        #expect(run.longest <= 5000 + Int(roundTrip) * 3 / 2 + 150)
    }

    /// Two hours take six seconds; all eight are run where `DIASCOPE_TEST_DEEP` is set.
    @Test("a day at work with a still picture and losses: neither delay nor memory grows", .timeLimit(.minutes(5)))
    func staysTheSameForHours() async {
        await #expect(processExitsWith: .success) {
            let call = try Call(conditions: LinkConditions(delay: .milliseconds(25), loss: 0.01), seed: 1)
            call.television = Television()
            call.remembersFrames = false
            call.camera.interval = .seconds(1)
            call.camera.frameSize = 1500
            try call.negotiate()
            var memory: [Int] = []
            for hour in 1...(getenv("DIASCOPE_TEST_DEEP") == nil ? 2 : 8) {
                call.run(.seconds(3600))
                var usage = rusage()
                getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
                memory.append(usage.ru_maxrss)
                let television = try #require(call.television)
                #expect(television.queue.count <= 1)
                #expect(television.queue.schedule.delay <= PlayoutLatency.balanced.longestDelay)
                // A loss is noticed when the next frame comes, and that may be lost too.
                #expect(television.freezes.longest < .milliseconds(4500))
                #expect(television.presentedCount > hour * 3450)
            }
            #expect((memory.last ?? 0) - memory[0] < 1000, "\(memory)")
            if getenv("DIASCOPE_TEST_NETWORK_TABLE") != nil { print("KiB after each hour: \(memory)") }
        }
    }
}
