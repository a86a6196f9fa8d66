import CEC
import DisplayContract
import Input
import Logging
import Settings

/// What people at the TV have in their hands: keyboards and remote controls at this box, and the TV's own by HDMI-CEC.
struct Remotes {
    let cec: CECRemote?
    private let keys: KeyListener?

    /// What cannot be heard is told in the log.
    ///
    /// - Parameter display: on somebody's desktop keys are typed for others, and the screen is not ours to turn off.
    init(
        _ settings: Settings,
        display: any DisplayOutput,
        logger: Logger,
        onKey: @escaping @Sendable (RemoteKey) async -> Void,
        onSelected: @escaping @Sendable () async -> Void
    ) {
        let isTV = display.status.backend == "drm"
        keys = Remotes.attempt(settings.input.keys && isTV, logger) { () throws(SystemResourceError) in
            try KeyListener { key in Task { await onKey(key) } }
        }
        cec = Remotes.attempt(settings.display.cec && isTV, logger) { () throws(SystemResourceError) in
            try CECRemote(name: settings.tv.name) { event in
                Task {
                    switch event {
                    case .key(let key): await onKey(key)
                    case .selected: await onSelected()
                    }
                }
            }
        }
    }

    func stop() {
        keys?.stop()
        cec?.stop()
    }

    private static func attempt<Remote>(
        _ isWanted: Bool,
        _ logger: Logger,
        _ make: () throws(SystemResourceError) -> Remote
    ) -> Remote? {
        guard isWanted else { return nil }
        do {
            return try make()
        } catch {
            logger.warning("keys are not heard", metadata: ["why": "\(error)"])
            return nil
        }
    }
}
