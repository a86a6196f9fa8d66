import NIOCore
import NIOHTTP1
import SocketIOCore

/// One request at a time to one server, over a connection that is kept for the next.
final class HTTPExchanger {
    struct Response {
        var status: Int
        var headers: HTTPHeaders
        var body: ByteBuffer
    }

    typealias Completion = (Result<Response, ClientTransportFailure>) -> Void

    private let connector: ClientConnector
    private let maximumBodyBytes: Int
    private var channel: (any Channel)?
    private var completion: Completion?
    private var isCancelled = false

    init(connector: ClientConnector, maximumBodyBytes: Int) {
        self.connector = connector
        self.maximumBodyBytes = maximumBodyBytes
    }

    var isBusy: Bool { completion != nil }

    /// Sends a request when the last has been answered; `completion` is called once, unless it is cancelled.
    func send(_ head: HTTPRequestHead, body: String?, _ completion: @escaping Completion) {
        self.completion = completion
        guard let channel, channel.isActive else {
            let bound = NIOLoopBound(self, eventLoop: connector.eventLoop)
            connector.connect { try bound.value.configure($0) }.assumeIsolated().whenComplete { result in
                switch result {
                case .success(let channel):
                    self.channel = channel
                    self.write(head, body, to: channel)
                case .failure(let error):
                    self.complete(.failure(.connect(error as? SocketIOClientFailure ?? .unreachable("\(error)"))))
                }
            }
            return
        }
        write(head, body, to: channel)
    }

    /// Closes the connection; nothing is completed any more.
    func cancel() {
        isCancelled = true
        completion = nil
        channel?.close(promise: nil)
    }

    private func configure(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        let handler = HTTPExchangeHandler(exchanger: self, maximumBodyBytes: maximumBodyBytes)
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    private func write(_ head: HTTPRequestHead, _ body: String?, to channel: any Channel) {
        guard !isCancelled else {
            channel.close(promise: nil)
            return
        }
        var head = head
        let pipeline = channel.pipeline.syncOperations
        if let body {
            head.headers.replaceOrAdd(name: "content-type", value: "text/plain;charset=UTF-8")
            head.headers.replaceOrAdd(name: "content-length", value: String(body.utf8.count))
            pipeline.write(NIOAny(HTTPClientRequestPart.head(head)), promise: nil)
            let buffer = channel.allocator.buffer(string: body)
            pipeline.write(NIOAny(HTTPClientRequestPart.body(.byteBuffer(buffer))), promise: nil)
        } else {
            pipeline.write(NIOAny(HTTPClientRequestPart.head(head)), promise: nil)
        }
        pipeline.writeAndFlush(NIOAny(HTTPClientRequestPart.end(nil)), promise: nil)
    }

    func complete(_ result: Result<Response, ClientTransportFailure>) {
        guard let completion else { return }
        self.completion = nil
        completion(result)
    }

    func connectionEnded(_ error: (any Error)?) {
        channel = nil
        if let failure = error.flatMap(connector.tlsFailure) {
            complete(.failure(.connect(failure)))
        } else {
            complete(.failure(.closed(.transportError)))
        }
    }

    /// The connection is going away: the next request makes a new one.
    func forgetConnection() {
        channel = nil
    }
}
