package import DisplayContract
import Glibc
package import Input
import Synchronization
import Wire

/// The TV's own power and remote control, by way of every adapter there is. Has a thread of its own.
package final class CECRemote: Sendable {
    package enum Event: Sendable, Equatable {
        case key(RemoteKey)
        /// Somebody chose this box's socket at the TV.
        case selected
    }

    private enum Order {
        case switchOn
        case standBy
    }

    private final class Shared: Sendable {
        struct State {
            var orders: [Order] = []
            var isClosing = false
        }

        let pipe: WakePipe
        let state = Mutex(State())

        init() throws(SystemResourceError) { pipe = try WakePipe() }
    }

    private static let retryInterval = Duration.seconds(5)

    private let shared: Shared
    private let thread: DedicatedThread

    /// - Parameters:
    ///   - name: what the TV calls this box's socket.
    ///   - handler: called on a thread of its own; must be quick.
    package init(name: String, handler: @escaping @Sendable (Event) -> Void) throws(SystemResourceError) {
        let shared = try Shared()
        self.shared = shared
        thread = try DedicatedThread(name: "cec") { CECRemote.run(shared, name, handler) }
    }

    deinit { stop() }

    /// Turns the TV on and has it show this box. Returns at once.
    package func switchOn() { order(.switchOn) }

    /// Turns the TV off, unless it shows something else. Returns at once.
    package func standBy() { order(.standBy) }

    /// Waits for the thread.
    package func stop() {
        shared.state.withLock { $0.isClosing = true }
        shared.pipe.wake()
        thread.join()
    }

    private func order(_ order: Order) {
        shared.state.withLock { state in
            // The last one counts.
            state.orders = [order]
        }
        shared.pipe.wake()
    }

    private static func run(_ shared: Shared, _ name: String, _ handler: @Sendable (Event) -> Void) {
        let directory = DeviceDirectory("/dev", prefix: "cec")
        var adapters: [CECAdapter] = []
        while true {
            directory.takeChanges()
            for path in directory.paths where !adapters.contains(where: { $0.path == path }) {
                if let adapter = CECAdapter(path: path), adapter.claim(name: name) { adapters.append(adapter) }
            }
            let (orders, isClosing) = shared.state.withLock { state in
                defer { state.orders = [] }
                return (state.orders, state.isClosing)
            }
            adapters.removeAll { adapter in
                adapter.takeChanges()
                guard let messages = adapter.read() else { return true }
                for message in messages { adapter.machine.received(message, now: MonotonicClock.now) }
                for order in orders {
                    switch order {
                    case .switchOn: adapter.machine.switchOn()
                    case .standBy: adapter.machine.standBy()
                    }
                }
                act(on: adapter, handler)
                return false
            }
            if isClosing { return }
            let sources = adapters.map(\.descriptor) + (directory.descriptor.map { [$0] } ?? [])
            shared.pipe.wait(for: sources, timeout: directory.descriptor == nil ? retryInterval : nil)
        }
    }

    private static func act(on adapter: CECAdapter, _ handler: @Sendable (Event) -> Void) {
        while let action = adapter.machine.pollAction() {
            switch action {
            case .transmit(let message): adapter.transmit(message)
            case .key(let key): handler(.key(key))
            case .selected: handler(.selected)
            }
        }
    }
}
