import DisplayContract
package import Input
import NIOCore
import Receiver
import Wire

/// Whether somebody is there, and what follows from it for the screen.
struct Presence {
    var sleep: ScreenSleep
    var timer: Scheduled<Void>?
    var observation: DisplayObservation?

    init(_ sleep: ScreenSleep) {
        self.sleep = sleep
    }
}

extension TVService {
    /// A key at this TV, whatever it came by. In the dark it does nothing but bring light.
    package func pressed(_ key: RemoteKey) {
        // Typed on another console, or for a TV that is not there.
        guard stage.display.mode != nil else { return }
        let wasDark = presence.sleep.isDark
        signOfLife(switchesTVOn: true)
        if wasDark { return }
        switch key {
        case .status: toggleStatusPage()
        case .stop: Task { await endSessions() }
        case .accept: decide(accept: true)
        case .refuse: decide(accept: false)
        case .other: break
        }
    }

    /// Somebody chose this box at the TV, which is on, then.
    package func selected() { signOfLife(switchesTVOn: false) }

    func signOfLife(switchesTVOn: Bool) {
        presence.sleep.signOfLife(switchesTVOn: switchesTVOn, now: now)
        actOnPresence()
    }

    func set(blankAfter: Duration?) {
        presence.sleep.set(blankAfter: blankAfter, now: now)
        actOnPresence()
    }

    func noteSenders(on screen: ReceiverScreen) {
        let areThere =
            switch screen {
            case .starting, .code: false
            default: true
            }
        presence.sleep.senders(areThere: areThere, now: now)
        actOnPresence()
    }

    /// A TV that somebody turns on plugs itself in.
    func followPresence() {
        presence.observation = stage.display.observe { [weak self, loop] event in
            guard case .plugged = event else { return }
            loop.execute { self?.assumeIsolated { $0.selected() } }
        }
        actOnPresence()
    }

    private func actOnPresence() {
        while let action = presence.sleep.pollAction() {
            switch action {
            case .lightScreen: stage.setDark(false)
            case .darkenScreen: stage.setDark(true)
            case .switchTVOn: configuration.tools.switchTV(true)
            case .switchTVOff: configuration.tools.switchTV(false)
            }
        }
        presence.timer?.cancel()
        presence.timer = presence.sleep.deadline.map { deadline in
            loop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(clamping: deadline.nanoseconds))) { [weak self] in
                self?.assumeIsolated { service in
                    service.presence.sleep.handleTimeout(now: service.now)
                    service.actOnPresence()
                }
            }
        }
    }
}
