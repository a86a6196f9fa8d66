import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import Receiver

/// Asks the running TV over its control socket.
package struct ControlClient: Sendable {
    private let socket: ControlSocket

    package init(socket: ControlSocket) {
        self.socket = socket
    }

    /// The body of the answer.
    package func get(_ path: String) async throws -> [UInt8] {
        try await send(.GET, path)
    }

    /// Whether a TV is there at all.
    package var isAnswered: Bool {
        get async { (try? await get("/status")) != nil }
    }

    /// The body of the answer; many have none.
    @discardableResult
    package func post(_ path: String) async throws -> [UInt8] {
        try await send(.POST, path)
    }

    private func send(_ method: HTTPMethod, _ path: String) async throws -> [UInt8] {
        var configuration = HTTPClient.Configuration()
        // A socket nobody listens at will not begin to answer while we wait.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<HTTPClient.Response, any Error>
        do {
            result = .success(
                try await client.execute(method, socketPath: socket.path, urlPath: path, deadline: .now() + .seconds(10)).get()
            )
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        switch result {
        case .success(let response) where (200..<300).contains(response.status.code):
            return response.body.map { [UInt8]($0.readableBytesView) } ?? []
        case .success(let response):
            throw ControlError("the TV refused \(path)", because: "it answered \(response.status)", fix: "look at its log")
        case .failure:
            throw ControlError(
                "no TV answers at \(socket.path)",
                because: "it is not running, or it listens elsewhere",
                fix: "start it with 'diascope run' or 'diascope tv', or give its --control-socket"
            )
        }
    }
}
