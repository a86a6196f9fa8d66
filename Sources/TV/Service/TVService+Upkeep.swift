import Dialects
import DisplayContract
package import Kiosk
import Logging
import NIOCore
import NIOHTTP1
import Receiver
import SRTP
import SocketIOClient

/// What a technician asks of a running TV.
extension TVService {
    package var tools: TVConfiguration.Tools { configuration.tools }

    /// A screen has reached the display. Any thread.
    package nonisolated func presented(_ screen: Screen) {
        guard case .code(let code) = screen, code.code != nil else { return }
        // libsrtp takes 15 ms to start, once, and more on a small box: after the code, before the first sender. A code is kept
        // before it is shown, by the same worker.
        files.submit { SRTPContext.prepare() }
    }

    /// For `systemctl status`. Without the code: it is for those who see the TV.
    package func statusLine() -> String {
        let status = status()
        let server = status.roomServer.isConnected ? "room server connected" : "room server not connected"
        guard let fault = stage.display.status.fault else {
            let display = status.display.map { "\($0.backend) \($0.connector ?? "") \($0.width)×\($0.height)" } ?? "no display"
            return "\(status.state.rawValue), \(server), \(display)"
        }
        return "\(status.state.rawValue), \(server); \(fault)"
    }

    /// Takes over other settings: name, policies and what the screen says at once; room server and trust by connecting anew;
    /// video settings with the next session. A running projection goes on.
    package func apply(_ new: TVConfiguration) {
        let old = configuration
        configuration = new
        feed(.settings(new.receiver))
        if new.client.urls != old.client.urls || new.client.trust != old.client.trust
            || new.receiver.name != old.receiver.name || new.system.name != old.system.name || new.dialect != old.dialect
            || new.client.headers != old.client.headers
        {
            reconnectAnew()
        }
        stage.use(new.screens.renderer)
        set(blankAfter: new.blankAfter)
        if let shown { show(shown) }
    }

    /// Acts on `reset.generation` if it differs from the one remembered; says whether it did.
    package func apply(resetGeneration: String) async -> Bool {
        let (store, files, logger) = (store, files, logger)
        let isReset = await withCheckedContinuation { continuation in
            files.submit {
                var isReset = false
                TVService.attempt(logger) { isReset = try store.apply(resetGeneration: resetGeneration) }
                continuation.resume(returning: isReset)
            }
        }
        if isReset { feed(.newCodeWanted) }
        return isReset
    }

    /// Signalling with the present settings, from the beginning.
    private func reconnectAnew() {
        guard let old = client else {
            chooseDialect()
            return connect()
        }
        client = nil
        // Its events must not reach the machine after those of its successor.
        old.stop().whenComplete { [weak self] _ in
            self?.assumeIsolated { $0.replaceClient() }
        }
    }

    private func replaceClient() {
        roomServer.isConnected = false
        roomServer.url = configuration.client.urls.first?.description ?? ""
        feed(.signalingDisconnected)
        guard client == nil else { return }
        chooseDialect()
        connect()
    }

    package func reset(factory: Bool) async throws {
        let (store, files) = (store, files)
        let result: Result<Void, StateError> = await withCheckedContinuation { continuation in
            files.submit {
                do throws(StateError) {
                    try store.reset(factory: factory)
                    continuation.resume(returning: .success(()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        try result.get()
        logger.notice("reset", metadata: ["factory": "\(factory)"])
        feed(.newCodeWanted)
        // Nothing is pinned any more: the server is met as for the first time.
        if factory { reconnectAnew() }
    }

    package func reloadConfiguration() async -> String { await configuration.tools.reload() }
}
