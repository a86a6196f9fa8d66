import DTLS
import JSON
import LiveTestSender
import Logging
import NIOCore
import SocketIOClient
import SocketIOCore
import Transport
import VP8TestSender

/// One projection from joining the room to the goodbye, all on one event loop.
actor Projector {
    nonisolated let loop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    private let options: Options
    private let logger: Logger
    private var playback: Playback
    private var room: SocketIOClient?
    private var sender: LiveTestSender?
    /// Frames sent so far, and when the first one was.
    private var shown = 0
    private var startedAt: NIODeadline?
    private let done: EventLoopPromise<Void>

    /// Completes when the time is over; fails if it cannot come to that.
    nonisolated var end: EventLoopFuture<Void> { done.futureResult }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    init(options: Options, file: IVFFile, loop: any EventLoop, logger: Logger) {
        self.options = options
        self.loop = loop
        self.logger = logger
        playback = Playback(file)
        done = loop.makePromise()
    }

    func start() throws {
        sender = LiveTestSender(certificate: try DTLSCertificate.selfSigned(), loop: loop, logger: logger) { [weak self] event in
            self?.assumeIsolated { $0.handle(event) }
        }
        var handlers = SocketIOClient.Handlers()
        handlers.onConnect = { [weak self] _ in self?.assumeIsolated { $0.join() } }
        handlers.onEvent = { [weak self] event, _ in self?.assumeIsolated { $0.handle(event) } }
        room = SocketIOClient(
            eventLoop: loop,
            configuration: SocketIOClientConfiguration(urls: [try SocketIOURL(options.url)]),
            handlers: handlers,
            logger: logger
        )
        room?.start()
    }

    func stop() async {
        if let statistics = await sender?.statistics { Report.write("stats", Report.details(statistics)) }
        await sender?.close()
        try? await room?.stop().get()
        Report.write("closed")
    }

    private func join() {
        room?.emit("CONNECT_TO_TV", [["username": .string(options.name), "projCode": .string(options.code)]])
    }

    private func handle(_ event: SocketIOEvent) {
        let payload = event.arguments.first ?? .null
        switch event.name {
        case "CONNECT_TO_TV_SUCCESS":
            Report.write("joined")
            Task { await offer() }
        case "CONNECT_TO_TV_ERROR", "RTC_Session_End":
            done.fail(Failure(description: "\(event.name): \(payload.serialized())"))
        case "RTC_TV_Answer_To_Client":
            guard let answer = payload["answer"]?["sdp"]?.string else { return }
            Report.write("answerReceived")
            do {
                try sender?.assumeIsolated { try $0.accept(answer: answer) }
            } catch {
                done.fail(error)
            }
        case "RTC_Candidate_Exchange":
            sender?.assumeIsolated { $0.addRemoteCandidate(payload["iceCandidate"]?["candidate"]?.string) }
        default: break
        }
    }

    private func offer() async {
        guard let sender, startedAt == nil else { return }
        do {
            let offer = try await sender.offer(addresses: NetworkInterfaces.hostAddresses())
            room?.emit("RTC_Client_Offer_To_Server", [["offer": ["type": "offer", "sdp": .string(offer)]]])
            Report.write("offerSent")
        } catch {
            done.fail(error)
        }
    }

    private func handle(_ event: TestSender.Event) {
        switch event {
        case .connected:
            Report.write("connected")
            startedAt = .now()
            loop.scheduleTask(in: TimeAmount(.seconds(options.seconds))) { [done] in done.succeed() }
            show()
        case .candidate: break
        case .keyFrameRequested:
            playback.wantKeyFrame()
        case .closed(let reason):
            done.fail(Failure(description: "The TV is gone: \(reason)."))
        }
    }

    /// Sends a frame and comes back when the next one is due, counted from the first: being late once delays nothing else.
    private func show() {
        guard let startedAt, let sender else { return }
        let frame = playback.next()
        let time = Duration.seconds(Double(shown) / playback.file.framesPerSecond)
        sender.assumeIsolated { $0.send(frame: frame.data, at: time) }
        if shown == 0 { Report.write("firstFrameSent") }
        shown += 1
        let next = startedAt + TimeAmount(.seconds(Double(shown) / playback.file.framesPerSecond))
        loop.scheduleTask(deadline: next) { [weak self] () -> Void in self?.assumeIsolated { $0.show() } }
    }
}
