import DisplayContract
import Synchronization
import Wire

/// What `PictureGrid`, its thread and the display's events share.
final class GridCore: Sendable {
    fileprivate struct Cell: Sendable {
        var stream: UInt64
        /// A part of the screen as a display of its own: a stream draws there at the cell's size, on its own thread.
        var display: DisplayCore<MemoryBuffer>
        var place = PixelRectangle(x: 0, y: 0, width: 0, height: 0)
        /// What it shows, kept from being drawn on until there is something newer.
        var shown: MemoryBuffer?
        /// Counts what it has shown.
        var version: UInt64 = 0
    }

    fileprivate struct State: Sendable {
        var cells: [Cell] = []
        /// Named by the buffers that hold this arrangement.
        var arrangement: UInt64 = 0
        /// Not before all cells have a picture, or this has passed: an empty cell would flash black.
        var patience: MonotonicTime?
        var needsDrawing = false
        var underway: UInt64?
        var isStopping = false
    }

    /// What a buffer of the display held when it was handed over.
    private struct Contents {
        var tag: UInt64
        var arrangement: UInt64
        var versions: [UInt64]
    }

    private static let patience = Duration.milliseconds(300)
    /// The display has three buffers; one more may be on its way back.
    private static let remembered = 6

    private let display: any DisplayOutput
    private let viewport: Viewport
    private let signal = ThreadSignal()
    private let state = Mutex(State())
    private let observation = Mutex<DisplayObservation?>(nil)

    init(display: any DisplayOutput, viewport: Viewport) {
        self.display = display
        self.viewport = viewport
    }

    func start() {
        observation.withLock { $0 = display.observe { [weak self] event in self?.handle(event) } }
    }

    func stop() {
        observation.withLock { observation in
            observation?.cancel()
            observation = nil
        }
        state.withLock { $0.isStopping = true }
        signal.signal()
    }

    func arrange(_ streams: [UInt64]) -> [UInt64: any DisplayOutput] {
        let displays = state.withLock { state in
            let old = state.cells
            state.cells = streams.prefix(4).map { stream in
                if let cell = old.first(where: { $0.stream == stream }) { return cell }
                let display = DisplayCore<MemoryBuffer>(
                    backend: "grid",
                    connector: "",
                    frontRule: .untilNextIsPresented,
                    fault: nil,
                    wake: { [signal] in signal.signal() }
                )
                return Cell(stream: stream, display: display)
            }
            if state.cells.map(\.stream) != old.map(\.stream) { lay(out: &state) }
            return state.cells.map { ($0.stream, $0.display as any DisplayOutput) }
        }
        signal.signal()
        return Dictionary(displays) { first, _ in first }
    }

    /// Gives each cell its place on the display as it is now.
    private func lay(out state: inout State) {
        guard let mode = display.mode else { return }
        let places = GridLayout.cells(state.cells.count, on: mode, viewport: viewport)
        for (index, place) in places.enumerated() {
            state.cells[index].place = place
            let size = DisplayMode(width: place.width, height: place.height, refreshHz: mode.refreshHz)
            let isAnother = state.cells[index].display.plug(size) { MemoryBuffer(mode: $0) }
            if isAnother { state.cells[index].shown = nil }
        }
        state.arrangement &+= 1
        state.patience = MonotonicClock.now + GridCore.patience
        state.needsDrawing = true
    }

    private func handle(_ event: DisplayEvent) {
        switch event {
        case .presented(let token, let time): settle(token, at: time)
        case .superseded(let token): settle(token, at: MonotonicClock.now)
        case .plugged, .modeChanged:
            settle(nil, at: MonotonicClock.now)
            state.withLock { lay(out: &$0) }
            signal.signal()
        case .unplugged: settle(nil, at: MonotonicClock.now)
        case .closeRequested: break
        }
    }

    /// What was on its way has arrived, or never will; `nil` is whatever it was.
    private func settle(_ token: UInt64?, at time: MonotonicTime) {
        let cells = state.withLock { state -> [Cell] in
            guard token == nil || state.underway == token else { return [] }
            state.underway = nil
            return state.cells
        }
        for cell in cells { cell.display.completed(at: time) }
        signal.signal()
    }
}

extension GridCore {
    /// The grid's thread.
    func run() {
        var tokens = PresentationTokens()
        var history: [Contents] = []
        while true {
            let (cells, isStopping, wake) = state.withLock { state in
                (state.cells, state.isStopping, state.underway == nil ? state.patience : nil)
            }
            if isStopping { return }
            for cell in cells { cell.display.observers.deliver() }
            guard let (drawn, arrangement) = takeNew(now: MonotonicClock.now) else {
                signal.wait(until: wake)
                continue
            }
            guard var lease = display.lease() else {
                // There is none now: the display says when there is one again.
                state.withLock { $0.needsDrawing = true }
                signal.wait()
                continue
            }
            let before = history.first { $0.tag == lease.previousContentTag && $0.arrangement == arrangement }
            draw(drawn, over: before?.versions, into: &lease)
            let token = tokens.next()
            lease.setContentTag(token)
            history.append(Contents(tag: token, arrangement: arrangement, versions: drawn.map(\.version)))
            history.removeFirst(max(0, history.count - GridCore.remembered))
            var finished: FrameLease? = consume lease
            state.withLock { state in
                guard !state.isStopping, state.arrangement == arrangement, let lease = finished.take() else { return }
                state.underway = token
                display.present(lease, token: token)
            }
        }
    }

    /// The cells as they are to be shown; `nil` while there is nothing new, or the last is still on its way to the screen.
    private func takeNew(now: MonotonicTime) -> (cells: [Cell], arrangement: UInt64)? {
        state.withLock { state in
            guard state.underway == nil, !state.cells.isEmpty else { return nil }
            for index in state.cells.indices {
                guard let buffer = state.cells[index].display.takePending() else { continue }
                state.cells[index].shown = buffer
                state.cells[index].version &+= 1
                state.needsDrawing = true
            }
            if let patience = state.patience {
                guard now >= patience || state.cells.allSatisfy({ $0.shown != nil }) else { return nil }
                state.patience = nil
            }
            guard state.needsDrawing else { return nil }
            state.needsDrawing = false
            return (state.cells, state.arrangement)
        }
    }

    /// - Parameter versions: of the cells that the buffer holds already; `nil` if it holds anything.
    private func draw(_ cells: [Cell], over versions: [UInt64]?, into lease: inout FrameLease) {
        guard lease.planar == nil else { return }
        let (width, height, bytesPerRow) = (lease.width, lease.height, lease.bytesPerRow)
        lease.withPixels { pixels in
            unsafe pixels.withUnsafeMutableBufferPointer { target in
                guard let start = target.baseAddress else { return }
                if versions == nil {
                    let canvas = unsafe Canvas(start: start, bytesPerRow: bytesPerRow)
                    unsafe canvas.blacken(PixelRectangle(x: 0, y: 0, width: width, height: height))
                }
                for (index, cell) in cells.enumerated() {
                    let place = cell.place
                    guard let buffer = cell.shown, versions?[index] != cell.version, buffer.width == place.width,
                        buffer.height == place.height, place.x + place.width <= width, place.y + place.height <= height
                    else { continue }
                    let (rowBytes, sourceRow) = (place.width * 4, buffer.bytesPerRow)
                    buffer.withPixels { span in
                        unsafe span.withUnsafeMutableBufferPointer { source in
                            for row in 0..<place.height {
                                let to = (place.y + row) * bytesPerRow + place.x * 4
                                let line = source.extracting((row * sourceRow)..<(row * sourceRow + rowBytes))
                                _ = unsafe target.extracting(to..<(to + rowBytes))
                                    .update(fromContentsOf: UnsafeBufferPointer(line))
                            }
                        }
                    }
                }
            }
        }
    }
}
