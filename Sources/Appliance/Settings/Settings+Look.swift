extension Settings {
    /// What the screens look like, and what they say in which language.
    package struct Look: Equatable, Sendable {
        package var language = LanguageSetting.auto
        /// A PNG file in place of Diascope's own mark.
        package var logo: String?
        package var background = ColourText(0x0B0F18)
        /// A PNG file that fills the background.
        package var backgroundPicture: String?
        package var accent = ColourText(0x7CC4FF)
        package var clock = ClockSetting.twentyFourHours
        /// Seconds for which a projection names its presenter, 0…60; 0 never does.
        package var presenterName = 5
        /// Whether the code stays in a corner while somebody projects.
        package var codeWhileProjecting = false
    }
}
