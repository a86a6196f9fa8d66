import CDRM

/// What lights a connector: a CRTC and the plane its picture is on.
struct DRMPipe: Sendable {
    /// A layer for decoded pictures.
    struct Overlay: Sendable {
        let plane: DRMPlane
        let format: PlanarFormat
        /// What its place in the order is to be set to; `nil` where it lies over the other already.
        let zpos: UInt64?
    }

    let crtc: UInt32
    /// `nil` only for drivers without atomic modesetting, which tell of no planes.
    let plane: DRMPlane?
    /// The layer for decoded pictures, above `plane`, and what it takes; `nil` where the hardware has none.
    let overlay: Overlay?
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
            overlay = card.isAtomic ? plane.flatMap { Self.overlay(among: planes, over: $0, on: index, crtc) } : nil
            strangers = planes.filter { $0.currentCRTC == crtc && $0.identifier != plane?.identifier }
            return
        }
        return nil
    }

    /// The first layer that takes a decoder's planes and lies over `primary`, or can be made to.
    static func overlay(among planes: [DRMPlane], over primary: DRMPlane, on index: Int, _ crtc: UInt32) -> Overlay? {
        for format in PlanarFormat.allCases {
            for plane in planes where plane.kind == .overlay && plane.takes(format.code, on: index, crtc) {
                switch plane.stacking(over: primary) {
                case .above: return Overlay(plane: plane, format: format, zpos: nil)
                case .raised(let zpos): return Overlay(plane: plane, format: format, zpos: zpos)
                case .below: continue
                }
            }
        }
        return nil
    }
}
