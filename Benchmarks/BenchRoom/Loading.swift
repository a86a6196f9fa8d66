import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// The load: connects, registers, relays, sets up; and asks /proc what each of it cost the server.
struct Loading {
    enum Server: String {
        case echo, room, stock
    }

    private var server = Server.room
    private var port = 0
    private var pid = 0
    private var tvs = 10_000
    private var messages = 100_000
    private var setups = 1000
    private var tls: NIOSSLContext?

    /// At a time: enough to keep the server busy, not so many that its backlog is full.
    private static let window = 64
    /// What has to be there before memory is measured: pools and tables have their first size then.
    private static let warmUp = 200
    /// Pairs that talk at a time.
    private static let pairs = 64
    /// Bytes of what is relayed, like a candidate's.
    private static let candidate = String(repeating: "candidate ", count: 24)

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--tls" {
                var settings = TLSConfiguration.makeClientConfiguration()
                settings.certificateVerification = .none
                tls = try NIOSSLContext(configuration: settings)
                continue
            }
            guard let value = rest.popFirst() else { throw Usage() }
            switch (name, Int(value)) {
            case ("--server", _):
                guard let known = Server(rawValue: value) else { throw Usage() }
                server = known
            case ("--port", let number?): port = number
            case ("--pid", let number?): pid = number
            case ("--tvs", let number?): tvs = number
            case ("--messages", let number?): messages = number
            case ("--setups", let number?): setups = number
            default: throw Usage()
            }
        }
        guard port > 0, pid > 0, tvs > Loading.warmUp else { throw Usage() }
    }

    func run() async throws {
        let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
        var figures: [(String, Double)] = []
        let clients = try await connect(Loading.warmUp, on: loop)
        var codes = try await register(clients, on: loop)
        let before = try ProcessUse(of: pid)
        let (start, many) = (ContinuousClock.now, Double(tvs - Loading.warmUp))
        let added = try await connect(tvs - Loading.warmUp, on: loop)
        let connected = try ProcessUse(of: pid)
        figures.append(
            ("connectMicroseconds", 1e6 * (connected.processorTime - before.processorTime) / many)
        )
        figures.append(("connectsPerSecond", many / seconds(since: start)))
        let registering = ContinuousClock.now
        codes += try await register(added, on: loop)
        let registered = try ProcessUse(of: pid)
        if server != .echo {
            let cost = registered.processorTime - connected.processorTime
            figures.append(("registerMicroseconds", 1e6 * cost / many))
            figures.append(("registrationsPerSecond", many / seconds(since: registering)))
        }
        figures.append(("memoryKiB", (registered.memory - before.memory) / many))
        try await loop.submit { clients.value += added.value }.get()
        figures += try await relay(Array(codes.prefix(Loading.pairs)), clients, on: loop)
        if server != .echo, setups > 0 { figures += try await setUp(Array(codes.suffix(setups)), clients, on: loop) }
        let text = figures.map { "\"\($0.0)\":\(($0.1 * 100).rounded() / 100)" }.joined(separator: ",")
        print("{\(text)}")
    }

    private func seconds(since start: ContinuousClock.Instant) -> Double { (ContinuousClock.now - start) / .seconds(1) }

    // MARK: Connecting

    private func connect(_ count: Int, on loop: any EventLoop) async throws -> NIOLoopBoundBox<[LoadClient]> {
        let clients = NIOLoopBoundBox<[LoadClient]>.makeBoxSendingValue([], eventLoop: loop)
        let (port, tls, speaksSocketIO) = (port, tls, server != .echo)
        try await each(count, atATime: Loading.window, on: loop) { _ in
            LoadClient.connect(port: port, speaksSocketIO: speaksSocketIO, tls: tls, on: loop).assumeIsolated()
                .map { clients.value.append($0) }.nonisolated()
        }
        return clients
    }

    /// Does something `count` times, so many of them at a time.
    private func each(
        _ count: Int,
        atATime: Int,
        on loop: any EventLoop,
        _ body: @escaping @Sendable (Int) -> EventLoopFuture<Void>
    ) async throws {
        let next = NIOLoopBoundBox<Int>.makeBoxSendingValue(0, eventLoop: loop)
        @Sendable func lane() -> EventLoopFuture<Void> {
            guard next.value < count else { return loop.makeSucceededVoidFuture() }
            let number = next.value
            next.value += 1
            return body(number).flatMap { lane() }
        }
        try await loop.flatSubmit {
            EventLoopFuture.andAllSucceed((0..<min(atATime, count)).map { _ in lane() }, on: loop)
        }.get()
    }

    // MARK: Registering

    /// The codes of the TVs that these clients now are.
    private func register(_ clients: NIOLoopBoundBox<[LoadClient]>, on loop: any EventLoop) async throws -> [String] {
        guard server != .echo else { return [] }
        let codes = NIOLoopBoundBox<[String]>.makeBoxSendingValue([], eventLoop: loop)
        let count = try await loop.submit {
            codes.value = Array(repeating: "", count: clients.value.count)
            return clients.value.count
        }.get()
        try await each(count, atATime: Loading.window, on: loop) { number in
            let promise = loop.makePromise(of: Void.self)
            let client = clients.value[number]
            client.onText = { text in
                codes.value[number] = Loading.code(in: String(buffer: text))
                promise.succeed()
            }
            client.send(#"42["TV_REGISTER",{}]"#)
            return promise.futureResult
        }
        return try await loop.submit { codes.value }.get()
    }

    private static func code(in text: String) -> String {
        guard let range = text.range(of: #""projCode":""#) else { return "" }
        return String(text[range.upperBound...].prefix { $0 != "\"" })
    }

    // MARK: Relaying

    private func relay(
        _ codes: [String],
        _ tvs: NIOLoopBoundBox<[LoadClient]>,
        on loop: any EventLoop
    ) async throws -> [(String, Double)] {
        let senders = try await connect(server == .echo ? Loading.pairs : codes.count, on: loop)
        let payload =
            server == .echo
            ? Loading.candidate + String(repeating: " ", count: 70)
            : #"42["RTC_Candidate_Exchange",{"iceCandidate":{"candidate":""# + Loading.candidate + #"","sdpMid":"0"}}]"#
        let message = ByteBuffer(string: payload)
        let left = NIOLoopBoundBox<Int>.makeBoxSendingValue(messages, eventLoop: loop)
        try await joined(senders, codes, on: loop)
        let before = try ProcessUse(of: pid)
        let start = ContinuousClock.now
        let isEcho = server == .echo
        try await loop.flatSubmit {
            let futures = senders.value.indices.map { index -> EventLoopFuture<Void> in
                let sender = senders.value[index]
                let done = loop.makePromise(of: Void.self)
                let hears = isEcho ? sender : tvs.value[index]
                hears.onText = { _ in
                    guard left.value > 0 else { return done.succeed() }
                    left.value -= 1
                    sender.send(message)
                }
                sender.send(message)
                return done.futureResult
            }
            return EventLoopFuture.andAllSucceed(futures, on: loop)
        }.get()
        let after = try ProcessUse(of: pid)
        let count = Double(messages + Loading.pairs)
        try await loop.submit { for sender in senders.value { sender.close() } }.get()
        return [
            ("relayMicroseconds", 1e6 * (after.processorTime - before.processorTime) / count),
            ("relayedPerSecond", count / seconds(since: start)),
        ]
    }

    /// Waits for the success that our room server tells; a stock one says nothing, and is given the time of one more join.
    private func joined(_ senders: NIOLoopBoundBox<[LoadClient]>, _ codes: [String], on loop: any EventLoop) async throws {
        guard server != .echo else { return }
        let waits = server == .room
        try await each(codes.count, atATime: Loading.window, on: loop) { number in
            let promise = loop.makePromise(of: Void.self)
            let sender = senders.value[number]
            sender.onText = { _ in promise.succeed() }
            sender.send("42[\"CONNECT_TO_TV\",{\"projCode\":\"\(codes[number])\",\"username\":\"bench\"}]")
            if !waits { loop.scheduleTask(in: .milliseconds(200)) { promise.succeed() } }
            return promise.futureResult
        }
    }

    // MARK: Setting up

    /// Everybody at once: code and offer, as stock pages send them, until the answer is there.
    private func setUp(
        _ codes: [String],
        _ tvs: NIOLoopBoundBox<[LoadClient]>,
        on loop: any EventLoop
    ) async throws -> [(String, Double)] {
        let senders = try await connect(codes.count, on: loop)
        let sdp = String(repeating: "a=rtpmap:96 VP8/90000\\r\\n", count: 160)
        let times = NIOLoopBoundBox<[Double]>.makeBoxSendingValue([], eventLoop: loop)
        let before = try ProcessUse(of: pid)
        try await loop.flatSubmit {
            for tv in tvs.value.suffix(codes.count) {
                tv.onText = { text in
                    let text = String(buffer: text)
                    guard text.contains("RTC_Client_Offer_To_TV") else { return }
                    let peer = text.range(of: #""clientId":""#).map { text[$0.upperBound...].prefix { $0 != "\"" } }
                    let named = peer.map { "\"clientId\":\"\($0)\"," } ?? ""
                    tv.send("42[\"RTC_TV_Answer_To_Server\",{\(named)\"answer\":{\"type\":\"answer\",\"sdp\":\"\(sdp)\"}}]")
                }
            }
            let start = ContinuousClock.now
            let futures = senders.value.enumerated().map { index, sender -> EventLoopFuture<Void> in
                let done = loop.makePromise(of: Void.self)
                sender.onText = { text in
                    guard String(buffer: text).contains("RTC_TV_Answer_To_Client") else { return }
                    times.value.append((ContinuousClock.now - start) / .milliseconds(1))
                    done.succeed()
                }
                sender.send("42[\"CONNECT_TO_TV\",{\"projCode\":\"\(codes[index])\",\"username\":\"bench\"}]")
                sender.send("42[\"RTC_Client_Offer_To_Server\",{\"offer\":{\"type\":\"offer\",\"sdp\":\"\(sdp)\"}}]")
                return done.futureResult
            }
            return EventLoopFuture.andAllSucceed(futures, on: loop)
        }.get()
        let after = try ProcessUse(of: pid)
        let sorted = try await loop.submit { times.value.sorted() }.get()
        return [
            ("setUpMicroseconds", 1e6 * (after.processorTime - before.processorTime) / Double(max(sorted.count, 1))),
            ("answerP50Milliseconds", sorted[sorted.count / 2]),
            ("answerP99Milliseconds", sorted[sorted.count * 99 / 100]),
        ]
    }
}
