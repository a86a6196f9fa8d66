package import DisplayContract
import DisplayDRM
import DisplayHeadless
import DisplayX11
package import Settings

/// Which display back end was taken, and why.
package struct DisplayChoice: Sendable {
    package let display: any DisplayOutput
    package let reason: String

    /// Opens what the settings ask for. `auto` is X11 where `DISPLAY` is set, else KMS where there is a card or this is a
    /// service, else headless.
    package static func open(_ settings: Settings.Display, environment: [String: String]) throws -> DisplayChoice {
        let name = environment["DISPLAY"].flatMap { $0.isEmpty ? nil : $0 }
        switch settings.backend {
        case .x11:
            return DisplayChoice(display: try x11(settings), reason: "x11 \(name ?? ":0"), as the settings ask for")
        case .drm:
            return DisplayChoice(display: try drm(settings), reason: "drm, as the settings ask for")
        case .headless:
            return DisplayChoice(display: try headless(settings), reason: "headless, as the settings ask for")
        case .auto:
            if let name { return DisplayChoice(display: try x11(settings), reason: "x11 \(name), because DISPLAY is set") }
            if DRMDisplay.isPossible {
                return DisplayChoice(display: try drm(settings), reason: "drm, because DISPLAY is not set and there is a card")
            }
            // Started with the machine, the TV may be earlier than the driver of its graphics card.
            if environment["NOTIFY_SOCKET"] != nil {
                return DisplayChoice(display: try drm(settings), reason: "drm, because this is a service without an X server")
            }
            return DisplayChoice(
                display: try headless(settings),
                reason: "headless, because DISPLAY is not set and there is no graphics card"
            )
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

    private static func drm(_ settings: Settings.Display) throws -> any DisplayOutput {
        try DRMDisplay(
            configuration: DRMConfiguration(
                card: settings.card,
                connector: settings.connector,
                mode: settings.mode.map {
                    ModeWish(width: $0.size.width, height: $0.size.height, refreshHz: $0.refreshHz)
                }
            )
        )
    }

    private static func headless(_ settings: Settings.Display) throws -> any DisplayOutput {
        try HeadlessDisplay(mode: DisplayMode(width: settings.size.width, height: settings.size.height, refreshHz: 60))
    }
}
