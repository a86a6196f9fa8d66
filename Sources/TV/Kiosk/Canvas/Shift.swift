/// By how much a screen is moved, in pixels: a picture that stands still for months burns into some screens.
package struct Shift: Equatable, Sendable {
    package var x: Int
    package var y: Int

    package static let none = Shift(x: 0, y: 0)

    package init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }

    /// One place of a slow walk to and fro, line by line, over a square around the middle: each step goes one place to a
    /// side, so that nobody sees it, and all places come equally often.
    ///
    /// - Parameters:
    ///   - step: counts on, such as by the minute.
    ///   - width: of the screen, in pixels; `height` likewise.
    package static func at(step: Int, width: Int, height: Int) -> Shift {
        let side = 7
        let places = side * side
        // There and back again, or the last step would be a leap.
        let position = ((step % (2 * places)) + 2 * places) % (2 * places)
        let place = position < places ? position : 2 * places - 1 - position
        let row = place / side
        let column = row % 2 == 0 ? place % side : side - 1 - place % side
        // Over the whole walk 2 % of the shorter side, which the margin has to give.
        let stride = max(1, min(width, height) / 300)
        return Shift(x: (column - side / 2) * stride, y: (row - side / 2) * stride)
    }
}
