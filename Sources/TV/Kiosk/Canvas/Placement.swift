/// How an upright screen is laid into the memory of a display that hangs on its side or cuts off its edges.
package struct Placement: Sendable, Equatable {
    /// Clockwise, 0…3; others count modulo 4.
    package var quarterTurns: Int
    /// Left free at each side, in per cent of the memory's width and height, 0…20.
    package var marginPercent: Double

    package init(quarterTurns: Int = 0, marginPercent: Double = 0) {
        self.quarterTurns = quarterTurns
        self.marginPercent = marginPercent
    }

    /// The part of the memory that is drawn on.
    func area(width: Int, height: Int) -> Box {
        let margin = marginPercent.isFinite ? min(max(marginPercent, 0), 20) / 100 : 0
        let across = (Double(width) * margin).rounded()
        let down = (Double(height) * margin).rounded()
        return Box(x: across, y: down, width: Double(width) - 2 * across, height: Double(height) - 2 * down)
    }

    var turns: Int { ((quarterTurns % 4) + 4) % 4 }
}
