import DisplayContract
import RTP
import Wire

/// The sound thread: owns the renderer and the device, and wakes every 10 ms while there is sound.
struct SoundWorker: ~Copyable {
    private static let tick: Duration = .milliseconds(10)
    /// Without packets for so long the device is given back.
    private static let patience: Duration = .seconds(5)
    private static let firstRetry: Duration = .milliseconds(200)
    private static let longestRetry: Duration = .seconds(5)

    private let core: SoundCore
    private let configuration: AudioPipeline.Configuration
    private var renderer: SoundRenderer
    private var output: ALSAOutput?
    private var pacing = OutputPacing()
    private var retry: (at: MonotonicTime, pause: Duration)?
    private var lastPacket: MonotonicTime
    private var chunk: [Int16] = []
    private var playout: AudioPipeline.PlayoutPoint?

    static func run(_ core: SoundCore, _ configuration: AudioPipeline.Configuration) {
        do throws(SoundDecoderError) {
            let worker = try SoundWorker(core, configuration)
            worker.run()
        } catch {
            let message = "There is no sound: libopus does not start (\(error)). Free some memory, then restart the TV."
            core.publish(AudioStatus(state: .unavailable, device: configuration.device, error: message))
        }
    }

    private init(_ core: SoundCore, _ configuration: AudioPipeline.Configuration) throws(SoundDecoderError) {
        self.core = core
        self.configuration = configuration
        renderer = try SoundRenderer(volume: configuration.volume)
        lastPacket = MonotonicClock.now
        pacing.begin(capacity: nil, period: OutputPacing.chunk)
    }

    private consuming func run() {
        while true {
            let orders = core.takeOrders()
            if orders.isStopping { return }
            var now = MonotonicClock.now
            if !orders.packets.isEmpty { lastPacket = now }
            for packet in orders.packets { renderer.insert(packet) }
            renderer.setVolume(orders.volume)
            renderer.setMinimumDelay(orders.minimumDelay)
            if orders.isSuspended || now - lastPacket > Self.patience {
                close()
                core.rest()
                lastPacket = MonotonicClock.now
                continue
            }
            if output == nil, retry.map({ $0.at <= now }) ?? true {
                open()
                now = MonotonicClock.now
            }
            pump(now: now)
            core.publish(report)
            core.signal.wait(until: now + Self.tick)
        }
    }

    private var report: AudioPipeline.Report {
        var report = AudioPipeline.Report()
        report.statistics = renderer.statistics
        report.playout = renderer.isPlaying ? playout : nil
        report.targetDelay = renderer.targetDelay
        report.lag = renderer.lag
        report.underruns = pacing.underruns
        report.decodeErrors = renderer.decodeErrors
        return report
    }

    private mutating func close() {
        output = nil
        retry = nil
        pacing.begin(capacity: nil, period: OutputPacing.chunk)
        core.publish(AudioStatus(state: .idle, device: configuration.device))
    }

    private mutating func open() {
        do throws(AudioOutputError) {
            let opened = try ALSAOutput(device: configuration.device, startsAt: pacing.lead)
            pacing.begin(capacity: opened.capacity, period: opened.period)
            output = consume opened
            retry = nil
            core.publish(AudioStatus(state: .playing, device: configuration.device))
        } catch {
            fail(error)
        }
    }

    private mutating func fail(_ error: AudioOutputError) {
        output = nil
        pacing.begin(capacity: nil, period: OutputPacing.chunk)
        let pause = retry?.pause ?? Self.firstRetry
        retry = (MonotonicClock.now + pause, min(pause * 2, Self.longestRetry))
        core.publish(AudioStatus(state: .unavailable, device: configuration.device, error: "\(error)"))
    }

    /// Fills the device; without one the sound goes nowhere, in step all the same.
    private mutating func pump(now: MonotonicTime) {
        do throws(AudioOutputError) {
            try fill(now: now)
        } catch .underrun {
            restart()
        } catch {
            fail(error)
        }
    }

    private mutating func fill(now: MonotonicTime) throws(AudioOutputError) {
        // What is longer than the longest lead would be a device that never fills.
        for _ in 0..<(OutputPacing.longestLead / OutputPacing.chunk) {
            let (queued, delay) = try output?.position() ?? (0, 0)
            guard pacing.wantsMore(queued: queued, now: now) else { return }
            let pull = pacing.pullTime(queued: queued, now: now)
            if let timestamp = renderer.heardTimestamp {
                let heard = pacing.isUntimed ? pull : now + SampleTime.duration(delay)
                playout = AudioPipeline.PlayoutPoint(rtpTimestamp: timestamp, at: heard)
            }
            renderer.render(OutputPacing.chunk, now: pull, into: &chunk)
            let taken = try output?.write(chunk) ?? OutputPacing.chunk
            pacing.wrote(queued: try output?.position().queued ?? 0, now: now)
            // Full: the rest of the chunk is lost, which the jitter buffer hears of as lateness.
            if taken < OutputPacing.chunk { return }
        }
    }

    private mutating func restart() {
        do throws(AudioOutputError) {
            try output?.recover()
            pacing.ranDry(capacity: output?.capacity ?? 0, period: output?.period ?? 0)
        } catch {
            fail(error)
        }
    }
}
