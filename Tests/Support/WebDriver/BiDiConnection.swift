import Foundation
import LiveProcesses
import Synchronization

/// Commands and answers of W3C WebDriver BiDi over one WebSocket.
final class BiDiConnection: Sendable {
    /// JSON text, because `Any` does not cross threads.
    private typealias Answer = CheckedContinuation<[UInt8], any Error>

    private struct State {
        var next = 1
        var waiting: [Int: Answer] = [:]
        var isClosed = false
    }

    private let state: StateBox
    private let socket: WebSocketClient

    init(port: UInt16, in namespace: NetworkNamespace?) throws {
        let state = StateBox()
        self.state = state
        socket = try WebSocketClient(port: port, path: "/session", in: namespace) { message in
            guard let message else { return state.close() }
            state.answered(message)
        }
    }

    /// - Returns: the `result` of the answer.
    /// - Throws: `BrowserFailure` with the browser's own words, also when it goes away or says nothing for `limit`.
    @discardableResult
    func call(_ method: String, _ parameters: [String: Any], within limit: Duration = .seconds(60)) async throws -> [String: Any]
    {
        let body = try JSONSerialization.data(withJSONObject: parameters)
        let answer = try await withCheckedThrowingContinuation { (continuation: Answer) in
            guard let id = state.add(continuation) else {
                return continuation.resume(throwing: BrowserFailure(description: "\(method): the browser is gone"))
            }
            socket.send([UInt8]("{\"id\":\(id),\"method\":\"\(method)\",\"params\":".utf8) + [UInt8](body) + [UInt8]("}".utf8))
            let (seconds, _) = limit.components
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Int(seconds))) { [weak state] in
                state?.fail(id, "\(method): no answer within \(limit)")
            }
        }
        let object = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any] ?? [:]
        guard object["type"] as? String != "error" else {
            let (error, message) = (object["error"] as? String ?? "", object["message"] as? String ?? "")
            throw BrowserFailure(description: "\(method): \(error): \(message)")
        }
        return object["result"] as? [String: Any] ?? [:]
    }

    func close() {
        socket.finish()
    }

    private final class StateBox: Sendable {
        private let state = Mutex(State())

        func add(_ answer: Answer) -> Int? {
            state.withLock { state in
                guard !state.isClosed else { return nil }
                defer { state.next += 1 }
                state.waiting[state.next] = answer
                return state.next
            }
        }

        func answered(_ message: [UInt8]) {
            let object = try? JSONSerialization.jsonObject(with: Data(message)) as? [String: Any]
            // Events, which were not asked for, have no id.
            guard let id = object?["id"] as? Int else { return }
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: message)
        }

        func fail(_ id: Int, _ reason: String) {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: BrowserFailure(description: reason))
        }

        func close() {
            let waiting = state.withLock { state in
                state.isClosed = true
                defer { state.waiting = [:] }
                return state.waiting.values.map(\.self)
            }
            for answer in waiting { answer.resume(throwing: BrowserFailure(description: "the browser is gone")) }
        }
    }
}
