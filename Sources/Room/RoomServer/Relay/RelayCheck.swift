import Dialects
import Logging
import NIOCore
import TURN
import Transport
import Wire

/// One round of tests: every way to the TURN server, by the credentials that TVs and senders get.
struct RelayCheck: Sendable {
    /// Of one name; the rest is not tried.
    private static let maximumAddresses = 4

    var access: TURNAccess
    var trust: TLSTrust
    var eventLoop: any EventLoop
    var logger: Logger

    /// - Parameter unixTime: seconds since 1970, now.
    func run(unixTime: Int64) async -> [RelayReport] {
        await withTaskGroup(of: (Int, RelayReport).self) { group in
            for (index, text) in access.urls.enumerated() {
                guard let url = try? ICEServerURL(parsing: text), url.transport != .dtls else { continue }
                group.addTask { (index, RelayReport(url: text, outcome: await self.test(url, unixTime))) }
            }
            var reports: [(Int, RelayReport)] = []
            for await report in group { reports.append(report) }
            return reports.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func test(_ url: ICEServerURL, _ unixTime: Int64) async -> RelayReport.Outcome {
        let outcome = await test(url, access, unixTime)
        guard outcome == .failed(.wrongCredentials), let old = access.withOldSecret else { return outcome }
        if case .works = await test(url, old, unixTime) { return .knowsOnlyTheOldSecret }
        return outcome
    }

    private func test(_ url: ICEServerURL, _ access: TURNAccess, _ unixTime: Int64) async -> RelayReport.Outcome {
        let server = access.server(for: "self-test", unixTime: unixTime)
        guard let username = server.username, let password = server.credential else { return .failed(.wrongCredentials) }
        let addresses = if let address = url.address { [address] } else { await ServerNames.addresses(of: url.host) }
        var outcome = RelayReport.Outcome.unresolved
        for address in addresses.prefix(RelayCheck.maximumAddresses) {
            let result = try? await RelayProbe.run(
                url,
                at: address,
                credentials: TURNCredentials(username: username, password: password),
                trust: trust,
                on: eventLoop,
                logger: logger
            )
            outcome = result ?? .failed(.streamLost)
            if case .works = outcome { return outcome }
        }
        return outcome
    }
}
