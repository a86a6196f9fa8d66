/// What the house may choose of the screens' looks.
package struct Look: Sendable, Equatable {
    package var background: Color
    /// Laid over the background, as large as fills the screen, and dimmed so that text can be read on it.
    package var backgroundPicture: PictureFile?
    package var accent: Color
    /// In place of Diascope's own.
    package var logo: PictureFile?

    package init(
        background: Color = Color(0x0B0F18),
        backgroundPicture: PictureFile? = nil,
        accent: Color = Color(0x7CC4FF),
        logo: PictureFile? = nil
    ) {
        self.background = background
        self.backgroundPicture = backgroundPicture
        self.accent = accent
        self.logo = logo
    }
}
