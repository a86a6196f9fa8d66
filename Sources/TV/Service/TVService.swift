import DTLS
import Dialects
import DisplayContract
import JSON
package import Logging
import Media
package import NIOCore
import PeerCore
import PeerSession
package import Receiver
import SocketIOClient
import SocketIOCore
import Synchronization
import Wire

/// The TV at work: carries out what the receiver's state machine decides, and tells it what happens.
///
/// An actor on one event loop, which it shares with its signalling client and its peers; they call in without a hop.
package actor TVService {
    package nonisolated let loop: any EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.executor.asUnownedSerialExecutor() }

    var configuration: TVConfiguration
    let stage: Stage
    let certificate: DTLSCertificate
    /// Shared by all sessions.
    let names: MulticastDNS
    let logger: Logger
    private var dialect: any TVDialect
    private var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
    let store: StateStore
    /// The state file is written apart from the event loop, because a write waits for the disk; in order.
    let files: SerialWorker

    var machine: ReceiverStateMachine
    var projections: [SessionID: Projection] = [:]
    var client: SignalingConnection?
    var roomServer: RoomServerStatus
    /// What the machine wants to be seen, also while the status page covers it.
    var shown: ReceiverScreen?
    var statusPage: StatusPage?
    /// As it was found last; `nil` while nobody has looked, or needs to.
    var network: NetworkFacts?
    var networkWatch: RepeatedTask?
    var minute: Scheduled<Void>?
    var presence: Presence
    /// Where several pictures share the screen.
    var grid: PictureGrid?
    /// Whose picture has been on the screen, and until when it names its presenter.
    var presenterNamed: [SessionID: MonotonicTime] = [:]
    var badgeTimer: Scheduled<Void>?
    /// What the machine wants to be asked, over whatever is shown.
    var question: Question?
    var announcement: (text: String, until: MonotonicTime)?
    private var timer: (deadline: MonotonicTime, task: Scheduled<Void>)?
    private var pulse: RepeatedTask?
    private var isProcessing = false
    private var waiting: [ReceiverInput] = []
    private(set) var malformedMessages = 0

    package init(
        configuration: TVConfiguration,
        stage: Stage,
        store: StateStore,
        loop: any EventLoop,
        logger: Logger
    ) throws {
        self.configuration = configuration
        self.stage = stage
        self.store = store
        self.loop = loop
        self.logger = logger
        certificate = try DTLSCertificate.selfSigned()
        names = MulticastDNS(loop: loop, logger: logger)
        files = try SerialWorker(name: "state")
        let age = store.state.codeIssuedAt.map { max(0, WallClock.seconds - $0) } ?? 0
        machine = ReceiverStateMachine(
            settings: configuration.receiver,
            code: store.state.code,
            token: store.state.token,
            codeAge: .seconds(age)
        )
        presence = Presence(ScreenSleep(blankAfter: configuration.blankAfter, now: MonotonicClock.now))
        dialect = configuration.system.makeTVDialect(configuration.dialect)
        let url = configuration.client.urls.first?.description ?? ""
        roomServer = RoomServerStatus(url: url, system: configuration.system.name)
    }

    // MARK: Life

    /// Shows the code screen and starts registering. Returns at once.
    package func start() {
        followPresence()
        for warning in store.warnings { logger.warning("\(warning)") }
        machine.start(now: now)
        process()
        startScreenUpkeep()
        connect()
    }

    /// Starts signalling, unless there is no room server to signal to.
    func connect() {
        guard !configuration.client.urls.isEmpty else { return }
        let client = SignalingConnection(
            configuration.system.transport,
            loop: loop,
            configuration: clientConfiguration(),
            handlers: handlers(),
            logger: logger
        )
        self.client = client
        client.start()
    }

    /// Says goodbye to every sender and leaves the room server.
    package func stop() async {
        feed(.shutdown)
        pulse?.cancel()
        stopScreenUpkeep()
        timer?.task.cancel()
        timer = nil
        statusPage?.refresh.cancel()
        presence.timer?.cancel()
        presence.observation?.cancel()
        badgeTimer?.cancel()
        grid?.stop()
        grid = nil
        if let client { try? await client.stop().get() }
        client = nil
        files.stop()
    }

    private func clientConfiguration() -> SocketIOClientConfiguration {
        var client = configuration.client
        if case .firstUse = client.trust {
            let known = store.state.pinnedCertificates.compactMapValues { CertificatePin($0) }
            client.trust = .firstUse(known: known)
        }
        return client
    }

    private func handlers() -> SignalingConnection.Handlers {
        let (store, files, logger) = (store, files, logger)
        return SignalingConnection.Handlers(
            onConnect: { [weak self] in self?.assumeIsolated { $0.connected() } },
            onDisconnect: { [weak self] in self?.assumeIsolated { $0.disconnected() } },
            onMessage: { [weak self] message in self?.assumeIsolated { $0.received(message) } },
            onStateChange: { [weak self] state in self?.assumeIsolated { $0.changed(state) } },
            onPin: { authority, pin in
                logger.notice(
                    "trusting the room server's certificate from now on",
                    metadata: ["server": "\(authority)", "pin": "\(pin)"]
                )
                files.submit { TVService.attempt(logger) { try store.update { $0.pinnedCertificates[authority] = "\(pin)" } } }
            }
        )
    }

    // MARK: The room server

    private func connected() {
        roomServer.isConnected = true
        dialect.connected()
        feed(.signalingConnected)
    }

    private func disconnected() {
        roomServer.isConnected = false
        roomServer.reconnects += 1
        feed(.signalingDisconnected)
    }

    private func changed(_ state: ClientState) {
        switch state {
        case .connecting(let url), .connected(let url): roomServer.url = "\(url)"
        case .waiting, .stopped: break
        }
    }

    private func received(_ message: WireMessage) {
        do {
            perform(try dialect.receive(message, now: now))
        } catch {
            malformedMessages += 1
            logger.debug("a message of the room server was dropped", metadata: ["why": "\(error)"])
        }
    }

    func send(_ command: SignalingCommand) {
        perform(dialect.send(command, random: &random))
    }

    private func perform(_ outputs: [TVDialectOutput]) {
        for output in outputs {
            switch output {
            case .event(let event): feed(.signaling(event))
            case .send(let message): client?.send(message)
            case .reconnect: reconnect()
            }
        }
    }

    /// Speaks what the present configuration says; only without a connection.
    func chooseDialect() {
        dialect = configuration.system.makeTVDialect(configuration.dialect)
        roomServer.system = configuration.system.name
    }

    func reconnect() {
        guard let client else { return }
        client.stop().assumeIsolated().whenComplete { _ in client.start() }
    }

    // MARK: The machine

    var now: MonotonicTime { MonotonicClock.now }

    /// Tells the machine what happened and does what it decides.
    func feed(_ input: ReceiverInput) {
        waiting.append(input)
        process()
    }

    private func process() {
        // What an action causes at once waits its turn: the machine is told one thing after the other.
        guard !isProcessing else { return }
        isProcessing = true
        while true {
            while let action = machine.pollAction() { perform(action) }
            guard !waiting.isEmpty else { break }
            machine.handle(waiting.removeFirst(), now: now)
        }
        isProcessing = false
        schedule()
    }

    private func schedule() {
        guard let deadline = machine.nextDeadline else {
            timer?.task.cancel()
            timer = nil
            return
        }
        if let timer, timer.deadline == deadline { return }
        timer?.task.cancel()
        let task = loop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(clamping: deadline.nanoseconds))) { [weak self] in
            if let self { self.assumeIsolated { $0.timerFired() } }
        }
        timer = (deadline, task)
    }

    private func timerFired() {
        timer = nil
        machine.handleTimeout(now: now)
        process()
    }

    func persist(code: String?, token: Redacted<String>?) {
        let (store, logger, now) = (store, logger, WallClock.seconds)
        let write: @Sendable () -> Void = { TVService.attempt(logger) { try store.save(code: code, token: token, at: now) } }
        // A code that is shown is a code that is kept, whatever happens next. Only a projection, whose packets must not
        // wait for the disk, comes before that.
        if projections.isEmpty { files.perform(write) } else { files.submit(write) }
    }

    static func attempt(_ logger: Logger, _ write: () throws -> Void) {
        do {
            try write()
        } catch {
            logger.error("the state file was not written", metadata: ["why": "\(error)"])
        }
    }

    /// While there are sessions, tells the machine four times a second who was heard, and what is shown.
    func updatePulse() {
        if projections.isEmpty {
            pulse?.cancel()
            pulse = nil
        } else if pulse == nil {
            let interval = TimeAmount.milliseconds(250)
            pulse = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in
                self?.assumeIsolated { $0.beat() }
            }
        }
    }

    private func beat() {
        for projection in Array(projections.values) { report(projection) }
    }

    // MARK: Status

    package func status() -> ReceiverStatus {
        let display = stage.display.status
        var status = ReceiverStatus(
            machine,
            version: configuration.version,
            roomServer: roomServer,
            display: Receiver.DisplayStatus(
                backend: display.backend,
                connector: display.connector,
                width: display.mode?.width ?? 0,
                height: display.mode?.height ?? 0,
                refreshHz: display.mode?.refreshHz,
                planePath: display.planePath == .rgb ? .rgb : .yuvPlane,
                power: Receiver.DisplayStatus.Power(display.power),
                fault: display.fault
            )
        )
        status.audio = soundStatus(foremost: status.sessions.first?.id)
        for index in status.sessions.indices {
            guard let projection = projections[status.sessions[index].id] else { continue }
            let statistics = projection.peer.assumeIsolated { $0.statistics }
            projection.fill(&status.sessions[index], peer: statistics, now: now)
        }
        return status
    }
}

extension TVService: ControlledTV {
    package func statusJSON() async -> String {
        var object = status().json.object ?? JSONObject()
        object["recentProblems"] = .array(configuration.tools.recentProblems().map { .string($0) })
        return JSONValue.object(object).serialized()
    }

    package nonisolated func snapshotPNG() async throws -> [UInt8] {
        guard let picture = try stage.snapshotPNG() else {
            throw ControlError("there is no snapshot", because: "no display is plugged in", fix: "look at 'diascope status'")
        }
        return picture
    }

    package func requestNewCode() async {
        signOfLife(switchesTVOn: true)
        feed(.newCodeWanted)
    }

    package func endSessions() async {
        for session in machine.sessions.map(\.id) { feed(.sessionEndWanted(session)) }
    }
}

extension Receiver.DisplayStatus.Power {
    fileprivate init(_ power: DisplayContract.DisplayStatus.Power) {
        switch power {
        case .on: self = .on
        case .off: self = .off
        case .unsupported: self = .unsupported
        }
    }
}
