package import Hummingbird
package import Logging
package import NIOCore
package import Receiver

/// What the control API asks of the running TV.
package protocol ControlledTV: Sendable {
    /// The status as JSON text.
    func statusJSON() async -> String
    /// What is on the screen, as PNG.
    func snapshotPNG() async throws -> [UInt8]
    /// Drops the code and asks for a new one.
    func requestNewCode() async
    /// Drops the code, or everything the TV remembers, and starts afresh.
    ///
    /// - Throws: `ControlError` if it cannot be written.
    func reset(factory: Bool) async throws
    /// Reads the configuration again; what came of it as JSON text.
    func reloadConfiguration() async -> String
    /// Shows the status page on the TV, or takes it away.
    func toggleStatusPage() async
    /// Answers the question whether somebody may present (policy `ask`).
    func decide(accept: Bool) async
    /// Shows a message of the administrator for so many seconds; an empty one takes it away.
    func announce(_ text: String, seconds: Int) async
    /// Ends every session; the TV goes back to its code.
    func endSessions() async
}

/// The control API: HTTP over a Unix socket, for `diascope status` and its siblings and for `curl --unix-socket`.
package enum ControlServer {
    /// - Parameter onListening: called once, when the socket takes requests.
    package static func application(
        for tv: any ControlledTV,
        at socket: ControlSocket,
        group: any EventLoopGroup,
        logger: Logger,
        onListening: @escaping @Sendable () async -> Void = {}
    ) -> some ApplicationProtocol {
        let router = Router()
        router.get("status") { _, _ in
            response("application/json", ByteBuffer(string: await tv.statusJSON()))
        }
        router.get("snapshot.png") { _, _ in
            response("image/png", ByteBuffer(bytes: try await tv.snapshotPNG()))
        }
        router.post("code/new") { _, _ in
            await tv.requestNewCode()
            return HTTPResponse.Status.accepted
        }
        router.post("reset") { request, _ in
            try await tv.reset(factory: request.uri.queryParameters["factory"] == "true")
            return HTTPResponse.Status.accepted
        }
        router.post("config/reload") { _, _ in
            response("application/json", ByteBuffer(string: await tv.reloadConfiguration()))
        }
        router.post("status-page") { _, _ in
            await tv.toggleStatusPage()
            return HTTPResponse.Status.accepted
        }
        router.post("decide") { request, _ in
            guard let answer = request.uri.queryParameters["accept"], ["true", "false"].contains(answer) else {
                return HTTPResponse.Status.badRequest
            }
            await tv.decide(accept: answer == "true")
            return HTTPResponse.Status.accepted
        }
        router.post("message") { request, _ in
            let seconds = request.uri.queryParameters["seconds"].flatMap { Int($0) } ?? 30
            guard (1...86_400).contains(seconds) else { return HTTPResponse.Status.badRequest }
            let body = try await request.body.collect(upTo: 8192)
            await tv.announce(String(buffer: body), seconds: seconds)
            return HTTPResponse.Status.accepted
        }
        router.post("session/end") { _, _ in
            await tv.endSessions()
            return HTTPResponse.Status.accepted
        }
        return Application(
            router: router,
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: socket.path)),
            onServerRunning: { _ in await onListening() },
            eventLoopGroupProvider: .shared(group),
            logger: logger
        )
    }

    private static func response(_ type: String, _ body: ByteBuffer) -> Response {
        Response(status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: body))
    }
}
