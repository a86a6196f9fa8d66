import Dialects
import DisplayContract
import Kiosk
import Media
import NIOCore
import Receiver
import Wire

/// What is laid over pictures: who presents, the code, questions and messages.
extension TVService {
    /// Answers the question on the screen, from the control API or the TV's remote.
    package func decide(accept: Bool) { feed(.decision(accept: accept)) }

    /// Shows a message of the administrator, over whatever is shown.
    package func announce(_ text: String, seconds: Int) {
        let words: Substring = text.prefix(500)
        let isEmpty = words.allSatisfy(\.isWhitespace)
        announcement = isEmpty ? nil : (text: String(words), until: now + .seconds(seconds))
        if announcement != nil { signOfLife(switchesTVOn: false) }
        showAgain()
    }

    /// Over a picture, whatever else is there.
    var urgentBadges: [Badge] {
        var badges: [Badge] = []
        if let question {
            badges.append(.question(newcomer: question.newcomer ?? "", presenter: question.presenter ?? ""))
        } else if let announcement {
            badges.append(.announcement(announcement.text))
        }
        return badges
    }

    /// Brings what is laid over the pictures up to date with what is shown, and comes back when it is to change by itself.
    func layBadges() {
        var covered: Set<SessionID> = []
        switch shown {
        case .projecting(let id, let name):
            if let projection = projections[id] {
                covered.insert(id)
                lay(badges(of: id, name) + urgentBadges, over: projection, on: stage.display)
            }
        case .grid(let cells):
            for (index, cell) in cells.enumerated() {
                guard let projection = projections[cell.id], let display = projection.pipeline.display else { continue }
                covered.insert(cell.id)
                lay(badges(of: cell) + (index == 0 ? urgentBadges : []), over: projection, on: display)
            }
        case .starting, .code, .connecting, .interrupted, .paused, .ended, nil: break
        }
        for projection in projections.values where !covered.contains(projection.id) { stage.uncover(projection.id.number) }
        presenterNamed = presenterNamed.filter { projections[$0.key] != nil }
        scheduleBadges()
    }

    private func lay(_ badges: [Badge], over projection: Projection, on display: any DisplayOutput) {
        let pipeline = projection.pipeline
        stage.lay(badges, over: projection.id.number, on: display) { pipeline.setOverlay($0) }
    }

    private func badges(of id: SessionID, _ name: String?) -> [Badge] {
        var badges: [Badge] = []
        let until = presenterNamed[id] ?? now + configuration.screens.presenterName
        presenterNamed[id] = until
        if now < until { badges.append(.presenter(name: name ?? "")) }
        if configuration.screens.showsCodeWhileProjecting, let code = machine.projectionCode { badges.append(.code(code)) }
        return badges
    }

    /// Several pictures are told apart by their names, so these stay.
    private func badges(of cell: GridCell) -> [Badge] {
        let name = Badge.presenter(name: cell.name ?? "")
        switch cell.state {
        case .projecting: return [name]
        case .interrupted: return [name, .interrupted]
        case .paused: return [name, .paused]
        }
    }

    private func scheduleBadges() {
        badgeTimer?.cancel()
        badgeTimer = nil
        if let announcement, now >= announcement.until { self.announcement = nil }
        let moments = presenterNamed.values.filter { $0 > now } + [announcement?.until].compactMap(\.self)
        guard let next = moments.min() else { return }
        badgeTimer = loop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(clamping: next.nanoseconds))) { [weak self] in
            self?.assumeIsolated { service in
                if let announcement = service.announcement, service.now >= announcement.until { service.announcement = nil }
                service.showAgain()
            }
        }
    }
}
