package import NIOCore
import NIOHTTP1
import Trust

/// Asks a room server how it is, once, over the same connection and trust as the client's.
package struct RoomServerProbe: Sendable {
    package struct Answer: Equatable, Sendable {
        /// HTTP's.
        package var status: Int
        /// What the server showed; `nil` without TLS, and where the system's authorities vouch for it.
        package var pin: CertificatePin?
    }

    private let url: SocketIOURL
    private let trust: SocketIOTrust
    private let loop: any EventLoop
    private let authorities: AuthorityCheck

    package init(url: SocketIOURL, trust: SocketIOTrust, on loop: any EventLoop) {
        self.init(url: url, trust: trust, authorities: AuthorityCheck(), on: loop)
    }

    init(url: SocketIOURL, trust: SocketIOTrust, authorities: AuthorityCheck, on loop: any EventLoop) {
        self.url = url
        self.trust = trust
        self.authorities = authorities
        self.loop = loop
    }

    /// `GET /healthz`. Fails with a `SocketIOClientFailure`.
    package func run() -> EventLoopFuture<Answer> {
        let promise = loop.makePromise(of: Answer.self)
        let (url, trust, authorities, loop) = (url, trust, authorities, loop)
        loop.execute {
            let connector = ClientConnector(
                eventLoop: loop,
                url: url,
                trust: trust,
                timeout: .seconds(5),
                authorities: authorities
            )
            let exchanger = HTTPExchanger(connector: connector, maximumBodyBytes: 65_536)
            let bound = NIOLoopBound(exchanger, eventLoop: loop)
            let timeout = loop.assumeIsolated().scheduleTask(in: .seconds(10)) {
                bound.value.cancel()
                promise.fail(SocketIOClientFailure.unreachable("no answer within 10 s"))
            }
            let headers: HTTPHeaders = ["host": url.hostHeader, "connection": "close"]
            exchanger.send(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/healthz", headers: headers), body: nil) {
                result in
                timeout.cancel()
                switch result {
                case .success(let response): promise.succeed(Answer(status: response.status, pin: connector.presentedPin))
                case .failure(.connect(let failure)): promise.fail(failure)
                case .failure: promise.fail(SocketIOClientFailure.unreachable("the connection was closed"))
                }
                bound.value.cancel()
            }
        }
        return promise.futureResult
    }
}
