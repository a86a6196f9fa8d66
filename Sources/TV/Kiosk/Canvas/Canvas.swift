import CPango

/// Draws on BGRA memory that belongs to someone else, for as long as one drawing takes: Cairo for shapes, Pango for text.
///
/// Bound to the thread it is made on, like Pango's font map.
@safe
struct Canvas: ~Copyable {
    let width: Int
    let height: Int
    private let surface: OpaquePointer
    private let cairo: OpaquePointer
    private let pango: OpaquePointer

    var bounds: Box { Box(x: 0, y: 0, width: Double(width), height: Double(height)) }

    /// - Parameter pixels: must outlive the canvas.
    init(_ pixels: UnsafeMutableRawBufferPointer, width: Int, height: Int, bytesPerRow: Int) throws(CanvasError) {
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
        guard let surface = unsafe surface, let cairo = unsafe cairo, unsafe cairo_status(cairo) == CAIRO_STATUS_SUCCESS,
            let pango = unsafe pango_cairo_create_context(cairo)
        else {
            let status = unsafe cairo_status(cairo)
            unsafe cairo_destroy(cairo)
            unsafe cairo_surface_destroy(surface)
            throw .drawingFailed(Canvas.words(for: status))
        }
        unsafe Canvas.smoothWithoutHinting(pango)
        self.width = width
        self.height = height
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
