package import DisplayContract
import DisplayHeadless
import DisplayX11
package import Settings

/// Which display back end was taken, and why.
package struct DisplayChoice: Sendable {
    package let display: any DisplayOutput
    package let reason: String

    /// Opens what the settings ask for. `auto` is X11 where `DISPLAY` is set, else headless.
    package static func open(_ settings: Settings.Display, environment: [String: String]) throws -> DisplayChoice {
        let name = environment["DISPLAY"].flatMap { $0.isEmpty ? nil : $0 }
        switch settings.backend {
        case .x11:
            return DisplayChoice(display: try x11(settings), reason: "x11 \(name ?? ":0"), as the settings ask for")
        case .headless:
            return DisplayChoice(display: try headless(settings), reason: "headless, as the settings ask for")
        case .auto:
            guard let name else {
                return DisplayChoice(display: try headless(settings), reason: "headless, because DISPLAY is not set")
            }
            return DisplayChoice(display: try x11(settings), reason: "x11 \(name), because DISPLAY is set")
        }
    }

    private static func x11(_ settings: Settings.Display) throws -> any DisplayOutput {
        try X11Display(
            configuration: X11Configuration(
                fullScreen: settings.fullScreen,
                windowWidth: settings.size.width,
                windowHeight: settings.size.height
            )
        )
    }

    private static func headless(_ settings: Settings.Display) throws -> any DisplayOutput {
        try HeadlessDisplay(mode: DisplayMode(width: settings.size.width, height: settings.size.height, refreshHz: 60))
    }
}
