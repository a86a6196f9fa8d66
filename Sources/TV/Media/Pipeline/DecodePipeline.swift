package import DisplayContract
package import RTP

/// One video stream from encoded frames to the screen, on a thread of its own.
///
/// Everything that can be decoded is decoded, shown or not; only the newest picture is shown. A display that is away costs
/// pictures, never an error. Every function may be called from any thread and returns at once, but for `stop`.
package final class DecodePipeline: Sendable {
    package struct Configuration: Sendable {
        /// For the decoder: 1 or 2.
        package var decoderThreads: Int
        package var viewport: Viewport
        package var queue: DecodeQueue.Limits
        package var latency: PlayoutLatency

        package init(
            decoderThreads: Int = 1,
            viewport: Viewport = Viewport(),
            queue: DecodeQueue.Limits = DecodeQueue.Limits(),
            latency: PlayoutLatency = .balanced
        ) {
            self.decoderThreads = decoderThreads
            self.viewport = viewport
            self.queue = queue
            self.latency = latency
        }
    }

    private let core: PipelineCore
    private let viewport: Viewport
    private let thread: DedicatedThread

    /// - Parameter onEvent: called on the decode thread (`displayed`: on the display's), with no lock held. It must not wait
    ///   for the thread that calls `stop`; it may call everything here.
    package init(
        configuration: Configuration = Configuration(),
        onEvent: @escaping @Sendable (DecodePipelineEvent) -> Void
    ) throws(SystemResourceError) {
        let queue = DecodeQueue(limits: configuration.queue, latency: configuration.latency)
        let core = PipelineCore(queue: queue, onEvent: onEvent)
        self.core = core
        viewport = configuration.viewport
        thread = try DedicatedThread(name: "decode") {
            DecodeWorker(core, threads: configuration.decoderThreads).run()
        }
    }

    deinit { core.stop() }

    /// Hands over a frame that can be decoded after those before it.
    package func submit(_ frame: EncodedFrame) { core.submit(frame) }

    /// Shows every frame at least so long after it could have been shown, to keep in step with sound: 0…45 ms. Losses may make
    /// it more.
    package func setSynchronizationDelay(_ delay: Duration) { core.setSynchronizationDelay(delay) }

    /// Shows the stream on a display from now on, beginning with the last decoded picture.
    ///
    /// - Parameter viewport: `nil` is the configuration's.
    package func show(on display: any DisplayOutput, viewport: Viewport? = nil) {
        core.show(on: display, viewport: viewport ?? self.viewport)
    }

    /// Lays these patches over every frame from now on, over the one on the screen too; `nil` none.
    ///
    /// While there is one, frames are converted by the processor even where the display would take their planes.
    package func setOverlay(_ overlay: PictureOverlay?) { core.setOverlay(overlay) }

    /// Stops showing; decoding goes on. When this returns, nothing more is presented.
    package func hide() { core.hide() }

    /// What it is shown on; `nil` while it is hidden.
    package var display: (any DisplayOutput)? { core.display }

    package var isShowing: Bool { core.display != nil }

    package var statistics: PlaybackStatistics { core.statistics }

    /// Ends the stream and waits for the decode thread, except when called on it. Later calls do nothing.
    package func stop() {
        core.hide()
        core.stop()
        thread.join()
    }
}
