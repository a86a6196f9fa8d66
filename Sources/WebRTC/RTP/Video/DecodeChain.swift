/// Knows which frame can be decoded after those handed out: libvpx decodes a frame without its reference to garbage, and says
/// nothing.
///
/// Without temporal layers, and in VP9's flexible mode, a frame needs the picture before it. With them (RFC 7741 §4.2) a base-layer frame needs the base-layer
/// frame before it, a layer-sync frame only the current base-layer frame, any other frame everything since.
struct DecodeChain: Sendable {
    /// Nothing but a key frame can be decoded: none was handed out yet, or a reference is lost.
    private(set) var needsKeyFrame = true
    private var lastPictureID: PictureID?
    private var baseLayerIndex: UInt8?
    /// The highest layer all references of which are known to be there.
    private var intactLayer: UInt8 = 7
    /// A frame was dropped since the last one handed out.
    private var hasDropped = false

    /// Whether nothing is missing between the last frame handed out and `frame`, although packets may be: lost padding.
    func follows(_ frame: CompleteFrame, isContiguous: Bool) -> Bool {
        guard !needsKeyFrame else { return false }
        guard let pictureID = frame.descriptor.pictureID, let lastPictureID else { return isContiguous && !hasDropped }
        return pictureID.follows(lastPictureID)
    }

    /// Whether `frame` can be decoded next; what may be missing before it is given up then.
    func canDecode(_ frame: CompleteFrame, isContiguous: Bool) -> Bool {
        if frame.isKeyFrame { return true }
        guard !needsKeyFrame else { return false }
        let follows = follows(frame, isContiguous: isContiguous)
        guard let layer = frame.descriptor.temporalLayer, let index = frame.descriptor.baseLayerIndex else { return follows }
        guard let baseLayerIndex else { return follows }
        if layer == 0 { return follows || index == baseLayerIndex &+ 1 }
        guard index == baseLayerIndex else { return false }
        return frame.descriptor.isLayerSync || (follows && layer <= intactLayer)
    }

    /// `frame` is handed out.
    mutating func delivered(_ frame: CompleteFrame, isContiguous: Bool) {
        let descriptor = frame.descriptor
        if frame.isKeyFrame {
            intactLayer = 7
        } else if !follows(frame, isContiguous: isContiguous) {
            intactLayer = 0
        }
        if frame.isKeyFrame || descriptor.temporalLayer == 0 { baseLayerIndex = descriptor.baseLayerIndex }
        if descriptor.isLayerSync, let layer = descriptor.temporalLayer, layer == intactLayer + 1 { intactLayer = layer }
        needsKeyFrame = false
        hasDropped = false
        lastPictureID = descriptor.pictureID
    }

    /// `frame`, all before which was handed out or dropped, is dropped. `true` if a key frame is needed from now on, but was not
    /// before.
    mutating func dropped(_ frame: CompleteFrame) -> Bool {
        hasDropped = true
        if let layer = frame.descriptor.temporalLayer, layer > 0 { return false }
        return breakOff()
    }

    /// References are lost. `true` if a key frame was not needed before.
    @discardableResult
    mutating func breakOff() -> Bool {
        defer { needsKeyFrame = true }
        return !needsKeyFrame
    }
}
