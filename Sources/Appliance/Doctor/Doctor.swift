import Kiosk
package import NIOCore
import Receiver
package import Settings
import SocketIOClient

/// Looks at everything a technician would: names the fault and the fix.
package struct Doctor: Sendable {
    package let settings: Settings
    package let problems: [SettingsProblem]
    package let environment: [String: String]
    private let root: String

    /// - Parameters:
    ///   - problems: of the settings.
    ///   - root: what the machine's files lie below; tests have a directory of their own.
    package init(settings: Settings, problems: [SettingsProblem], environment: [String: String], root: String = "") {
        self.settings = settings
        self.problems = problems
        self.environment = environment
        self.root = root
    }

    /// Everything; takes as long as the slowest server that does not answer, some seconds.
    package func examine(on group: any EventLoopGroup) async -> [Finding] {
        let network = NetworkChecks(settings: settings, knownPins: pins, group: group)
        return configuration() + machine() + [fonts()] + (await network.all())
    }

    func machine() -> [Finding] {
        MachineChecks(settings: settings, files: SystemFiles(root: root), environment: environment).all()
    }

    func configuration() -> [Finding] {
        guard !problems.isEmpty else { return [.ok("settings", "fine")] }
        return problems.map { .fail("settings", "\($0.origin): \($0.what)", fix: $0.fix) }
    }

    /// Draws what a TV has to be able to draw, and looks for characters that no font has.
    func fonts() -> Finding {
        let screen = Screen.code(
            CodeScreen(code: "K7M2PX", senderURL: "https://example.org", tvName: "会议室 Ünïcödé Кино", connection: .connected)
        )
        let (width, height) = (1280, 720)
        var pixels = [UInt8](repeating: 0, count: width * height * 4)
        var span = pixels.mutableSpan
        guard
            let drawn = try? ScreenRenderer().draw(screen, into: &span, width: width, height: height, bytesPerRow: width * 4),
            !drawn.elements.isEmpty
        else {
            return .fail("fonts", "nothing can be drawn", fix: "install fontconfig and fonts-dejavu-core")
        }
        let missing = drawn.elements.reduce(0) { $0 + $1.missingGlyphs }
        guard missing == 0 else {
            return .warn("fonts", "\(missing) characters of a Chinese name have no font", fix: "install fonts-wqy-microhei")
        }
        return .ok("fonts", "Latin, Cyrillic and Chinese can be drawn")
    }

    /// What a TV with `first-use` has remembered, as far as this user may know.
    private var pins: [String: CertificatePin] {
        StoredState.read(directory: settings.tv.stateDirectory)?.pinnedCertificates.compactMapValues { CertificatePin($0) } ?? [:]
    }
}
