import DisplayContract
import Synchronization

/// Runs blocking work in order on a thread of its own.
final class SerialWorker: Sendable {
    private struct State {
        var work: [@Sendable () -> Void] = []
        var isStopped = false
    }

    private final class Core: Sendable {
        let state = Mutex(State())
        let signal = ThreadSignal()

        func run() {
            while true {
                let (work, isStopped) = state.withLock { state in
                    let work = state.work
                    state.work = []
                    return (work, state.isStopped)
                }
                for item in work { item() }
                if work.isEmpty {
                    if isStopped { return }
                    signal.wait()
                }
            }
        }
    }

    private let core = Core()
    private let thread: DedicatedThread

    init(name: String) throws(SystemResourceError) {
        let core = core
        thread = try DedicatedThread(name: name) { core.run() }
    }

    func submit(_ work: @escaping @Sendable () -> Void) {
        core.state.withLock { $0.work.append(work) }
        core.signal.signal()
    }

    /// Does the work after what was submitted before, and waits for it. Never from the work itself.
    func perform(_ work: @escaping @Sendable () -> Void) {
        let done = ThreadSignal()
        submit {
            work()
            done.signal()
        }
        done.wait()
    }

    /// Finishes what was submitted, then ends the thread.
    func stop() {
        core.state.withLock { $0.isStopped = true }
        core.signal.signal()
        thread.join()
    }
}
