import CDRM

/// What lights a connector: a CRTC and the plane its picture is on.
struct DRMPipe: Sendable {
    let crtc: UInt32
    /// `nil` only for drivers without atomic modesetting, which tell of no planes.
    let plane: DRMPlane?
    /// The layer for decoded pictures, above `plane`, and what it takes; `nil` where the hardware has none.
    let overlay: (plane: DRMPlane, format: PlanarFormat)?
    /// Layers somebody else left on the CRTC (a boot splash, a cursor).
    let strangers: [DRMPlane]

    /// The CRTC that lights the connector already, else the first that can and lights no other.
    init?(for connector: DRMConnector, among connectors: [DRMConnector], on card: DRMCard) {
        let taken = Set(connectors.filter { $0.identifier != connector.identifier }.map(\.currentCRTC))
        let possible = card.crtcs.indices.filter { $0 < 32 && connector.possibleCRTCs & (1 << UInt32($0)) != 0 }
        let planes = card.planes
        let ordered =
            possible.filter { card.crtcs[$0] == connector.currentCRTC }
            + possible.filter { card.crtcs[$0] != connector.currentCRTC && !taken.contains(card.crtcs[$0]) }
        for index in ordered {
            let crtc = card.crtcs[index]
            let plane = planes.first { $0.kind == .primary && $0.takes(diascope_drm_format_xrgb8888(), on: index, crtc) }
            if plane == nil, card.isAtomic { continue }
            self.crtc = crtc
            self.plane = plane
            overlay = card.isAtomic ? Self.overlay(among: planes, on: index, crtc) : nil
            strangers = planes.filter { $0.currentCRTC == crtc && $0.identifier != plane?.identifier }
            return
        }
        return nil
    }

    private static func overlay(among planes: [DRMPlane], on index: Int, _ crtc: UInt32) -> (DRMPlane, PlanarFormat)? {
        for format in PlanarFormat.allCases {
            let plane = planes.first { $0.kind == .overlay && $0.takes(format.code, on: index, crtc) }
            if let plane { return (plane, format) }
        }
        return nil
    }
}

extension DRMPlane {
    fileprivate func takes(_ format: UInt32, on index: Int, _ crtc: UInt32) -> Bool {
        possibleCRTCs & (1 << UInt32(index)) != 0 && formats.contains(format) && (currentCRTC == 0 || currentCRTC == crtc)
    }
}
