import Testing

@testable import DisplayDRM

/// Which layer decoded pictures go to, with planes as drivers tell of them (`modetest -p`).
@Suite struct DRMPlaneChoiceTests {
    /// `modetest`'s columns that count: identifier, possible CRTCs, formats, type, `zpos` and what it may be set to.
    private func plane(
        _ identifier: UInt32,
        _ kind: DRMPlane.Kind,
        crtcs: UInt32 = 1,
        shownBy crtc: UInt32 = 0,
        formats: String,
        zpos: UInt64? = nil,
        within limits: ClosedRange<UInt64>? = nil
    ) -> DRMPlane {
        let codes = formats.split(separator: " ").map { name in
            name.utf8.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        return DRMPlane(
            identifier: identifier,
            kind: kind,
            possibleCRTCs: crtcs,
            currentCRTC: crtc,
            formats: codes,
            properties: DRMProperties(zpos.map { ["zpos": DRMProperties.Entry(value: $0, limits: limits)] } ?? [:])
        )
    }

    private static let crtc: UInt32 = 90
    /// A Raspberry Pi 4 (vc4): every plane takes everything, overlays serve any CRTC.
    private static let vc4 =
        "XR24 AR24 AB24 XB24 RG16 BG16 AR15 XR15 RG24 BG24 YU16 YV16 YU12 YV12 NV12 NV21 NV16 NV61 P030 XR30 AR30 AB30 XB30"
    /// A Rockchip board (mainline driver).
    private static let rockchip = "XR24 AR24 XB24 AB24 RG24 BG24 RG16 BG16 NV12 NV21 NV16 NV61 NV24 NV42 NV15 NV20 NV30"

    private func choice(_ planes: [DRMPlane], on index: Int = 0) -> DRMPipe.Overlay? {
        DRMPipe.overlay(among: planes, over: planes[0], on: index, Self.crtc)
    }

    @Test func takesThreePlanesWhereTheHardwareDoes() throws {
        let planes = [
            plane(51, .primary, shownBy: Self.crtc, formats: Self.vc4, zpos: 0),
            plane(106, .primary, crtcs: 0x20, formats: Self.vc4, zpos: 0),
            plane(127, .overlay, crtcs: 0x3F, formats: Self.vc4, zpos: 1, within: 1...30),
        ]
        let overlay = try #require(choice(planes))
        #expect((overlay.plane.identifier, overlay.format, overlay.zpos) == (127, .yuv420, nil))
    }

    @Test func takesNV12WhereThereIsNothingCheaper() throws {
        let planes = [
            plane(33, .primary, shownBy: Self.crtc, formats: Self.rockchip, zpos: 0, within: 0...7),
            plane(39, .overlay, crtcs: 2, formats: Self.rockchip, zpos: 1, within: 0...7),
            plane(45, .overlay, formats: Self.rockchip, zpos: 2, within: 0...7),
        ]
        let overlay = try #require(choice(planes))
        #expect((overlay.plane.identifier, overlay.format, overlay.zpos) == (45, .nv12, nil))
        #expect(choice(planes, on: 1)?.plane.identifier == 39)
    }

    @Test func convertsByProcessorWhereNoLayerDoes() {
        let virtual = [
            plane(31, .primary, shownBy: Self.crtc, formats: "XR24"), plane(32, .cursor, formats: "AR24"),
        ]
        #expect(choice(virtual) == nil)
        // The one layer converts, and it is the cursor's.
        #expect(choice([virtual[0], plane(40, .cursor, formats: Self.rockchip)]) == nil)
    }

    @Test func leavesALayerToWhoShowsItElsewhere() {
        let planes = [
            plane(51, .primary, formats: Self.vc4), plane(127, .overlay, crtcs: 0x3F, shownBy: 91, formats: Self.vc4),
            plane(131, .overlay, crtcs: 0x3F, shownBy: Self.crtc, formats: Self.vc4),
        ]
        #expect(choice(planes)?.plane.identifier == 131)
    }

    @Test func liftsALayerThatLiesBelow() {
        let primary = plane(60, .primary, formats: Self.rockchip, zpos: 3, within: 0...7)
        #expect(choice([primary, plane(45, .overlay, formats: Self.rockchip, zpos: 2, within: 0...7)])?.zpos == 4)
        // At one height the higher identifier is above.
        #expect(choice([primary, plane(45, .overlay, formats: Self.rockchip, zpos: 3, within: 0...7)])?.zpos == 4)
        #expect(choice([primary, plane(61, .overlay, formats: Self.rockchip, zpos: 3, within: 0...7)])?.zpos == nil)
        #expect(choice([primary, plane(45, .overlay, formats: Self.rockchip, zpos: 0, within: 6...7)])?.zpos == 6)
    }

    @Test func showsNothingOnALayerThatStaysBelow() {
        let primary = plane(60, .primary, formats: Self.rockchip, zpos: 3)
        #expect(choice([primary, plane(45, .overlay, formats: Self.rockchip, zpos: 2)]) == nil)
        #expect(choice([primary, plane(45, .overlay, formats: Self.rockchip, zpos: 2, within: 0...3)]) == nil)
    }
}
