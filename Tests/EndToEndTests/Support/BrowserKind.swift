/// The browsers people share from.
enum BrowserKind: String, CaseIterable, CustomStringConvertible {
    case chromium
    case firefox

    var description: String { rawValue }
}
