import Glibc

/// How the X11 back end shows itself.
package struct X11Configuration: Sendable {
    /// `:0`, `host:1.0`; `nil` takes `$DISPLAY`, and `:0` without that.
    package var displayName: String?
    /// `false` opens a window of `windowWidth` × `windowHeight` that may be resized.
    package var fullScreen: Bool
    /// Pixels.
    package var windowWidth: Int
    /// Pixels.
    package var windowHeight: Int
    package var title: String
    /// How long to wait between attempts to open a display that is not there.
    package var retryInterval: Duration
    /// Whether the screen saver and DPMS are held off while the display is open.
    package var keepsScreenAwake: Bool

    package init(
        displayName: String? = nil,
        fullScreen: Bool = true,
        windowWidth: Int = 1280,
        windowHeight: Int = 720,
        title: String = "Diascope",
        retryInterval: Duration = .seconds(1),
        keepsScreenAwake: Bool = true
    ) {
        self.displayName = displayName
        self.fullScreen = fullScreen
        self.windowWidth = windowWidth
        self.windowHeight = windowHeight
        self.title = title
        self.retryInterval = retryInterval
        self.keepsScreenAwake = keepsScreenAwake
    }
}

extension X11Configuration {
    /// What to call the display in messages and in the status.
    var connector: String {
        if let displayName { return displayName }
        return unsafe getenv("DISPLAY").map { unsafe String(cString: $0) } ?? ":0"
    }
}
