package import Wire

/// What a display reports. Each token given to `present` comes back exactly once, as `presented` or `superseded`.
package enum DisplayEvent: Sendable, Equatable {
    /// The frame is on the screen, as far as the back end can know, since `at` (CLOCK_MONOTONIC).
    case presented(token: UInt64, at: MonotonicTime)
    /// The frame was never shown: a newer one took its place, the mode changed, or the display went away.
    case superseded(token: UInt64)
    /// A display is there (again). Nothing is on it yet: whoever owns the picture draws it anew.
    case plugged(DisplayMode)
    /// The size changed. What was on the screen is gone: whoever owns the picture draws it anew.
    case modeChanged(DisplayMode)
    /// The display went away; the back end keeps looking for it. The reason is a sentence for the log.
    case unplugged(reason: String)
    /// Someone closed the window (X11 on a desktop). The back end does nothing by itself.
    case closeRequested
}
