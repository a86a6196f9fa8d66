/// Puts things on a canvas and writes down where they went.
struct Painter: ~Copyable {
    let canvas: Canvas
    let strings: Strings
    let look: Look
    let theme: Theme
    private let shift: Shift
    private(set) var drawn = DrawnScreen()

    init(_ canvas: consuming Canvas, strings: Strings, look: Look, shift: Shift = .none) {
        self.canvas = canvas
        self.strings = strings
        self.look = look
        self.shift = shift
        theme = Theme(look)
        self.canvas.move(x: Double(shift.x), y: Double(shift.y))
    }

    /// Colour, and picture if there is one, under everything.
    func fillBackground() {
        canvas.fill(theme.background)
        guard let picture = look.backgroundPicture else { return }
        let (width, height) = (Double(picture.width), Double(picture.height))
        let scale = max(canvas.bounds.width / width, canvas.bounds.height / height)
        let box = Box(
            x: (canvas.bounds.width - width * scale) / 2 - Double(shift.x),
            y: (canvas.bounds.height - height * scale) / 2 - Double(shift.y),
            width: width * scale,
            height: height * scale
        )
        canvas.draw(picture, in: box)
        canvas.fill(theme.background.opacity(0.72))
    }

    /// Draws text with the top left of its lines at the point; gives back the box its lines take up.
    @discardableResult
    mutating func text(
        _ role: DrawnScreen.Role,
        _ text: String,
        _ style: TextStyle,
        x: Double,
        y: Double,
        in frame: TextFrame = TextFrame()
    ) -> Box {
        guard let layout = canvas.layout(text, style, in: frame) else { return Box(x: x, y: y, width: 0, height: 0) }
        return place(role, layout, x: x, y: y)
    }

    /// The same with the middle of its lines at `middle`: for text beside a dot or in a bar.
    @discardableResult
    mutating func text(
        _ role: DrawnScreen.Role,
        _ text: String,
        _ style: TextStyle,
        x: Double,
        middle: Double,
        in frame: TextFrame = TextFrame()
    ) -> Box {
        guard let layout = canvas.layout(text, style, in: frame) else { return Box(x: x, y: middle, width: 0, height: 0) }
        return place(role, layout, x: x, y: middle - layout.logical.height / 2)
    }

    @discardableResult
    mutating func place(_ role: DrawnScreen.Role, _ layout: borrowing TextLayout, x: Double, y: Double) -> Box {
        canvas.draw(layout, x: x, y: y)
        note(
            role,
            Box(x: x + layout.ink.x, y: y + layout.ink.y, width: layout.ink.width, height: layout.ink.height),
            isCutShort: layout.isCutShort,
            missingGlyphs: layout.missingGlyphs
        )
        return Box(x: x + layout.logical.x, y: y, width: layout.logical.width, height: layout.logical.height)
    }

    mutating func note(_ role: DrawnScreen.Role, _ box: Box, isCutShort: Bool = false, missingGlyphs: Int = 0) {
        guard box.width > 0, box.height > 0 else { return }
        var box = box
        box.x += Double(shift.x)
        box.y += Double(shift.y)
        drawn.elements.append(.init(role: role, box: box, isCutShort: isCutShort, missingGlyphs: missingGlyphs))
    }
}
