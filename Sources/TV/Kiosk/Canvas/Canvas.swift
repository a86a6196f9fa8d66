import CPango

/// Draws on BGRA memory that belongs to someone else, for as long as one drawing takes: Cairo for shapes, Pango for text.
///
/// Bound to the thread it is made on, like Pango's font map.
@safe
struct Canvas: ~Copyable {
    /// Of the upright screen, in pixels: sides change places where it is turned.
    let bounds: Box
    private let surface: OpaquePointer
    private let cairo: OpaquePointer
    private let pango: OpaquePointer

    /// - Parameters:
    ///   - pixels: must outlive the canvas.
    ///   - language: chooses between the forms that Chinese, Japanese and Korean have of the same character.
    init(
        _ pixels: UnsafeMutableRawBufferPointer,
        width: Int,
        height: Int,
        bytesPerRow: Int,
        placement: Placement = Placement(),
        language: String = "en"
    ) throws(CanvasError) {
        let rowsFit = bytesPerRow.multipliedReportingOverflow(by: height)
        guard
            (1...16384).contains(width), (1...16384).contains(height), bytesPerRow >= width * 4, bytesPerRow % 4 == 0,
            bytesPerRow <= Int(Int32.max), !rowsFit.overflow, rowsFit.partialValue <= pixels.count,
            let base = pixels.baseAddress
        else {
            throw .badGeometry(width: width, height: height, bytesPerRow: bytesPerRow, bytes: pixels.count)
        }
        let surface = unsafe cairo_image_surface_create_for_data(
            base.assumingMemoryBound(to: UInt8.self),
            CAIRO_FORMAT_ARGB32,
            Int32(width),
            Int32(height),
            Int32(bytesPerRow)
        )
        let cairo = unsafe cairo_create(surface)
        let area = placement.area(width: width, height: height)
        unsafe Canvas.turn(cairo, placement.turns, area)
        guard let surface = unsafe surface, let cairo = unsafe cairo, unsafe cairo_status(cairo) == CAIRO_STATUS_SUCCESS,
            let pango = unsafe pango_cairo_create_context(cairo)
        else {
            let status = unsafe cairo_status(cairo)
            unsafe cairo_destroy(cairo)
            unsafe cairo_surface_destroy(surface)
            throw .drawingFailed(Canvas.words(for: status))
        }
        unsafe Canvas.smoothWithoutHinting(pango)
        unsafe pango_context_set_language(pango, pango_language_from_string(language))
        let isOnItsSide = placement.turns % 2 == 1
        bounds = Box(
            x: 0,
            y: 0,
            width: isOnItsSide ? area.height : area.width,
            height: isOnItsSide ? area.width : area.height
        )
        unsafe self.surface = surface
        unsafe self.cairo = cairo
        unsafe self.pango = pango
    }

    deinit {
        unsafe g_object_unref(UnsafeMutableRawPointer(pango))
        unsafe cairo_destroy(cairo)
        unsafe cairo_surface_flush(surface)
        unsafe cairo_surface_destroy(surface)
    }

    /// Whether everything since the start was drawn.
    func check() throws(CanvasError) {
        let status = unsafe cairo_status(cairo)
        guard status == CAIRO_STATUS_SUCCESS else { throw .drawingFailed(Canvas.words(for: status)) }
    }

    /// The whole canvas in one colour.
    func fill(_ color: Color) {
        set(color)
        unsafe cairo_paint(cairo)
    }

    func fill(_ box: Box, _ color: Color, radius: Double = 0) {
        set(color)
        outline(box, radius: radius)
        unsafe cairo_fill(cairo)
    }

    /// A line of `thickness` pixels along the inside of the box.
    func stroke(_ box: Box, _ color: Color, radius: Double, thickness: Double) {
        set(color)
        outline(box.inset(thickness / 2), radius: max(0, radius - thickness / 2))
        unsafe cairo_set_line_width(cairo, thickness)
        unsafe cairo_stroke(cairo)
    }

    func fillCircle(x: Double, y: Double, radius: Double, _ color: Color) {
        set(color)
        unsafe cairo_new_path(cairo)
        unsafe cairo_arc(cairo, x, y, radius, 0, 2 * .pi)
        unsafe cairo_fill(cairo)
    }

    /// Rectangles on whole pixels, without smoothing: what a camera wants of a QR code.
    func fillExactly(_ boxes: [Box], _ color: Color) {
        set(color)
        unsafe cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE)
        unsafe cairo_new_path(cairo)
        for box in boxes { unsafe cairo_rectangle(cairo, box.x, box.y, box.width, box.height) }
        unsafe cairo_fill(cairo)
        unsafe cairo_set_antialias(cairo, CAIRO_ANTIALIAS_DEFAULT)
    }

    /// Everything drawn from now on is moved by so many pixels.
    func move(x: Double, y: Double) {
        unsafe cairo_translate(cairo, x, y)
    }

    /// A line through the points.
    func stroke(_ points: [(x: Double, y: Double)], _ color: Color, thickness: Double) {
        guard let first = points.first else { return }
        set(color)
        unsafe cairo_new_path(cairo)
        unsafe cairo_move_to(cairo, first.x, first.y)
        for point in points.dropFirst() { unsafe cairo_line_to(cairo, point.x, point.y) }
        unsafe cairo_set_line_width(cairo, thickness)
        unsafe cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND)
        unsafe cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
        unsafe cairo_stroke(cairo)
    }

    /// A picture, stretched over the box.
    func draw(_ picture: PictureFile, in box: Box) {
        unsafe picture.pixels.withUnsafeBufferPointer { pixels in
            guard let base = pixels.baseAddress, box.width > 0, box.height > 0 else { return }
            // Cairo asks for mutable memory but only reads what is a source.
            let source = unsafe cairo_image_surface_create_for_data(
                UnsafeMutablePointer(mutating: base),
                CAIRO_FORMAT_ARGB32,
                Int32(picture.width),
                Int32(picture.height),
                Int32(picture.bytesPerRow)
            )
            unsafe cairo_save(cairo)
            unsafe cairo_translate(cairo, box.x, box.y)
            unsafe cairo_scale(cairo, box.width / Double(picture.width), box.height / Double(picture.height))
            unsafe cairo_set_source_surface(cairo, source, 0, 0)
            unsafe cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_GOOD)
            // What lies beyond the picture is its edge, or smoothing would let the background in.
            unsafe cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_PAD)
            unsafe cairo_new_path(cairo)
            unsafe cairo_rectangle(cairo, 0, 0, Double(picture.width), Double(picture.height))
            unsafe cairo_fill(cairo)
            unsafe cairo_restore(cairo)
            unsafe cairo_surface_destroy(source)
        }
    }

    /// Lays text out; nothing is drawn yet.
    func layout(_ text: String, _ style: TextStyle, in frame: TextFrame = TextFrame()) -> TextLayout? {
        unsafe TextLayout(text, style, frame, context: pango)
    }

    /// Draws with the logical top left at the point given.
    func draw(_ text: borrowing TextLayout, x: Double, y: Double) {
        set(text.style.color)
        unsafe cairo_move_to(cairo, x, y)
        unsafe text.show(on: cairo)
    }

    private func set(_ color: Color) {
        unsafe cairo_set_source_rgba(cairo, color.red, color.green, color.blue, color.alpha)
    }

    private func outline(_ box: Box, radius: Double) {
        unsafe cairo_new_path(cairo)
        let radius = min(radius, box.width / 2, box.height / 2)
        guard radius > 0 else {
            unsafe cairo_rectangle(cairo, box.x, box.y, box.width, box.height)
            return
        }
        unsafe cairo_arc(cairo, box.right - radius, box.y + radius, radius, -.pi / 2, 0)
        unsafe cairo_arc(cairo, box.right - radius, box.bottom - radius, radius, 0, .pi / 2)
        unsafe cairo_arc(cairo, box.x + radius, box.bottom - radius, radius, .pi / 2, .pi)
        unsafe cairo_arc(cairo, box.x + radius, box.y + radius, radius, .pi, 1.5 * .pi)
        unsafe cairo_close_path(cairo)
    }

    /// Written out, because the sine and cosine of a quarter turn are not exactly 0 and 1, and a QR code is made of whole pixels.
    private static func turn(_ cairo: OpaquePointer?, _ turns: Int, _ area: Box) {
        var matrix = cairo_matrix_t()
        switch turns {
        case 1: unsafe cairo_matrix_init(&matrix, 0, 1, -1, 0, area.right, area.y)
        case 2: unsafe cairo_matrix_init(&matrix, -1, 0, 0, -1, area.right, area.bottom)
        case 3: unsafe cairo_matrix_init(&matrix, 0, -1, 1, 0, area.x, area.bottom)
        default: unsafe cairo_matrix_init(&matrix, 1, 0, 0, 1, area.x, area.y)
        }
        unsafe cairo_set_matrix(cairo, &matrix)
    }

    // Subpixel colours would be wrong on a rotated TV, and hinting would make the same screen differ between sizes.
    private static func smoothWithoutHinting(_ context: OpaquePointer) {
        let options = unsafe cairo_font_options_create()
        unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        unsafe pango_cairo_context_set_font_options(context, options)
        unsafe cairo_font_options_destroy(options)
        unsafe pango_context_set_round_glyph_positions(context, 0)
    }

    private static func words(for status: cairo_status_t) -> String {
        guard let text = unsafe cairo_status_to_string(status) else { return "cairo status \(status.rawValue)" }
        return unsafe String(cString: text)
    }
}
