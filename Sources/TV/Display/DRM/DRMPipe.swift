import CDRM

/// What lights a connector: a CRTC and the plane its picture is on.
struct DRMPipe: Sendable {
    let crtc: UInt32
    /// `nil` only for drivers without atomic modesetting, which tell of no planes.
    let plane: DRMPlane?
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
            let plane = planes.first { $0.kind == .primary && $0.canShowPixels(on: index, crtc) }
            if plane == nil, card.isAtomic { continue }
            self.crtc = crtc
            self.plane = plane
            strangers = planes.filter { $0.currentCRTC == crtc && $0.identifier != plane?.identifier }
            return
        }
        return nil
    }
}

extension DRMPlane {
    fileprivate func canShowPixels(on index: Int, _ crtc: UInt32) -> Bool {
        possibleCRTCs & (1 << UInt32(index)) != 0 && formats.contains(diascope_drm_format_xrgb8888())
            && (currentCRTC == 0 || currentCRTC == crtc)
    }
}
