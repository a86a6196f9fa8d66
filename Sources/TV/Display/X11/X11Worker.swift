import DisplayContract

/// The display's thread: the one place where Xlib is called.
struct X11Worker {
    private let core: DisplayCore<X11Buffer>
    private let pipe: WakePipe
    private let configuration: X11Configuration
    private var connection: X11Connection?
    private var mode: DisplayMode?
    private var isSharing = false

    init(_ core: DisplayCore<X11Buffer>, _ pipe: WakePipe, _ configuration: X11Configuration) {
        self.core = core
        self.pipe = pipe
        self.configuration = configuration
    }

    consuming func run() {
        while !core.isClosing {
            if let connection, !connection.isLost {
                step(connection)
            } else {
                core.observers.deliver()
                reconnect()
            }
        }
        forgetConnection()
        core.finish()
    }

    private mutating func step(_ connection: X11Connection) {
        while let incident = connection.nextIncident() { handle(incident, on: connection) }
        followPower(of: connection)
        while let next = core.takePending(), connection.put(next) {
            core.completed(at: MonotonicClock.now)
        }
        // Refused for one buffer, sharing is refused for all: later ones are made in ordinary memory.
        if isSharing, !connection.sharesMemory, let mode { plug(mode, connection) }
        core.observers.deliver()
        // Drawing may have read events into Xlib's queue, which the descriptor no longer tells of.
        if connection.isLost || connection.hasQueuedEvents { return }
        pipe.wait(for: [connection.descriptor])
    }

    private mutating func handle(_ incident: X11Connection.Incident, on connection: X11Connection) {
        switch incident {
        case .completed:
            core.completed(at: MonotonicClock.now)
        case .resized(let width, let height):
            let mode = DisplayMode(width: width, height: height, refreshHz: 0)
            if plug(mode, connection) { connection.forgetBuffers() }
        case .exposed:
            core.withFront { connection.repaint($0) }
        case .closeRequested:
            core.observers.post(.closeRequested)
        }
    }

    private func followPower(of connection: X11Connection) {
        let isOn = core.wantsPower
        // What could not be put to sleep is not asked again and again.
        if isOn == (core.power == .on) { return }
        let isDone = connection.setPower(isOn: isOn)
        core.power = isOn ? .on : isDone ? .off : .unsupported
    }

    @discardableResult
    private mutating func plug(_ mode: DisplayMode, _ connection: X11Connection) -> Bool {
        let isShared = connection.sharesMemory
        self.mode = mode
        isSharing = isShared
        if core.mode == nil { core.power = .on }
        return core.plug(mode) { X11Buffer(mode: $0, shared: isShared) }
    }

    private mutating func reconnect() {
        if connection != nil {
            let reason = "The X display \(configuration.connector) went away."
            core.unplug(reason: reason, fault: reason + " It is tried again every second; start the X server.")
            forgetConnection()
            core.observers.deliver()
        }
        do {
            let connection = try X11Connection(configuration)
            let (width, height) = connection.size
            guard !connection.isLost else { throw X11Error.cannotOpen(display: configuration.connector) }
            self.connection = connection
            plug(DisplayMode(width: width, height: height, refreshHz: 0), connection)
        } catch {
            core.unplug(reason: "\(error)", fault: "\(error)")
            pipe.wait(timeout: configuration.retryInterval)
        }
    }

    private mutating func forgetConnection() {
        connection?.forgetBuffers()
        connection = nil
        mode = nil
    }
}
