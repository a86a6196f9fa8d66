import Foundation
import LiveProcesses
import Testing
import WebDriver

/// A network without IPv4.
@Suite(
    .serialized,
    .timeLimit(.minutes(5)),
    .enabled("needs root and network namespaces", { await NetworkNamespace.areAvailable() })
)
struct IPv6Tests {
    /// Firefox: Chromium gathers no candidate at all where it has no IPv4 address, so no receiver can reach it.
    @Test func showsABrowsersScreen() async throws {
        let (laptop, television) = (try await NetworkNamespace(), try await NetworkNamespace())
        try await laptop.run("ip link add eth0 type veth peer name eth0 netns \(television.processIdentifier)")
        for (namespace, address) in [(laptop, "2001:db8:d1a5::1"), (television, "2001:db8:d1a5::2")] {
            try await namespace.run(
                """
                ip address add \(address)/64 dev eth0 nodad
                ip link set eth0 up
                ip -6 route add default dev eth0
                """
            )
        }
        let tv = try Appliance("run", ["--display", "headless", "--listen", "[::]:0"], in: television)
        let port = try #require(URL(string: try await tv.pageAddress())?.port)
        let code = try #require(try await tv.status { $0.projectionCode != nil && $0.isConnected }.projectionCode)
        let content = try await ContentScreen(width: 1280, height: 720)
        let sender = try await SenderBrowser(sharing: content.xvfb.display, with: .firefox, in: laptop)
        try await showingScreensOnFailure(of: tv, and: sender.page) {
            try await sender.open("https://[2001:db8:d1a5::2]:\(port)")
            try await sender.share(code: code)
            let shown = try await tv.status { $0.state == "projecting" && $0.framesDisplayed > 30 }
            #expect(shown.sessions.first?.localCandidateType == "host")
            #expect(shown.senderURL?.contains("[2001:db8:d1a5::2]") == true, "\(shown.senderURL ?? "none")")
            #expect(ContentScreen.isShown(in: try await tv.snapshot()))
        }
        await sender.stop()
        await content.stop()
        await tv.stop()
        await laptop.stop()
        await television.stop()
    }
}
