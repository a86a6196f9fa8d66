import Dialects
import DisplayContract
import Kiosk
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
        if case .projecting(let id, _) = screen, let projection = projections[id] {
            for other in projections.values where other.id != id { other.pipeline.hide() }
            letBeHeard(id)
            stage.leaveToProjection()
            projection.pipeline.show(on: stage.display)
            return
        }
        // Once this returns nothing of a projection reaches the display any more.
        for projection in projections.values { projection.pipeline.hide() }
        letBeHeard(screen.soundingSession)
        stage.show(kioskScreen(screen))
    }

    private func kioskScreen(_ screen: ReceiverScreen) -> Screen {
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
        case .connecting(_, let name): return .connecting(senderName: name ?? "")
        case .projecting(_, let name), .interrupted(_, let name): return .interrupted(senderName: name ?? "")
        }
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
            case .refused(let message): (.reconnecting(server: server), message.isEmpty ? nil : .text(message))
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
            notice: problem ?? notice.map(words) ?? configuration.notice.map { .text($0) },
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

    /// Draws what is shown anew, if it is a screen of ours.
    private func showAgain() {
        if case .projecting? = shown { return }
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
