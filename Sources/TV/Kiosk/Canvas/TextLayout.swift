import CPango

/// Text that has been measured and can be drawn: owns one `PangoLayout`.
@safe
struct TextLayout: ~Copyable {
    /// The style it was laid out with, after any shrinking.
    let style: TextStyle
    /// What the text takes up, lines and all, in pixels from the point it is drawn at.
    let logical: Box
    /// What is really painted, likewise.
    let ink: Box
    /// Characters no installed font has.
    let missingGlyphs: Int
    /// Whether part of the text was replaced by an ellipsis.
    let isCutShort: Bool
    private let layout: OpaquePointer

    /// `nil` only if memory is exhausted.
    init?(_ text: String, _ style: TextStyle, _ frame: TextFrame, context: OpaquePointer) {
        guard let layout = unsafe pango_layout_new(context) else { return nil }
        // The sentence is ours and runs our way; what others wrote in it keeps its own direction (`Bidi`).
        unsafe pango_layout_set_auto_dir(layout, 0)
        unsafe TextLayout.setText(text, singleLine: frame.maximumLines == 1, of: layout)
        let style = unsafe TextLayout.fit(style, frame, layout)
        unsafe TextLayout.apply(style, to: layout)
        if let width = frame.width {
            unsafe pango_layout_set_width(layout, Int32(max(1, width * diascope_pango_scale())))
            unsafe pango_layout_set_height(layout, -Int32(max(1, frame.maximumLines)))
            unsafe pango_layout_set_ellipsize(layout, frame.ellipsis == .end ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_MIDDLE)
            unsafe pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
            unsafe pango_layout_set_alignment(layout, frame.alignment == .center ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT)
        }
        self.style = style
        unsafe (ink, logical) = TextLayout.extents(of: layout)
        missingGlyphs = Int(unsafe pango_layout_get_unknown_glyphs_count(layout))
        isCutShort = unsafe pango_layout_is_ellipsized(layout) != 0
        unsafe self.layout = layout
    }

    deinit {
        unsafe g_object_unref(UnsafeMutableRawPointer(layout))
    }

    func show(on cairo: OpaquePointer) {
        unsafe pango_cairo_show_layout(cairo, layout)
    }

    // Names and messages come from other people: control characters would break lines or hide text.
    private static func setText(_ text: String, singleLine: Bool, of layout: OpaquePointer) {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars.prefix(2000) {
            let isBreak = scalar == "\n" && !singleLine
            let isControl = scalar.properties.generalCategory == .control
            bytes.append(contentsOf: String(isControl && !isBreak ? " " : scalar).utf8)
        }
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                unsafe pango_layout_set_text(layout, characters.baseAddress, Int32(characters.count))
            }
        }
        unsafe pango_layout_set_single_paragraph_mode(layout, singleLine ? 1 : 0)
    }

    /// Shrinks one line that is too wide, as far as the frame lets it.
    private static func fit(_ style: TextStyle, _ frame: TextFrame, _ layout: OpaquePointer) -> TextStyle {
        guard let width = frame.width, frame.maximumLines == 1, frame.minimumScale < 1 else { return style }
        unsafe apply(style, to: layout)
        let natural = unsafe extents(of: layout).logical.width
        guard natural > width else { return style }
        // A hair less than exact, or rounding leaves an ellipsis.
        return style.scaled(max(frame.minimumScale, width / natural * 0.995))
    }

    private static func apply(_ style: TextStyle, to layout: OpaquePointer) {
        let description = unsafe pango_font_description_new()
        unsafe pango_font_description_set_family(
            description,
            style.face == .sans ? Theme.sansFamilies : Theme.monoFamilies
        )
        unsafe pango_font_description_set_weight(description, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        unsafe pango_font_description_set_absolute_size(description, max(1, style.size) * diascope_pango_scale())
        unsafe pango_layout_set_font_description(layout, description)
        unsafe pango_font_description_free(description)
        let attributes = unsafe pango_attr_list_new()
        if style.tracking != 0 {
            let spacing = Int32(style.tracking * style.size * diascope_pango_scale())
            unsafe pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(spacing))
        }
        // A hyphen that is not in the address must not look like one that is.
        unsafe pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        unsafe pango_layout_set_attributes(layout, attributes)
        unsafe pango_attr_list_unref(attributes)
    }

    private static func extents(of layout: OpaquePointer) -> (ink: Box, logical: Box) {
        var ink = PangoRectangle()
        var logical = PangoRectangle()
        unsafe pango_layout_get_extents(layout, &ink, &logical)
        func box(_ rectangle: PangoRectangle) -> Box {
            let scale = diascope_pango_scale()
            return Box(
                x: Double(rectangle.x) / scale,
                y: Double(rectangle.y) / scale,
                width: Double(rectangle.width) / scale,
                height: Double(rectangle.height) / scale
            )
        }
        return (box(ink), box(logical))
    }
}
