import NIOCore
import NIOHTTP1
import SocketIOCore
import Wire

/// A session by long-polling: one GET always under way, and a POST when there is something to say.
final class PollingTransport: ClientTransport {
    private let eventLoop: any EventLoop
    private var target: RequestTarget
    private let gets: HTTPExchanger
    private let posts: HTTPExchanger
    private var revision: EngineIORevision
    private var maxPayload = 100_000
    private var queue: [EngineIOPacket] = []
    private var isClosed = false
    private var closePromise: EventLoopPromise<Void>?
    weak var delegate: (any ClientTransportDelegate)?

    init(connector: ClientConnector, target: RequestTarget, maximumMessageBytes: Int) {
        eventLoop = connector.eventLoop
        self.target = target
        revision = target.revision
        // A response carries several messages, in base64 at worst.
        let limit = maximumMessageBytes * 4
        gets = HTTPExchanger(connector: connector, maximumBodyBytes: limit)
        posts = HTTPExchanger(connector: connector, maximumBodyBytes: 65_536)
    }

    func open() {
        get { response in
            guard response.status == 200 else {
                self.fail(.refused(status: response.status))
                return
            }
            self.target.remember(response.headers)
            self.receive(response)
        }
    }

    /// After the open packet: asks for the rest.
    func opened(_ handshake: EngineIOHandshake) {
        target.sid = handshake.sid
        if let maxPayload = handshake.maxPayload { self.maxPayload = maxPayload }
    }

    private func get(_ answered: @escaping (HTTPExchanger.Response) -> Void) {
        gets.send(target.head(.GET, transport: "polling"), body: nil) { result in
            guard !self.isClosed else { return }
            switch result {
            case .success(let response): answered(response)
            case .failure(let failure): self.fail(failure)
            }
        }
    }

    private func receive(_ response: HTTPExchanger.Response) {
        let body = response.body
        guard response.status == 200,
            let text = try? body.getUTF8ValidatedString(at: body.readerIndex, length: body.readableBytes),
            let packets = try? packets(in: text)
        else {
            fail(.closed(.transportError))
            return
        }
        for packet in packets where !isClosed { delegate?.transport(self, received: packet) }
        guard !isClosed else { return }
        delegate?.transportReadComplete(self)
        guard !isClosed else { return }
        guard target.sid != nil else {
            fail(.closed(.protocolViolation))
            return
        }
        get { self.receive($0) }
    }

    private func packets(in text: String) throws -> [EngineIOPacket] {
        if target.sid == nil, EngineIOPayload.isLegacy(text) {
            revision = .three
            delegate?.transport(self, recognised: .three)
        }
        return switch revision {
        case .three: try EngineIOPayload.legacyPackets(in: text)
        case .four: try EngineIOPayload.packets(in: text)
        }
    }

    private func fail(_ failure: ClientTransportFailure) {
        guard !isClosed else { return }
        isClosed = true
        gets.cancel()
        posts.cancel()
        delegate?.transport(self, failed: failure)
    }

    func send(_ packet: EngineIOPacket) {
        guard !isClosed else { return }
        queue.append(packet)
    }

    func flush() {
        guard !queue.isEmpty, !posts.isBusy, target.sid != nil else { return }
        // At least one packet, however large: the limit only splits batches.
        var size = 0
        var count = 0
        while count < min(queue.count, EngineIOPayload.batchLimit) {
            size += EngineIOPayload.text(of: [queue[count]], revision: revision).utf8.count + 1
            if count > 0, size > maxPayload { break }
            count += 1
        }
        let body = EngineIOPayload.text(of: Array(queue[..<count]), revision: revision)
        queue.removeFirst(count)
        posts.send(target.head(.POST, transport: "polling"), body: body) { result in self.posted(result) }
    }

    private func posted(_ result: Result<HTTPExchanger.Response, ClientTransportFailure>) {
        if let closePromise {
            switch result {
            case .success where !queue.isEmpty: flush()
            case .success, .failure: finish(closePromise)
            }
            return
        }
        switch result {
        case .success(let response) where response.status == 200: flush()
        case .success: fail(.closed(.transportError))
        case .failure(let failure): fail(failure)
        }
    }

    func close() -> EventLoopFuture<Void> {
        if let closePromise { return closePromise.futureResult }
        guard !isClosed else { return eventLoop.makeSucceededVoidFuture() }
        isClosed = true
        flush()
        guard posts.isBusy else {
            gets.cancel()
            return eventLoop.makeSucceededVoidFuture()
        }
        let promise = eventLoop.makePromise(of: Void.self)
        closePromise = promise
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.scheduleTask(in: .seconds(2)) { bound.value.finish(promise) }
        return promise.futureResult
    }

    private func finish(_ promise: EventLoopPromise<Void>) {
        gets.cancel()
        posts.cancel()
        promise.succeed()
    }
}
