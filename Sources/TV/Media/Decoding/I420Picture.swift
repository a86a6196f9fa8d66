/// A decoded picture in the decoder's own memory: valid until its next frame.
@unsafe struct I420Picture {
    var y: UnsafePointer<UInt8>
    var u: UnsafePointer<UInt8>
    var v: UnsafePointer<UInt8>
    /// Bytes from one row to the next.
    var strideY: Int32
    /// Bytes from one row to the next.
    var strideU: Int32
    /// Bytes from one row to the next.
    var strideV: Int32
    /// Pixels; the chroma planes have half of it, rounded up.
    var width: Int
    /// Pixels; the chroma planes have half of it, rounded up.
    var height: Int
}
