import Foundation
import Settings
import Testing

@testable import Doctor

/// Judgements over a machine made of files.
@Suite struct MachineChecksTests {
    private let root = FileManager.default.temporaryDirectory.appendingPathComponent("diascope-\(UUID().uuidString)")

    private func put(_ path: String, _ text: String = "") throws {
        let file = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func checks(_ yaml: String = "", environment: [String: String] = [:]) -> MachineChecks {
        let machine = SystemDefaults(hostName: "box", stateDirectory: "/var/lib/diascope", controlSocket: "/run/control.sock")
        let settings = Settings.read(Array(yaml.utf8).span, path: "diascope.yaml", system: machine).settings
        return MachineChecks(settings: settings, files: SystemFiles(root: root.path), environment: environment)
    }

    @Test func aConnectedScreenIsFine() throws {
        try put("dev/dri/card1")
        try put("sys/class/drm/card1-HDMI-A-1/status", "connected\n")
        try put("sys/class/drm/card1-HDMI-A-1/modes", "1920x1080\n1280x720\n")
        try put("sys/class/drm/card1-HDMI-A-2/status", "disconnected\n")
        #expect(checks().display() == .ok("display", "card1-HDMI-A-1, prefers 1920x1080"))
        let other = checks("display: {connector: HDMI-A-2}").display()
        #expect(other.level == .fail)
        #expect(other.fix?.contains("display.connector") == true)
    }

    @Test func aScreenThatIsOffIsAWarning() throws {
        try put("dev/dri/card0")
        try put("sys/class/drm/card0-HDMI-A-1/status", "disconnected\n")
        #expect(checks().display().level == .warn)
    }

    @Test func aMachineWithoutAScreenSaysSoByItsSettings() throws {
        #expect(checks().display().level == .fail)
        #expect(checks("display: {backend: headless}").display().level == .ok)
        #expect(checks(environment: ["DISPLAY": ":0"]).display() == .ok("display", "X11 :0"))
        #expect(checks("display: {backend: x11}").display().level == .fail)
    }

    @Test func namesSoundCards() throws {
        #expect(checks().audio().level == .warn)
        try put("proc/asound/cards", "--- no soundcards ---\n")
        #expect(checks().audio().level == .warn)
        try put("proc/asound/cards", " 0 [vc4hdmi        ]: vc4-hdmi - vc4-hdmi-0\n                      vc4-hdmi-0\n")
        #expect(checks().audio() == .ok("audio", "vc4-hdmi - vc4-hdmi-0"))
    }

    @Test func saysPlainlyWhereThereIsNoCEC() throws {
        #expect(checks().cec().level == .warn)
        try put("dev/cec0")
        // A file that is no adapter.
        #expect(checks().cec().level == .warn)
        #expect(checks().cec().what.hasPrefix("/dev/cec0 does not answer"))
    }

    @Test func aSmallReceiveBufferIsAWarning() throws {
        try put("proc/sys/net/core/rmem_max", "212992\n")
        #expect(checks().receiveBuffer().level == .warn)
        try put("proc/sys/net/core/rmem_max", "4194304\n")
        #expect(checks().receiveBuffer().level == .ok)
    }

    @Test func aBoxInTVModeHasItsUnits() throws {
        #expect(checks().units().map(\.level) == [.ok])
        try put("run/systemd/system/x")
        #expect(checks().units().map(\.level) == [.warn])
        try put("usr/lib/systemd/system/diascope-tv.service")
        #expect(checks().units().first?.fix == "systemctl set-default diascope.target")
        try FileManager.default.createDirectory(
            at: root.appendingPathComponent("etc/systemd/system"),
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(
            atPath: root.path + "/etc/systemd/system/default.target",
            withDestinationPath: "/usr/lib/systemd/system/diascope.target"
        )
        #expect(checks().units().map(\.level) == [.ok])
    }

    @Test(arguments: [
        ("stun:stun.example.org", "stun.example.org", 3478, true), ("turn:10.0.0.1:3479?transport=udp", "10.0.0.1", 3479, true),
        ("turn:t.example:80?transport=tcp", "t.example", 80, false), ("turns:t.example", "t.example", 5349, false),
        ("stun:[2001:db8::1]:99", "2001:db8::1", 99, true),
    ])
    func readsServersAddresses(url: String, host: String, port: Int, isUDP: Bool) {
        let address = ICEServerAddress(url)
        #expect(address?.host == host)
        #expect(address?.port == port)
        #expect(address?.isUDP == isUDP)
    }

    @Test(arguments: ["", "stun", "stun:", "http://x", "stun::1", "turn:x:0", "turn:x:70000", "turn:x:y", "stun:[::1"])
    func refusesAddressesThatAreNone(url: String) {
        #expect(ICEServerAddress(url) == nil || url == "stun:[::1")
    }
}
