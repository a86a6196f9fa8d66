import Logging
import NIOCore
import NIOHTTP1
import NIOWebSocket
import SocketIOCore
import Wire

/// HTTP on one connection: hands each request to Engine.IO or the responder, and goes when the connection becomes a
/// WebSocket. The pipeline before it makes sure that the next request comes after the answer to this one.
final class HTTPConnectionHandler: ChannelInboundHandler, RemovableChannelHandler, DeadlineOwner {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// What happens once the request is complete.
    private enum Target {
        case answer(HTTPResponse)
        case open(SocketIOHandshakeRequest)
        case poll(EngineConnection)
        case post(EngineConnection)
        case responder(any HTTPResponder)
    }

    private struct Request {
        var head: HTTPRequestHead
        var target: Target
        var body = ByteBuffer()
        var bodyLimit: Int
    }

    private enum State {
        case idle
        case receiving(Request)
        /// Too long, or not worth the wait: answered before its end, and the connection closes.
        case discarding
        case answering(HTTPRequestHead)
        case polling(HTTPRequestHead, EngineConnection)
    }

    let server: SocketIOServer
    let isSecure: Bool
    private var state = State.idle
    private var context: ChannelHandlerContext?
    /// What an upgrade was refused with, so that the request, which comes again as an ordinary one, is not judged twice.
    var refusal: HTTPResponse?
    /// What the connection becomes as soon as the answer is written.
    var accepted: Upgrade?
    /// Looked up once: it costs more than the rest of a request.
    private lazy var address = context?.channel.remoteAddress.flatMap(TransportAddress.init)
    private(set) var nextDeadline: MonotonicTime?
    var scheduledDeadline: MonotonicTime?

    init(server: SocketIOServer, isSecure: Bool) {
        self.server = server
        self.isSecure = isSecure
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        expectRequest()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        nextDeadline = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        let ended = state
        state = .discarding
        nextDeadline = nil
        switch ended {
        case .polling(_, let connection): connection.pollAborted(self)
        case .receiving(let request):
            if case .post(let connection) = request.target { connection.postAborted() }
        case .idle, .discarding, .answering: break
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A refused upgrade: the request follows as an ordinary one and is answered as such.
        if error is NIOWebSocketUpgradeError { return }
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head)
        case .body(let part): receive(part)
        case .end: requestEnded()
        }
    }

    private func expectRequest() {
        state = .idle
        nextDeadline = server.now + server.configuration.requestTimeout
        server.schedule(self)
    }

    func handleTimeout(now: MonotonicTime) {
        nextDeadline = nil
        context?.close(promise: nil)
    }

    private func receive(_ head: HTTPRequestHead) {
        guard case .idle = state else { return }
        let target = target(of: head)
        let limit =
            switch target {
            case .post: server.configuration.sessions.maxPayload
            case .responder(let responder): responder.maximumBodyBytes
            case .answer, .open, .poll: 65_536
            }
        state = .receiving(Request(head: head, target: target, bodyLimit: limit))
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > limit { refuseBody() }
    }

    private func receive(_ part: ByteBuffer) {
        guard case .receiving(var request) = state else { return }
        guard request.body.readableBytes + part.readableBytes <= request.bodyLimit else {
            refuseBody()
            return
        }
        state = .idle
        request.body.writeImmutableBuffer(part)
        state = .receiving(request)
    }

    private func refuseBody() {
        guard case .receiving(let request) = state else { return }
        if case .post(let connection) = request.target { connection.postAborted() }
        state = .discarding
        var response = HTTPResponse(status: .payloadTooLarge)
        if case .post = request.target { response.headers = server.configuration.cors.headers(for: request.head) }
        write(response, to: request.head, closing: true)
    }

    private func requestEnded() {
        guard case .receiving(let request) = state else { return }
        nextDeadline = nil
        state = .answering(request.head)
        switch request.target {
        case .answer(let response): answer(response)
        case .open(let handshake):
            let connection = server.open(handshake)
            state = .polling(request.head, connection)
            connection.start(answering: self)
        case .poll(let connection): poll(connection, request.head)
        case .post(let connection): post(request, to: connection)
        case .responder(let responder): ask(responder, request)
        }
    }

    private func poll(_ connection: EngineConnection, _ head: HTTPRequestHead) {
        state = .polling(head, connection)
        do {
            try connection.poll(answering: self)
        } catch {
            state = .answering(head)
            answer(refusal(error, for: head))
        }
    }

    private func post(_ request: Request, to connection: EngineConnection) {
        let bytes = request.body.readableBytesView
        let isBinary = request.head.headers.first(name: "content-type")?.hasPrefix("application/octet-stream") ?? false
        let body: EngineIOServerSession.PostBody =
            isBinary ? .binary(Array(bytes)) : String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .invalid
        do {
            try connection.postFinished(body)
            let headers = server.configuration.cors.headers(for: request.head)
            answer(HTTPResponse(status: .ok, contentType: "text/html", body: "ok", headers: headers))
        } catch {
            answer(refusal(error, for: request.head))
        }
    }

    private func ask(_ responder: any HTTPResponder, _ request: Request) {
        let client = client(of: request.head)
        let asked = HTTPRequest(
            head: request.head,
            body: request.body,
            remoteAddress: client.address,
            isSecure: client.isSecure
        )
        switch responder.answer(asked) {
        case .now(let response): answer(response)
        case .later(let future):
            future.hop(to: server.eventLoop).assumeIsolated().whenComplete { result in
                switch result {
                case .success(let response): self.answer(response)
                case .failure(let error):
                    self.server.logger.error("a request could not be answered", metadata: ["error": "\(error)"])
                    self.answer(HTTPResponse(status: .internalServerError))
                }
            }
        }
    }

    private func target(of head: HTTPRequestHead) -> Target {
        if let refusal {
            self.refusal = nil
            return .answer(refusal)
        }
        guard server.configuration.serves(HTTPConnectionHandler.path(of: head)) else {
            if let responder = server.responder { return .responder(responder) }
            return .answer(HTTPResponse(status: .notFound))
        }
        if head.method == .OPTIONS, server.configuration.cors != .sameOrigin {
            let headers = server.configuration.cors.preflightHeaders(for: head)
            return .answer(HTTPResponse(status: .noContent, headers: headers))
        }
        do {
            return try engineTarget(of: head)
        } catch {
            return .answer(refusal(error, for: head))
        }
    }

    private func engineTarget(of head: HTTPRequestHead) throws(EngineIOHTTPError) -> Target {
        switch try EngineIORequest(head, isUpgrade: false) {
        case .open(let opening):
            let handshake = handshakeRequest(head, opening)
            if let refusal = refusal(server.admit(handshake), for: head) { return .answer(refusal) }
            return .open(handshake)
        case .resume(let id, _):
            guard let connection = server.connection(id) else { throw .sessionUnknown }
            switch head.method {
            case .GET: return .poll(connection)
            case .POST:
                try connection.postStarted()
                return .post(connection)
            default: throw .badRequest
            }
        }
    }

    func handshakeRequest(_ head: HTTPRequestHead, _ opening: EngineIOOpening) -> SocketIOHandshakeRequest {
        let client = client(of: head)
        return SocketIOHandshakeRequest(
            head: head,
            remoteAddress: client.address,
            isSecure: client.isSecure,
            opening: opening
        )
    }

    private func client(of head: HTTPRequestHead) -> TrustedProxies.Client {
        server.configuration.proxies.client(of: head, from: address, isSecure: isSecure)
    }

    static func path(of head: HTTPRequestHead) -> Substring { head.uri.prefix { $0 != "?" } }

    static func headers(of head: HTTPRequestHead, retaining names: Set<String>) -> HTTPHeaders {
        HTTPHeaders(head.headers.filter { names.contains($0.name.lowercased()) }.map { ($0.name, $0.value) })
    }

    /// The answer to the GET that waits.
    func answerPoll(_ payload: String) {
        guard case .polling(let head, _) = state else { return }
        state = .answering(head)
        var headers = server.configuration.cors.headers(for: head)
        headers.add(name: "cache-control", value: "no-store")
        answer(HTTPResponse(status: .ok, contentType: "text/plain; charset=UTF-8", body: payload, headers: headers))
    }

    private func answer(_ response: HTTPResponse) {
        guard case .answering(let head) = state else { return }
        write(response, to: head, closing: !head.isKeepAlive || response.headers["connection"].contains("close"))
        expectRequest()
    }

    private func write(_ response: HTTPResponse, to request: HTTPRequestHead, closing: Bool) {
        guard let context else { return }
        var head = HTTPResponseHead(version: .http1_1, status: response.status, headers: response.headers)
        if response.status != .noContent {
            head.headers.replaceOrAdd(name: "content-length", value: String(response.body.readableBytes))
        }
        if closing { head.headers.replaceOrAdd(name: "connection", value: "close") }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD, response.body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(response.body))), promise: nil)
        }
        guard closing else {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            return
        }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in bound.value.close(promise: nil) }
    }

    func refusal(_ error: EngineIOHTTPError, for head: HTTPRequestHead) -> HTTPResponse {
        HTTPResponse(
            status: HTTPResponseStatus(statusCode: error.status),
            contentType: "application/json",
            body: error.json,
            headers: server.configuration.cors.headers(for: head)
        )
    }

    func refusal(_ admission: SocketIOAdmission, for head: HTTPRequestHead) -> HTTPResponse? {
        switch admission {
        case .accept: return nil
        case .forbid: return refusal(.forbidden, for: head)
        case .refuse(let status, let message, let retryAfter):
            var headers = server.configuration.cors.headers(for: head)
            if let retryAfter {
                headers.add(name: "retry-after", value: String(max(1, Int64(retryAfter.seconds.rounded(.up)))))
            }
            return HTTPResponse(status: status, contentType: "text/plain; charset=UTF-8", body: message, headers: headers)
        }
    }
}
