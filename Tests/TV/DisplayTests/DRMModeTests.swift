import CDRM
import Testing

@testable import DisplayDRM

@Suite struct DRMModeTests {
    static let television = [
        mode(3840, 2160, 60, isPreferred: true), mode(3840, 2160, 30), mode(1920, 1080, 60),
        mode(1920, 1080, 60, isInterlaced: true),
        mode(1920, 1080, 50), mode(1920, 1200, 60), mode(1680, 1050, 60), mode(1280, 720, 60), mode(720, 576, 50),
    ]

    static func mode(
        _ width: UInt16,
        _ height: UInt16,
        _ refresh: UInt32,
        isPreferred: Bool = false,
        isInterlaced: Bool = false
    ) -> DRMMode {
        var info = drmModeModeInfo()
        info.hdisplay = width
        info.vdisplay = height
        info.htotal = width + 200
        info.vtotal = height + 50
        info.clock = UInt32(info.htotal) * UInt32(info.vtotal) * refresh / 1000 / (isInterlaced ? 2 : 1)
        if isPreferred { info.type = UInt32(DRM_MODE_TYPE_PREFERRED) }
        if isInterlaced { info.flags = UInt32(DRM_MODE_FLAG_INTERLACE) }
        return DRMMode(info: info)
    }

    private func best(_ modes: [DRMMode], _ wish: ModeWish? = nil, hardwareScales: Bool = false) -> String? {
        DRMMode.best(of: modes, wish: wish, hardwareScales: hardwareScales).map {
            "\($0.width)x\($0.height)\($0.isInterlaced ? "i" : "")@\(Int($0.refreshHz.rounded()))"
        }
    }

    @Test func takesWhatTheDisplayPrefers() {
        #expect(best([Self.mode(1280, 720, 60), Self.mode(1366, 768, 60, isPreferred: true)]) == "1366x768@60")
    }

    @Test func takesTheFirstWhenNothingIsPreferred() {
        #expect(best([Self.mode(1024, 768, 60), Self.mode(800, 600, 60)]) == "1024x768@60")
    }

    @Test func staysWithinWhatTheProcessorCanFillUnlessHardwareScales() {
        #expect(best(Self.television) == "1920x1080@60")
        #expect(best(Self.television, hardwareScales: true) == "3840x2160@60")
    }

    @Test func keepsALargeModeThatIsTheOnlyOne() {
        #expect(best([Self.mode(3840, 2160, 30, isPreferred: true)]) == "3840x2160@30")
    }

    @Test(arguments: [
        (ModeWish(width: 1920, height: 1080, refreshHz: 50), "1920x1080@50"),
        (ModeWish(width: 1920, height: 1080), "1920x1080@60"),
        (ModeWish(width: 3840, height: 2160), "3840x2160@60"),
        (ModeWish(width: 3840, height: 2160, refreshHz: 24), "3840x2160@30"),
    ]) func followsAWish(_ wish: ModeWish, _ expected: String) {
        #expect(best(Self.television, wish) == expected)
    }

    @Test func passesOverAWishTheDisplayDoesNotOffer() {
        #expect(best(Self.television, ModeWish(width: 1234, height: 567)) == "1920x1080@60")
    }

    @Test func hasNoModeWithoutModes() {
        #expect(best([]) == nil)
        #expect(best([], ModeWish(width: 1920, height: 1080)) == nil)
    }

    @Test func countsPicturesOfInterlacedAndFractionalTimings() {
        #expect(Self.mode(1920, 1080, 60, isInterlaced: true).refreshHz.rounded() == 60)
        var info = Self.mode(1920, 1080, 60).info
        info.clock = info.clock * 1000 / 1001
        #expect(abs(DRMMode(info: info).refreshHz - 59.94) < 0.01)
        #expect(DRMMode(info: drmModeModeInfo()).refreshHz == 0)
    }
}
