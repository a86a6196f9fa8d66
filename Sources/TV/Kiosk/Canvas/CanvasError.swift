/// Why nothing could be drawn.
package enum CanvasError: Error, Equatable {
    /// Sides must be 1…16384, `bytesPerRow` at least 4 × width and a multiple of 4, the memory large enough.
    case badGeometry(width: Int, height: Int, bytesPerRow: Int, bytes: Int)
    /// Cairo's word for what went wrong; practically always memory.
    case drawingFailed(String)
}

extension CanvasError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .badGeometry(let width, let height, let bytesPerRow, let bytes):
            "Cannot draw: \(width)×\(height) pixels, \(bytesPerRow) bytes a row, do not fit \(bytes) bytes of memory. "
                + "Give 4 bytes a pixel and rows of a multiple of 4 bytes."
        case .drawingFailed(let reason):
            "Cannot draw: \(reason). Free memory on this machine, or restart Diascope."
        }
    }
}
