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
        var rows = [StatusScreen.Row("State", status.state.rawValue)]
        let server = status.roomServer
        let connection = server.isConnected ? "connected" : "not connected"
        rows.append(
            .init("Room server", "\(server.url.isEmpty ? "none" : server.url), \(connection)", isFault: !server.isConnected)
        )
        if let fault {
            rows.append(.init("Display", fault, isFault: true))
        } else if let display = status.display {
            let rate = display.refreshHz.map { $0 > 0 ? " at \(Int($0.rounded())) Hz" : "" } ?? ""
            let size = "\(display.width) × \(display.height)\(rate)"
            rows.append(.init("Display", "\(display.backend) \(display.connector ?? ""), \(size), \(display.planePath.rawValue)"))
        }
        for session in status.sessions { rows.append(.init("Sender", words(for: session))) }
        rows.append(.init("Version", status.version))
        return rows
    }

    private static func words(for session: SessionStatus) -> String {
        var parts = ["\(session.senderName ?? "someone") (\(session.state.rawValue))"]
        if let width = session.frameWidth, let height = session.frameHeight, let rate = session.framesPerSecond {
            parts.append("\(width) × \(height), \(Int(rate.rounded())) frames/s")
        }
        if let time = session.roundTripTime { parts.append("\(Int((time * 1000).rounded())) ms round trip") }
        if let lost = session.packetsLost { parts.append("\(lost) packets lost") }
        if let frames = session.framesDecoded, frames > 0, let time = session.totalDecodeTime {
            let decode = time / Double(frames) * 1000
            parts.append("\((decode * 10).rounded() / 10) ms decoding")
        }
        return parts.joined(separator: ", ")
    }
}
