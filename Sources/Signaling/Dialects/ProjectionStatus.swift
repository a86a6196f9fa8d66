/// What the TV shows of one sender now.
package struct ProjectionStatus: Sendable, Equatable {
    /// Pixels.
    package var frameWidth: Int
    package var frameHeight: Int
    package var framesPerSecond: Double
    /// From a frame's last packet to the screen; on the wire in seconds.
    package var delay: Duration
    package var state: TVState

    package init(frameWidth: Int, frameHeight: Int, framesPerSecond: Double, delay: Duration, state: TVState) {
        self.frameWidth = frameWidth
        self.frameHeight = frameHeight
        self.framesPerSecond = framesPerSecond
        self.delay = delay
        self.state = state
    }
}
