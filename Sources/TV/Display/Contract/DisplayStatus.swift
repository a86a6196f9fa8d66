/// What a display back end says about itself, for `status` and the log.
package struct DisplayStatus: Sendable, Equatable {
    /// How pictures reach the screen.
    package enum PlanePath: String, Sendable {
        /// Converted to RGB by us.
        case rgb
        /// Converted and scaled by the display hardware.
        case yuvPlane = "yuv-plane"
    }

    /// Whether the screen shows anything.
    package enum Power: String, Sendable {
        case on
        case off
        /// The screen was to sleep and cannot be put to sleep.
        case unsupported
    }

    /// `drm`, `x11` or `headless`.
    package var backend: String
    /// The connector's name, or the X display's.
    package var connector: String
    /// `nil` while nothing is plugged in.
    package var mode: DisplayMode?
    package var planePath: PlanePath
    package var power: Power
    /// Why there is no picture: what failed, why, what to do. `nil` while all is well.
    package var fault: String?
    /// Frames that reached the screen since the back end was opened.
    package var framesPresented: UInt64
    /// Frames that were replaced by a newer one, or lost with the display, before they reached the screen.
    package var framesSuperseded: UInt64

    package init(
        backend: String,
        connector: String,
        mode: DisplayMode?,
        planePath: PlanePath = .rgb,
        power: Power = .on,
        fault: String? = nil,
        framesPresented: UInt64 = 0,
        framesSuperseded: UInt64 = 0
    ) {
        self.backend = backend
        self.connector = connector
        self.mode = mode
        self.planePath = planePath
        self.power = power
        self.fault = fault
        self.framesPresented = framesPresented
        self.framesSuperseded = framesSuperseded
    }
}
