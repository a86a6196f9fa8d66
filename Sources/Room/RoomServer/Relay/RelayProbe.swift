import Logging
import NIOCore
import NIOPosix
import TURN
import Transport
import Wire

/// Asks a TURN server for an allocation as a TV would, and gives it back. On the event loop only.
final class RelayProbe {
    /// What no TV would wait for.
    private static let patience: TimeAmount = .seconds(10)

    private enum Way {
        case none
        case datagrams(any Channel, SocketAddress)
        case stream(ServerStreams)
    }

    private let eventLoop: any EventLoop
    private var client: TURNClient
    private var framer = TURNStreamFramer()
    private var way = Way.none
    private let outcome: EventLoopPromise<RelayReport.Outcome>
    private let started: MonotonicTime
    private var timer: Scheduled<Void>?
    private var deadline: Scheduled<Void>?
    private var isOver = false

    /// One test; what came of it.
    ///
    /// - Parameter url: of the transports `udp`, `tcp` or `tls`.
    static func run(
        _ url: ICEServerURL,
        at address: IPAddress,
        credentials: TURNCredentials,
        trust: TLSTrust,
        on eventLoop: any EventLoop,
        logger: Logger
    ) async throws -> RelayReport.Outcome {
        try await eventLoop.flatSubmit {
            let probe = RelayProbe(credentials, isStream: url.transport != .udp, on: eventLoop)
            let server = TransportAddress(address, url.port)
            if url.transport == .udp {
                probe.openSocket(to: server)
            } else {
                probe.openStream(to: server, tlsName: url.transport == .tls ? url.host : nil, trust, logger)
            }
            return probe.outcome.futureResult
        }.get()
    }

    private init(_ credentials: TURNCredentials, isStream: Bool, on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        var random = SystemRandomNumberGenerator()
        client = TURNClient(credentials: credentials, isStream: isStream, seed: random.next())
        outcome = eventLoop.makePromise()
        started = eventLoop.now.monotonicTime
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        deadline = eventLoop.scheduleTask(in: RelayProbe.patience) { bound.value.end(.failed(.unanswered)) }
    }

    private var now: MonotonicTime { eventLoop.now.monotonicTime }

    private func openSocket(to server: TransportAddress) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        do {
            let address = try SocketAddress(packedIPAddress: ByteBuffer(bytes: server.ip.bytes), port: Int(server.port))
            DatagramBootstrap(group: eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = RelayProbeHandler(
                            receive: { bound.value.receive($0) },
                            closed: { bound.value.end(.failed(.streamLost)) }
                        )
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .connect(to: address)
                .whenComplete { result in
                    switch result {
                    case .success(let channel): bound.value.opened(.datagrams(channel, address))
                    case .failure: bound.value.end(.failed(.streamLost))
                    }
                }
        } catch {
            end(.failed(.streamLost))
        }
    }

    private func openStream(to server: TransportAddress, tlsName: String?, _ trust: TLSTrust, _ logger: Logger) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let streams = ServerStreams(loop: eventLoop, trust: trust, logger: logger) { _, event in
            switch event {
            case .opened: bound.value.start()
            case .received(let bytes, _): bound.value.receive(bytes)
            case .closed: bound.value.end(.failed(.streamLost))
            }
        }
        way = .stream(streams)
        streams.connect(0, to: server, tlsName: tlsName)
    }

    private func opened(_ way: Way) {
        self.way = way
        guard !isOver else { return close() }
        start()
    }

    private func start() {
        client.start(now: now)
        drain()
    }

    private func receive(_ bytes: ByteBuffer) {
        guard !isOver else { return }
        switch way {
        case .none: return
        case .datagrams: client.receive(Array(bytes.readableBytesView).span, now: now)
        case .stream:
            framer.append(Array(bytes.readableBytesView).span)
            do throws(TURNStreamError) {
                while let frame = try framer.next() { client.receive(frame.span, now: now) }
            } catch {
                return end(.failed(.streamLost))
            }
        }
        drain()
    }

    private func drain() {
        while let output = client.pollOutput() {
            switch output {
            case .transmit(let bytes): send(bytes)
            case .event(.allocated): end(.works(after: now - started))
            case .event(.failed(let failure)): end(.failed(failure))
            case .event(.lost), .received: break
            }
        }
        timer?.cancel()
        guard !isOver, let next = client.nextDeadline else { return }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        timer = eventLoop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(clamping: next.nanoseconds))) {
            bound.value.client.handleTimeout(now: bound.value.now)
            bound.value.drain()
        }
    }

    private func send(_ bytes: [UInt8]) {
        switch way {
        case .none: break
        case .datagrams(let channel, let address):
            channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: bytes)), promise: nil)
        case .stream(let streams):
            streams.send(bytes, on: 0)
            streams.flush()
        }
    }

    private func end(_ result: RelayReport.Outcome) {
        guard !isOver else { return }
        isOver = true
        deadline?.cancel()
        timer?.cancel()
        // Gives the allocation back.
        client.close(now: now)
        while let output = client.pollOutput() {
            if case .transmit(let bytes) = output { send(bytes) }
        }
        close()
        outcome.succeed(result)
    }

    private func close() {
        switch way {
        case .none: break
        case .datagrams(let channel, _): channel.close(promise: nil)
        case .stream(let streams): streams.close()
        }
    }
}
