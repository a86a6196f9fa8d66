import Glibc
import Synchronization

/// A named thread that runs one function, for work that blocks: decoding, and talking to a display.
package final class DedicatedThread: Sendable {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let handle: pthread_t
    private let isJoined = Mutex(false)

    /// - Parameter name: shown by `top -H`; the kernel keeps 15 bytes of it.
    package init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemResourceError) {
        let box = unsafe Unmanaged.passRetained(Body(name: String(name.prefix(15)), run: body))
        var handle = pthread_t()
        let code = unsafe pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                nameThisThread(body.name)
                body.run()
                return nil
            },
            box.toOpaque()
        )
        guard code == 0 else {
            unsafe box.release()
            throw SystemResourceError(resource: "a thread", code: code)
        }
        self.handle = handle
    }

    deinit {
        if !isJoined.withLock({ $0 }) { pthread_detach(handle) }
    }

    /// Whether the caller runs on this thread.
    package var isCurrent: Bool { pthread_equal(pthread_self(), handle) != 0 }

    /// Waits until the function has returned; returns at once on this very thread and after the first call.
    package func join() {
        if isCurrent { return }
        isJoined.withLock { isJoined in
            if isJoined { return }
            isJoined = true
            pthread_join(handle, nil)
        }
    }
}

/// Swift's Glibc module lacks `pthread_setname_np`; the kernel takes the name from a file as well.
private func nameThisThread(_ name: String) {
    let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = unsafe write(file, name, name.utf8.count)
    close(file)
}
