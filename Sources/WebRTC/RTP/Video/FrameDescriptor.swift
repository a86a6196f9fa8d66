/// What a payload says of its frame, whatever the codec.
struct FrameDescriptor: Sendable, Equatable {
    /// The first payload of a frame.
    var startsFrame: Bool
    var pictureID: PictureID?
    /// Counts base-layer frames modulo 256.
    var baseLayerIndex: UInt8?
    var temporalLayer: UInt8?
    /// Depends on the base layer only.
    var isLayerSync: Bool

    init(_ descriptor: VP8PayloadDescriptor) {
        startsFrame = descriptor.startsFrame
        pictureID = descriptor.pictureID
        baseLayerIndex = descriptor.baseLayerIndex
        temporalLayer = descriptor.temporalLayer
        isLayerSync = descriptor.isLayerSync
    }

    init(_ descriptor: VP9PayloadDescriptor) {
        startsFrame = descriptor.startsFrame
        pictureID = descriptor.pictureID
        baseLayerIndex = descriptor.baseLayerIndex
        temporalLayer = descriptor.temporalLayer
        isLayerSync = descriptor.isSwitchingPoint
    }
}
