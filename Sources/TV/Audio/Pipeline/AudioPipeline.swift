import DisplayContract
package import RTP
import Synchronization
package import Wire

/// One stream of sound from packets to the loudspeaker, on a thread of its own.
///
/// A device that is missing or busy costs sound, never an error: it is tried again while packets come. Thread and device exist
/// from the first packet on. Every function may be called from any thread and returns at once.
package final class AudioPipeline: Sendable {
    package struct Configuration: Sendable, Equatable {
        /// As ALSA names it.
        package var device: String
        /// 0…100.
        package var volume: Int

        package init(device: String = "default", volume: Int = 100) {
            self.device = device
            self.volume = volume
        }
    }

    /// A sample and when it is heard.
    package struct PlayoutPoint: Sendable, Equatable {
        package var rtpTimestamp: UInt32
        package var at: MonotonicTime
    }

    /// How it goes.
    package struct Report: Sendable, Equatable {
        package var statistics = PlayoutStatistics()
        /// The sample written last; `nil` while nothing is being played.
        package var playout: PlayoutPoint?
        /// How long sound is to wait after its quickest packets, and how much later than that it is.
        package var targetDelay: Duration = .zero
        package var lag: Duration = .zero
        /// Times the device was not served in time.
        package var underruns: Int64 = 0
        /// Packets libopus could not decode.
        package var decodeErrors: Int64 = 0
    }

    private let configuration: Configuration
    private let core: SoundCore
    private let thread = Mutex<DedicatedThread?>(nil)

    /// - Parameter onStatus: called on the sound thread when the state of the device has changed; it must not wait.
    package init(configuration: Configuration, onStatus: @escaping @Sendable (AudioStatus) -> Void = { _ in }) {
        self.configuration = configuration
        let status = AudioStatus(state: .idle, device: configuration.device)
        core = SoundCore(volume: configuration.volume, status: status, onStatus: onStatus)
    }

    deinit { core.stop() }

    package func submit(_ packet: AudioPacket) {
        core.submit(packet)
        startThread()
    }

    /// 0…100; 0 is mute.
    package func setVolume(_ volume: Int) { core.setVolume(volume) }

    /// Sound is not to be played sooner than this after its quickest packets.
    package func setMinimumDelay(_ delay: Duration) { core.setMinimumDelay(delay) }

    package var report: Report { core.report }

    package var status: AudioStatus { core.status }

    /// Gives the device back, soon; the next packet opens it again.
    package func suspend() { core.suspend() }

    /// Ends the stream and closes the device, soon. Later calls do nothing.
    package func stop() { core.stop() }

    private func startThread() {
        thread.withLock { thread in
            guard thread == nil else { return }
            let (core, configuration) = (core, configuration)
            do throws(SystemResourceError) {
                thread = try DedicatedThread(name: "sound") { SoundWorker.run(core, configuration) }
            } catch {
                core.publish(AudioStatus(state: .unavailable, device: configuration.device, error: "\(error)"))
            }
        }
    }
}
