/// One screen: back buffers out, finished frames in, hotplug reported.
///
/// Every function may be called from any thread and returns at once (`snapshot` copies a frame first). A back end owns
/// one thread; events arrive on it, with no lock held. An event handler must be quick, and must not call `close`.
package protocol DisplayOutput: AnyObject, Sendable {
    /// The present mode; `nil` while nothing is plugged in.
    var mode: DisplayMode? { get }

    /// A back buffer of the present mode's size, to be written by the caller's own thread.
    ///
    /// `nil` while unplugged, or while too many leases are out. When every buffer is busy, the frame still waiting
    /// for the screen is given up for it: the newest wins.
    func lease() -> FrameLease?

    /// A back buffer for a decoded picture that is to stand where `letterbox` says.
    ///
    /// Where the hardware converts and scales, it has the planes of the frame itself (`FrameLease.planar`); otherwise it is
    /// one of the mode's size, as from `lease()`.
    func lease(for letterbox: Letterbox) -> FrameLease?

    /// Shows the frame as soon as the screen can take it. There is one slot: a frame still waiting in it is superseded.
    ///
    /// A lease from before a mode change, or from another display, is superseded at once.
    func present(_ lease: consuming FrameLease, token: UInt64)

    /// Calls `handler` for every event until the observation is cancelled or released.
    ///
    /// Events before the call are not repeated: observe first, then read `mode`.
    func observe(_ handler: @escaping @Sendable (DisplayEvent) -> Void) -> DisplayObservation

    /// A copy of what is on the screen now; black before the first frame, `nil` while unplugged.
    func snapshot() -> PixelImage?

    /// Puts the screen to sleep, or wakes it; awake at first. Asleep it takes frames and shows the newest when it wakes.
    ///
    /// A back end that cannot (`DisplayStatus.power` stays `.unsupported`) goes on showing: present black as well.
    func setPower(isOn: Bool)

    var status: DisplayStatus { get }

    /// Calls `answer` on the back end's thread as soon as it gets to it: a sign of life. Never after `close`.
    func ping(_ answer: @escaping @Sendable () -> Void)

    /// Gives the screen back and waits for the back end's thread to end. Later calls do nothing.
    func close()
}

extension DisplayOutput {
    package func lease(for letterbox: Letterbox) -> FrameLease? { lease() }
}
