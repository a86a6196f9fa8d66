/// What the TV shows of one sender now.
package struct ProjectionStatus: Sendable, Equatable {
    /// Pixels.
    package var frameWidth: Int
    package var frameHeight: Int
    package var framesPerSecond: Double
    /// From a frame's last packet to the screen; on the wire in seconds.
    package var delay: Duration
    package var state: TVState
    /// Pixels that the TV has for a picture, turned as the picture is; `nil` while nothing is plugged in. More are of no use.
    package var displaySize: Size?

    package struct Size: Sendable, Equatable {
        package var width: Int
        package var height: Int

        package init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    package init(
        frameWidth: Int,
        frameHeight: Int,
        framesPerSecond: Double,
        delay: Duration,
        state: TVState,
        displaySize: Size? = nil
    ) {
        self.frameWidth = frameWidth
        self.frameHeight = frameHeight
        self.framesPerSecond = framesPerSecond
        self.delay = delay
        self.state = state
        self.displaySize = displaySize
    }
}
