package import Wire

/// When the screen goes dark because nobody is there, and when it is lit and the TV turned on because somebody is.
///
/// Told the time. Somebody is there while a sender connects or projects, and for `blankAfter` after the last sign of life.
package struct ScreenSleep: Sendable {
    package enum Action: Sendable, Equatable {
        case lightScreen
        case darkenScreen
        /// Have the TV itself turned on, and show this box.
        case switchTVOn
        case switchTVOff
    }

    /// `nil`: the screen stays lit.
    private var blankAfter: Duration?
    /// Senders are there.
    private var isBusy = false
    private var lastSign: MonotonicTime
    package private(set) var isDark = false
    private var actions: [Action] = []

    package init(blankAfter: Duration?, now: MonotonicTime) {
        self.blankAfter = blankAfter
        lastSign = now
    }

    package mutating func pollAction() -> Action? {
        actions.isEmpty ? nil : actions.removeFirst()
    }

    /// When `handleTimeout` is to be called; `nil` while there is nothing to wait for.
    package var deadline: MonotonicTime? {
        guard let blankAfter, !isBusy, !isDark else { return nil }
        return lastSign + blankAfter
    }

    package mutating func handleTimeout(now: MonotonicTime) {
        guard let deadline, now >= deadline else { return }
        isDark = true
        // While there is still a signal to say it over.
        actions += [.switchTVOff, .darkenScreen]
    }

    /// Whether senders are there now.
    package mutating func senders(areThere: Bool, now: MonotonicTime) {
        let isArrival = areThere && !isBusy
        let wasBusy = isBusy
        isBusy = areThere
        guard isArrival else {
            if wasBusy, !areThere { lastSign = now }
            return
        }
        light(now: now)
        actions.append(.switchTVOn)
    }

    /// Somebody is at the TV: a key, its remote control, a technician's command.
    ///
    /// - Parameter switchesTVOn: where it went off with the screen. Not for what a TV does by itself, such as plugging itself in.
    package mutating func signOfLife(switchesTVOn: Bool, now: MonotonicTime) {
        let wasDark = isDark
        light(now: now)
        if wasDark, switchesTVOn { actions.append(.switchTVOn) }
    }

    package mutating func set(blankAfter: Duration?, now: MonotonicTime) {
        guard self.blankAfter != blankAfter else { return }
        self.blankAfter = blankAfter
        signOfLife(switchesTVOn: true, now: now)
    }

    private mutating func light(now: MonotonicTime) {
        lastSign = now
        guard isDark else { return }
        isDark = false
        actions.append(.lightScreen)
    }
}
