import Dialects
import DisplayContract
import Kiosk
import Media
import NIOCore
import Receiver
import Wire

/// The status page while it is on the screen.
struct StatusPage {
    /// It goes by itself: nobody may be there any more.
    static let duration = Duration.seconds(60)

    let until: MonotonicTime
    /// Draws it anew every second.
    let refresh: RepeatedTask
}

extension TVService {
    package func toggleStatusPage() {
        signOfLife(switchesTVOn: true)
        if statusPage != nil { return closeStatusPage() }
        for projection in projections.values { projection.pipeline.hide() }
        let refresh = loop.scheduleRepeatedTask(initialDelay: .zero, delay: .seconds(1)) { [weak self] _ in
            self?.assumeIsolated { $0.refreshStatusPage() }
        }
        statusPage = StatusPage(until: now + StatusPage.duration, refresh: refresh)
    }

    private func closeStatusPage() {
        statusPage?.refresh.cancel()
        statusPage = nil
        if let shown { show(shown) }
    }

    private func refreshStatusPage() {
        guard let statusPage else { return }
        guard now < statusPage.until else { return closeStatusPage() }
        let (status, tools, stage, fault) = (status(), configuration.tools, stage, stage.display.status.fault)
        let name = configuration.receiver.name
        // The facts about the machine come from files: not for the event loop.
        files.submit { [loop] in
            let page = StatusScreen(
                tvName: name,
                rows: TVService.rows(of: status, fault: fault) + tools.machineFacts(),
                problems: tools.recentProblems()
            )
            loop.execute { [weak self] in
                self?.assumeIsolated { service in
                    if service.statusPage != nil { stage.show(.status(page)) }
                }
            }
        }
    }

    private static func rows(of status: ReceiverStatus, fault: String?) -> [StatusScreen.Row] {
        let server = status.roomServer
        var rows: [StatusScreen.Row] = [
            .state(state(status.state)), .roomServer(address: server.url, isConnected: server.isConnected),
        ]
        if let fault {
            rows.append(.display(fault, isFault: true))
        } else if let display = status.display {
            let rate = display.refreshHz.map { $0 > 0 ? ", \(Int($0.rounded())) Hz" : "" } ?? ""
            let size = "\(display.width) × \(display.height)\(rate)"
            let name = [display.backend, display.connector ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
            rows.append(.display("\(name), \(size), \(display.planePath.rawValue)", isFault: false))
        }
        for session in status.sessions { rows.append(row(for: session)) }
        rows.append(.version(status.version))
        return rows
    }

    private static func state(_ state: TVState) -> StatusScreen.State {
        StatusScreen.State(rawValue: state.rawValue) ?? .starting
    }

    private static func row(for session: SessionStatus) -> StatusScreen.Row {
        var figures = StatusScreen.Figures()
        if let width = session.frameWidth, let height = session.frameHeight { figures.size = "\(width) × \(height)" }
        figures.framesPerSecond = session.framesPerSecond.map { Int($0.rounded()) }
        figures.roundTrip = session.roundTripTime.map { Int(($0 * 1000).rounded()) }
        figures.packetsLost = session.packetsLost
        if let frames = session.framesDecoded, frames > 0, let time = session.totalDecodeTime {
            figures.decoding = (time / Double(frames) * 10_000).rounded() / 10
        }
        let state = StatusScreen.State(rawValue: session.state.rawValue) ?? .negotiating
        return .sender(name: session.senderName ?? "", state: state, figures)
    }
}
