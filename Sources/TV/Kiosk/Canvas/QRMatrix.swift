import CQREncode

/// The dark and light modules of a QR code, without quiet zone.
package struct QRMatrix: Equatable, Sendable {
    /// Modules on a side.
    package let size: Int
    private let dark: [Bool]

    /// Error correction level M, the smallest version that holds the text. `nil` for an empty text and for one that no QR
    /// code holds (over 2331 bytes).
    package init?(encoding text: String) {
        guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
        guard let code = unsafe QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { unsafe QRcode_free(code) }
        let size = Int(unsafe code.pointee.width)
        guard size > 0, let modules = unsafe code.pointee.data else { return nil }
        self.size = size
        dark = unsafe UnsafeBufferPointer(start: modules, count: size * size).map { $0 & 1 == 1 }
    }

    /// Column, row. Outside is light, as the quiet zone is.
    package subscript(x: Int, y: Int) -> Bool {
        guard x >= 0, y >= 0, x < size, y < size else { return false }
        return dark[y * size + x]
    }
}
