package import NIOCore
package import NIOHTTP1
package import Wire

/// A request that is none of Socket.IO's, with its whole body.
package struct HTTPRequest: Sendable {
    package var head: HTTPRequestHead
    package var body: ByteBuffer
    /// `nil` when the connection came over a Unix socket.
    package var remoteAddress: TransportAddress?
    /// Whether it came through TLS.
    package var isSecure: Bool

    package var method: HTTPMethod { head.method }
    package var headers: HTTPHeaders { head.headers }
    /// What precedes the `?`, as it was sent.
    package var path: Substring { head.uri.prefix { $0 != "?" } }
    /// What follows the `?`, as it was sent; empty if there is nothing.
    package var query: Substring { head.uri.dropFirst(path.count + 1) }
}

/// What such a request is answered with; lengths and connection headers are added.
package struct HTTPResponse: Sendable {
    package var status: HTTPResponseStatus
    package var headers: HTTPHeaders
    package var body: ByteBuffer

    package init(status: HTTPResponseStatus, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(status: HTTPResponseStatus, contentType: String, body: String, headers: HTTPHeaders = [:]) {
        var headers = headers
        headers.replaceOrAdd(name: "content-type", value: contentType)
        self.init(status: status, headers: headers, body: ByteBuffer(string: body))
    }
}

package enum HTTPAnswer {
    case now(HTTPResponse)
    /// A failed future is answered with 500.
    case later(EventLoopFuture<HTTPResponse>)
}

/// Answers the requests on a Socket.IO server's port that are none of Socket.IO's: pages, health, metrics.
package protocol HTTPResponder: AnyObject {
    /// Bodies longer than this are refused with 413 before the request is handed over.
    var maximumBodyBytes: Int { get }

    /// Called on the server's event loop.
    func answer(_ request: HTTPRequest) -> HTTPAnswer
}

extension HTTPResponder {
    package var maximumBodyBytes: Int { 65_536 }
}
