import Foundation
import LiveProcesses
import Testing
import WebDriver

/// A laptop and a TV in networks of their own; between them a machine that forwards nothing, with room server and coturn.
struct RelayedStage {
    static let middleAddress = "10.81.1.1"

    let middle: NetworkNamespace
    let laptop: NetworkNamespace
    let television: NetworkNamespace
    let coturn: Coturn
    let content: ContentScreen
    let sender: SenderBrowser

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
        let content = try await ContentScreen(width: 1280, height: 720)
        return RelayedStage(
            middle: middle,
            laptop: laptop,
            television: television,
            coturn: try await Coturn(at: middleAddress, in: middle),
            content: content,
            sender: try await SenderBrowser(sharing: content.xvfb.display, with: browser, in: laptop)
        )
    }

    /// Projects with a room server that knows one way to the relay, while page and TV use nothing but relays.
    ///
    /// - Returns: the TV's status when the picture runs, and whether it is the right one.
    func project(by url: String) async throws -> (session: Status.Session, isShown: Bool) {
        let (roomDirectory, tvDirectory) = (Appliance.temporaryDirectory(), Appliance.temporaryDirectory())
        let secret = roomDirectory.appending(path: "secret").path
        guard
            FileManager.default.createFile(
                atPath: secret,
                contents: Data(Coturn.secret.utf8),
                attributes: [.posixPermissions: 0o600]
            )
        else { throw LiveProcess.Failure(description: "\(secret) cannot be written") }
        let room = try Appliance(
            "room",
            ["--listen", "0.0.0.0:0"]
                + configuration("turn: {urls: [\"\(url)\"], secretFile: \(secret)}", in: roomDirectory),
            directory: roomDirectory,
            in: middle
        )
        let port = try #require(URL(string: try await room.pageAddress())?.port)
        let address = "https://\(RelayedStage.middleAddress):\(port)"
        let tv = try Appliance(
            "tv",
            ["--display", "headless", "--room-server", address, "--trust", "first-use"]
                + configuration("ice: {transportPolicy: relay, trust: \(coturn.authority)}", in: tvDirectory),
            directory: tvDirectory,
            in: television
        )
        let result = try await showingScreensOnFailure(of: tv, and: sender.page) {
            let registered = try await tv.status { $0.projectionCode != nil && $0.isConnected }
            try await sender.open(address)
            try await sender.page.run(
                """
                const Native = window.RTCPeerConnection;
                window.RTCPeerConnection = class extends Native {
                  constructor(configuration) { super({ ...configuration, iceTransportPolicy: "relay" }); }
                };
                """
            )
            try await sender.share(code: try #require(registered.projectionCode))
            let status = try await tv.status { $0.state == "projecting" && $0.framesDisplayed > 30 }
            let isShown = ContentScreen.isShown(in: try await tv.snapshot())
            try await sender.page.click("#stop")
            _ = try await tv.status { $0.sessions.isEmpty }
            return (try #require(status.sessions.first), isShown)
        }
        await tv.stop()
        await room.stop()
        return result
    }

    func tearDown() async {
        await sender.stop()
        await content.stop()
        await coturn.stop()
        await laptop.stop()
        await television.stop()
        await middle.stop()
    }

    private func configuration(_ text: String, in directory: URL) throws -> [String] {
        let file = directory.appending(path: "diascope.yaml").path
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return ["--config", file]
    }
}
