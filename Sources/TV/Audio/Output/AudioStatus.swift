/// What has become of the sound device.
package struct AudioStatus: Sendable, Equatable {
    package enum State: String, Sendable {
        /// The settings want no sound.
        case off
        /// Nobody sends sound; the device is closed.
        case idle
        case playing
        /// There is sound, and no device for it; it is tried again.
        case unavailable
    }

    package var state: State
    /// As ALSA names it.
    package var device: String
    /// What failed, why, what to do.
    package var error: String?

    package init(state: State, device: String, error: String? = nil) {
        self.state = state
        self.device = device
        self.error = error
    }
}
