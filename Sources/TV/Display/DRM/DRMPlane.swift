import CDRM

/// A layer a CRTC can show.
struct DRMPlane: Sendable {
    enum Kind: UInt64 {
        case overlay = 0
        case primary = 1
        case cursor = 2
    }

    let identifier: UInt32
    let kind: Kind
    let possibleCRTCs: UInt32
    /// The CRTC it is shown by now; 0 for none.
    let currentCRTC: UInt32
    /// Four-character codes.
    let formats: [UInt32]
    let properties: DRMProperties

    init?(_ identifier: UInt32, on card: DRMCard) {
        guard let plane = unsafe drmModeGetPlane(card.descriptor, identifier) else { return nil }
        defer { unsafe drmModeFreePlane(plane) }
        let details = unsafe plane.pointee
        properties = DRMProperties(of: identifier, kind: .plane, on: card)
        guard let kind = properties.value("type").flatMap(Kind.init(rawValue:)) else { return nil }
        self.identifier = identifier
        self.kind = kind
        unsafe possibleCRTCs = details.possible_crtcs
        unsafe currentCRTC = details.crtc_id
        formats = unsafe Array(UnsafeBufferPointer(start: details.formats, count: Int(details.count_formats)))
    }
}
