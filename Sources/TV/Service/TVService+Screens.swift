import Dialects
import DisplayContract
import Kiosk
import Logging
import Media
import NIOCore
import Receiver
import SocketIOClient

/// Which screen shows what the machine wants to be seen.
extension TVService {
    func show(_ screen: ReceiverScreen) {
        shown = screen
        noteSenders(on: screen)
        guard statusPage == nil else { return }
        switch screen {
        case .projecting(let id, _) where projections[id] != nil: showAlone(id)
        case .grid(let cells): showTogether(cells)
        case .starting, .code, .connecting, .projecting, .interrupted, .paused, .ended: showNone(screen)
        }
        layBadges()
    }

    private func showAlone(_ id: SessionID) {
        for other in projections.values where other.id != id { other.pipeline.hide() }
        letBeHeard(id)
        stage.leaveToProjection()
        endGrid()
        projections[id]?.pipeline.show(on: stage.display)
    }

    private func showTogether(_ cells: [GridCell]) {
        let ids = cells.map(\.id)
        do {
            let grid = try self.grid ?? PictureGrid(display: stage.display, viewport: configuration.pipeline.viewport)
            self.grid = grid
            for other in projections.values where !ids.contains(other.id) { other.pipeline.hide() }
            letBeHeard(ids.last)
            let displays = grid.arrange(ids.map(\.number))
            // The margin is the grid's already.
            let viewport = Viewport(rotation: configuration.pipeline.viewport.rotation)
            for id in ids {
                guard let display = displays[id.number] else { continue }
                projections[id]?.pipeline.show(on: display, viewport: viewport)
            }
            stage.leaveToProjection()
        } catch {
            logger.error("several pictures cannot be shown", metadata: ["why": "\(error)"])
            if let last = ids.last { showAlone(last) }
        }
    }

    private func showNone(_ screen: ReceiverScreen) {
        // Once this returns nothing of a projection reaches the display any more.
        for projection in projections.values { projection.pipeline.hide() }
        endGrid()
        letBeHeard(screen.soundingSession)
        stage.show(kioskScreen(screen), badges: screen.hasLastFrame ? urgentBadges : [])
    }

    /// What the grid showed last stays until something else is drawn.
    private func endGrid() {
        grid?.stop()
        grid = nil
    }

    private func kioskScreen(_ screen: ReceiverScreen) -> Screen {
        if let announcement, !screen.hasLastFrame, configuration.obstacle == nil {
            return .announcement(announcement.text, reminder)
        }
        switch screen {
        case .starting where configuration.obstacle != nil, .code where configuration.obstacle != nil:
            return configuration.obstacle.map { .problem($0) } ?? .starting(message: "")
        case .starting(let connection):
            if let network = missingNetwork {
                return .noNetwork(
                    NetworkScreen(
                        tvName: configuration.receiver.name,
                        addresses: network.addresses,
                        hardwareAddresses: network.hardwareAddresses
                    )
                )
            }
            return .code(codeScreen(code: nil, senderURL: nil, connection, notice: nil))
        case .code(let code):
            return .code(
                codeScreen(
                    code: code.code,
                    senderURL: code.senderURL,
                    code.connection,
                    notice: code.notice,
                    place: code.place
                )
            )
        case .ended(let name, _): return .ended(senderName: name ?? "", reminder)
        case .connecting(_, let name): return .connecting(senderName: name ?? "")
        case .paused(_, let name): return .paused(senderName: name ?? "")
        case .projecting(_, let name), .interrupted(_, let name): return .interrupted(senderName: name ?? "")
        case .grid: return .interrupted(senderName: "")
        }
    }

    private var reminder: CodeReminder? {
        machine.projectionCode.map { CodeReminder(code: $0, senderURL: machine.currentSenderURL) }
    }

    private func codeScreen(
        code: String?,
        senderURL: String?,
        _ connection: Receiver.RoomConnection,
        notice: SessionNotice?,
        place: MeetingPlace = .code
    ) -> Kiosk.CodeScreen {
        let server = configuration.client.urls.first?.authority ?? ""
        var (kioskConnection, problem): (Kiosk.RoomConnection, Kiosk.CodeScreen.Notice?) =
            switch connection {
            case .connecting: (.connecting, nil)
            case .connected: (.connected, nil)
            case .reconnecting: (.reconnecting(server: server), nil)
            case .replaced: (.reconnecting(server: server), .identityCopied)
            case .refused(let words, let isForNow): (.reconnecting(server: server), .refused(words, isForNow: isForNow))
            }
        if let network = missingNetwork {
            kioskConnection = .noNetwork(addresses: network.addresses, hardwareAddresses: network.hardwareAddresses)
        }
        return Kiosk.CodeScreen(
            code: code,
            senderURL: senderURL,
            call: call(at: place),
            tvName: configuration.receiver.name,
            connection: kioskConnection,
            notice: problem ?? notice.map(words) ?? configuration.notice,
            clock: clock
        )
    }

    /// How people reach a TV that has no page of its own: in the room, or as the user, of the system's own pages.
    private func call(at place: MeetingPlace) -> Kiosk.CodeScreen.Call? {
        let server = roomServer.url
        return switch place {
        case .code: nil
        case .room: .room(server: server)
        case .user(let id, let name): .user(id: id, name: name, server: server)
        }
    }

    private func words(_ notice: SessionNotice) -> Kiosk.CodeScreen.Notice {
        let name = notice.name ?? ""
        return switch notice.reason {
        case .unsupported: .unsupported(senderName: name)
        default: notice.wasPresenting ? .lost(senderName: name) : .noPath(senderName: name)
        }
    }

    private var clock: String? {
        guard let style = configuration.screens.clock, configuration.tools.isTimeKnown() else { return nil }
        return WallClock.text(style)
    }

    /// What is known of the network while it is missing and the room server is not there.
    private var missingNetwork: NetworkFacts? {
        guard machine.connection != .connected, let network, !network.isConnected else { return nil }
        return network
    }
}

/// What changes on the screens by itself.
extension TVService {
    private static let networkInterval = TimeAmount.seconds(3)

    /// Keeps the clock right and what stands still moving, and looks for the network while it is missing.
    func startScreenUpkeep() {
        scheduleMinute()
        networkWatch = loop.scheduleRepeatedTask(initialDelay: .zero, delay: TVService.networkInterval) { [weak self] _ in
            self?.assumeIsolated { $0.lookForNetwork() }
        }
    }

    func stopScreenUpkeep() {
        minute?.cancel()
        networkWatch?.cancel()
    }

    private func scheduleMinute() {
        minute = loop.scheduleTask(in: .seconds(WallClock.secondsToNextMinute)) { [weak self] in
            self?.assumeIsolated { service in
                service.stage.shift()
                service.showAgain()
                service.scheduleMinute()
            }
        }
    }

    /// Shows what is shown anew: something in it, or over it, is another.
    func showAgain() {
        if let shown { show(shown) }
    }

    private func lookForNetwork() {
        guard machine.connection != .connected else {
            network = nil
            return
        }
        let find = configuration.tools.network
        files.submit { [loop] in
            let found = find()
            loop.execute { [weak self] in
                self?.assumeIsolated { service in
                    guard service.network != found else { return }
                    service.network = found
                    service.showAgain()
                }
            }
        }
    }
}

extension ReceiverScreen {
    /// Whether somebody's picture is on the screen, moving or not.
    fileprivate var hasLastFrame: Bool {
        switch self {
        case .projecting, .interrupted, .paused, .grid: true
        case .starting, .code, .connecting, .ended: false
        }
    }
}
