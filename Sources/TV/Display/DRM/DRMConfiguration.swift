/// How the KMS back end chooses its screen.
package struct DRMConfiguration: Sendable {
    /// `/dev/dri/card1`; `nil` takes the first card with a connected display.
    package var card: String?
    /// As the kernel names it, `HDMI-A-1`; `nil` takes the first connected one.
    package var connector: String?
    /// `nil` takes what the display prefers.
    package var mode: ModeWish?
    /// How long to wait between attempts while there is nothing to draw on and the kernel reports nothing.
    package var retryInterval: Duration
    /// `false` keeps to the old interface, as for drivers without atomic modesetting.
    package var isAtomicAllowed: Bool

    package init(
        card: String? = nil,
        connector: String? = nil,
        mode: ModeWish? = nil,
        retryInterval: Duration = .seconds(1),
        isAtomicAllowed: Bool = true
    ) {
        self.card = card
        self.connector = connector
        self.mode = mode
        self.retryInterval = retryInterval
        self.isAtomicAllowed = isAtomicAllowed
    }
}

/// A mode somebody asks for.
package struct ModeWish: Hashable, Sendable {
    /// Pixels.
    package var width: Int
    /// Pixels.
    package var height: Int
    /// `nil`: as near to 60 as there is.
    package var refreshHz: Double?

    package init(width: Int, height: Int, refreshHz: Double? = nil) {
        self.width = width
        self.height = height
        self.refreshHz = refreshHz
    }
}
