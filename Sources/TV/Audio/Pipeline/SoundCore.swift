import DisplayContract
import RTP
import Synchronization
import Wire

/// What `AudioPipeline` and its thread share.
final class SoundCore: Sendable {
    struct Orders {
        var packets: [AudioPacket] = []
        /// 0…100.
        var volume: Int
        var minimumDelay: Duration = .zero
        /// The device is to be given back until the next packet.
        var isSuspended = false
        var isStopping = false
    }

    private struct State {
        var orders: Orders
        var isResting = false
        var report = AudioPipeline.Report()
        var status: AudioStatus
    }

    /// More than a second of the shortest usual packets: a thread that is so far behind is not coming back.
    private static let longestInbox = 200

    let signal = ThreadSignal()
    private let state: Mutex<State>
    private let onStatus: @Sendable (AudioStatus) -> Void

    init(volume: Int, status: AudioStatus, onStatus: @escaping @Sendable (AudioStatus) -> Void) {
        state = Mutex(State(orders: Orders(volume: volume), status: status))
        self.onStatus = onStatus
    }

    var report: AudioPipeline.Report { state.withLock { $0.report } }
    var status: AudioStatus { state.withLock { $0.status } }

    // MARK: any thread

    func submit(_ packet: AudioPacket) {
        let mustWake = state.withLock { state in
            if state.orders.packets.count >= Self.longestInbox { state.orders.packets.removeFirst() }
            state.orders.packets.append(packet)
            state.orders.isSuspended = false
            return state.isResting
        }
        if mustWake { signal.signal() }
    }

    func setVolume(_ volume: Int) { state.withLock { $0.orders.volume = volume } }

    func setMinimumDelay(_ delay: Duration) { state.withLock { $0.orders.minimumDelay = delay } }

    func suspend() {
        state.withLock { state in
            state.orders.packets.removeAll(keepingCapacity: true)
            state.orders.isSuspended = true
        }
        signal.signal()
    }

    func stop() {
        state.withLock { $0.orders.isStopping = true }
        signal.signal()
    }

    // MARK: the sound thread

    func takeOrders() -> Orders {
        state.withLock { state in
            state.isResting = false
            defer { state.orders.packets.removeAll(keepingCapacity: true) }
            return state.orders
        }
    }

    /// Waits for the next packet, or the end.
    func rest() {
        let mayRest = state.withLock { state in
            state.isResting = state.orders.packets.isEmpty && !state.orders.isStopping
            return state.isResting
        }
        if mayRest { signal.wait() }
    }

    func publish(_ report: AudioPipeline.Report) { state.withLock { $0.report = report } }

    func publish(_ status: AudioStatus) {
        let isNew = state.withLock { state in
            defer { state.status = status }
            return state.status != status
        }
        if isNew { onStatus(status) }
    }
}
