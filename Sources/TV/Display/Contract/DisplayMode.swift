/// The size of what the display shows, in pixels, and how often it refreshes.
package struct DisplayMode: Hashable, Sendable {
    package var width: Int
    package var height: Int
    /// Refreshes a second; 0 where the back end cannot know (X11).
    package var refreshHz: Double

    package init(width: Int, height: Int, refreshHz: Double) {
        self.width = width
        self.height = height
        self.refreshHz = refreshHz
    }
}
