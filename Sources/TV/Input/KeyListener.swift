package import DisplayContract
import Glibc
import Synchronization

/// Hears the keys of every keyboard and remote control there is, and of those plugged in later. Has a thread of its own.
package final class KeyListener: Sendable {
    /// Without a directory to watch, as before udev has started.
    private static let retryInterval = Duration.seconds(2)

    private let pipe: WakePipe
    private let thread: DedicatedThread
    private let isClosing: ClosingFlag

    private final class ClosingFlag: Sendable {
        let value = Atomic(false)
    }

    /// - Parameters:
    ///   - directory: where the devices are; tests have one of their own.
    ///   - handler: called on the listener's thread; must be quick.
    package init(
        directory: String = "/dev/input",
        handler: @escaping @Sendable (RemoteKey) -> Void
    ) throws(SystemResourceError) {
        let pipe = try WakePipe()
        let isClosing = ClosingFlag()
        self.pipe = pipe
        self.isClosing = isClosing
        thread = try DedicatedThread(name: "keys") {
            KeyListener.run(directory, pipe, isClosing, handler)
        }
    }

    deinit { stop() }

    /// Waits for the thread; no key is reported afterwards.
    package func stop() {
        isClosing.value.store(true, ordering: .relaxed)
        pipe.wake()
        thread.join()
    }

    private static func run(
        _ path: String,
        _ pipe: WakePipe,
        _ isClosing: ClosingFlag,
        _ handler: @Sendable (RemoteKey) -> Void
    ) {
        var directory = DeviceDirectory(path, prefix: "event")
        var devices: [InputDevice] = []
        while !isClosing.value.load(ordering: .relaxed) {
            if directory.descriptor == nil { directory = DeviceDirectory(path, prefix: "event") }
            directory.takeChanges()
            for path in directory.paths where !devices.contains(where: { $0.path == path }) {
                // One that may not be read yet is tried again when udev has given it to us.
                if let device = InputDevice(path: path) { devices.append(device) }
            }
            devices.removeAll { device in
                guard let keys = device.read() else { return true }
                for key in keys.compactMap(KeyMap.key) { handler(key) }
                return false
            }
            let sources = devices.map(\.descriptor) + (directory.descriptor.map { [$0] } ?? [])
            pipe.wait(for: sources, timeout: directory.descriptor == nil ? retryInterval : nil)
        }
    }
}
