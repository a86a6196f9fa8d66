import Foundation
import LiveProcesses
import Testing
import WebDriver

/// A laptop and a TV in networks of their own; between them a machine that forwards nothing, with the room server and coturn.
struct RelayedStage {
    static let middle = "10.81.1.1"

    let middle: NetworkNamespace
    let laptop: NetworkNamespace
    let television: NetworkNamespace
    let coturn: Coturn
    let room: Appliance
    let tv: Appliance
    let content: ContentScreen
    let sender: SenderBrowser
    let code: String

    static func setUp(browser: BrowserKind = .chromium) async throws -> RelayedStage {
        let (middle, laptop, television) = (
            try await NetworkNamespace(), try await NetworkNamespace(), try await NetworkNamespace()
        )
        for (namespace, name, subnet) in [(laptop, "lan1", "10.81.1"), (television, "lan2", "10.81.2")] {
            try await middle.run(
                """
                ip link add \(name) type veth peer name eth0 netns \(namespace.processIdentifier)
                ip address add \(subnet).1/24 dev \(name)
                ip link set \(name) up
                """
            )
            try await namespace.run(
                """
                ip address add \(subnet).2/24 dev eth0
                ip link set eth0 up
                ip route add default via \(subnet).1
                """
            )
        }
        try await middle.run("sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0")
        let coturn = try await Coturn(at: RelayedStage.middle, in: middle)
        let room = try Appliance("room", ["--listen", "0.0.0.0:0"], in: middle)
        let port = try #require(URL(string: try await room.pageAddress())?.port)
        let address = "https://\(RelayedStage.middle):\(port)"
        let tv = try Appliance(
            "tv",
            ["--display", "headless", "--room-server", address, "--trust", "first-use"],
            in: television
        )
        let status = try await tv.status { $0.projectionCode != nil && $0.isConnected }
        let content = try await ContentScreen(width: 1280, height: 720)
        let sender = try await SenderBrowser(sharing: content.xvfb.display, with: browser, in: laptop)
        try await sender.open(address)
        return RelayedStage(
            middle: middle,
            laptop: laptop,
            television: television,
            coturn: coturn,
            room: room,
            tv: tv,
            content: content,
            sender: sender,
            code: try #require(status.projectionCode)
        )
    }

    /// From now on the page's connections use nothing but a relay, reached in this one way.
    func relayOnly(by url: String) async throws {
        let (username, credential) = try await coturn.credentials()
        try await sender.page.run(
            """
            const Native = window.NativePeerConnection ??= window.RTCPeerConnection;
            window.RTCPeerConnection = class extends Native {
              constructor(configuration) {
                const iceServers = [{ urls: "\(url)", username: "\(username)", credential: "\(credential)" }];
                super({ ...configuration, iceServers, iceTransportPolicy: "relay" });
              }
            };
            """
        )
    }

    func tearDown() async {
        await sender.stop()
        await content.stop()
        await tv.stop()
        await room.stop()
        await coturn.stop()
        await laptop.stop()
        await television.stop()
        await middle.stop()
    }
}
