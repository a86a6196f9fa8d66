import DisplayContract
import Glibc
import Synchronization

/// The display's thread: the one place where Xlib is called.
struct X11Worker {
    private let core: X11Core
    private var connection: X11Connection?

    init(_ core: X11Core) {
        self.core = core
    }

    consuming func run() {
        while !core.state.withLock({ $0.isClosing }) {
            if let connection, !connection.isLost {
                step(connection)
            } else {
                core.observers.deliver()
                reconnect()
            }
        }
        lose(event: nil, fault: "The display was closed. Start Diascope again.")
    }

    private func step(_ connection: X11Connection) {
        while let incident = connection.nextIncident() { handle(incident, on: connection) }
        submit(to: connection)
        core.observers.deliver()
        // Drawing may have read events into Xlib's queue, which the descriptor no longer tells of.
        if connection.isLost || connection.hasQueuedEvents { return }
        core.pipe.wait(for: connection.descriptor)
    }

    private func handle(_ incident: X11Connection.Incident, on connection: X11Connection) {
        switch incident {
        case .completed:
            core.state.withLock { core.complete(in: &$0) }
        case .resized(let width, let height):
            resize(to: DisplayMode(width: width, height: height, refreshHz: 0), on: connection)
        case .exposed:
            let front = core.state.withLock { $0.slots.beginReading() }
            guard let front else { return }
            connection.repaint(front)
            core.state.withLock { $0.slots.endReading(front) }
        case .closeRequested:
            core.observers.post(.closeRequested)
        }
    }

    private func submit(to connection: X11Connection) {
        while let next = core.state.withLock({ $0.slots.takePending() }) {
            guard connection.put(next.buffer) else { break }
            core.state.withLock { state in
                state.sharesMemory = connection.sharesMemory
                core.complete(in: &state)
            }
        }
    }

    private func resize(to mode: DisplayMode, on connection: X11Connection) {
        let isNew = core.state.withLock { state in
            if state.mode == mode { return false }
            core.reset(&state)
            state.mode = mode
            core.observers.post(.modeChanged(mode))
            return true
        }
        if isNew { connection.forgetBuffers() }
    }

    private mutating func reconnect() {
        if connection != nil {
            let reason = "The X display \(core.configuration.connector) went away."
            lose(event: .unplugged(reason: reason), fault: reason + " It is tried again every second; start the X server.")
        }
        do {
            let connection = try X11Connection(core.configuration)
            let (width, height) = connection.size
            guard !connection.isLost else { throw X11Error.cannotOpen(display: core.configuration.connector) }
            self.connection = connection
            core.state.withLock { state in
                let mode = DisplayMode(width: width, height: height, refreshHz: 0)
                state.mode = mode
                state.fault = nil
                state.sharesMemory = connection.sharesMemory
                core.observers.post(.plugged(mode))
            }
        } catch {
            core.state.withLock { $0.fault = "\(error)" }
            core.pipe.wait(for: nil, timeout: core.configuration.retryInterval)
        }
    }

    private mutating func lose(event: DisplayEvent?, fault: String) {
        core.state.withLock { state in
            core.reset(&state)
            state.mode = nil
            state.fault = fault
            if let event { core.observers.post(event) }
        }
        connection?.forgetBuffers()
        connection = nil
        core.observers.deliver()
    }
}
