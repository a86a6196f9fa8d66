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
}

extension DRMPlane {
    /// Where a plane lies among those of its CRTC.
    enum Stacking: Equatable {
        case above
        /// When its `zpos` is set to this.
        case raised(to: UInt64)
        case below
    }

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

    /// How it comes to lie over another one, which stays where it is.
    func stacking(over other: DRMPlane) -> Stacking {
        // Where the driver tells of no order, what is laid over lies over.
        guard let mine = properties.value("zpos"), let its = other.properties.value("zpos") else { return .above }
        // Of two at the same height the kernel puts the one with the higher identifier over the other.
        if (mine, identifier) > (its, other.identifier) { return .above }
        guard let limits = properties.limits("zpos"), its < limits.upperBound else { return .below }
        return .raised(to: max(its + 1, limits.lowerBound))
    }

    /// Whether it can show pictures in this format (a four-character code) on the CRTC with this index and identifier.
    func takes(_ format: UInt32, on index: Int, _ crtc: UInt32) -> Bool {
        possibleCRTCs & (1 << UInt32(index)) != 0 && formats.contains(format) && (currentCRTC == 0 || currentCRTC == crtc)
    }
}
