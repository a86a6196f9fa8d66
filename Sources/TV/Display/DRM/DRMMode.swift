import CDRM
import DisplayContract

/// One timing a connector offers.
struct DRMMode: Sendable {
    let info: drmModeModeInfo

    var width: Int { Int(info.hdisplay) }
    var height: Int { Int(info.vdisplay) }
    var isPreferred: Bool { info.type & UInt32(DRM_MODE_TYPE_PREFERRED) != 0 }
    var isInterlaced: Bool { info.flags & UInt32(DRM_MODE_FLAG_INTERLACE) != 0 }

    /// Pictures a second, from the timing itself: the kernel's own figure is rounded, and 59.94 is not 60.
    var refreshHz: Double {
        let pixels = Double(info.htotal) * Double(info.vtotal) * Double(max(info.vscan, 1))
        guard pixels > 0 else { return Double(info.vrefresh) }
        var rate = Double(info.clock) * 1000 / pixels
        if isInterlaced { rate *= 2 }
        if info.flags & UInt32(DRM_MODE_FLAG_DBLSCAN) != 0 { rate /= 2 }
        return rate
    }

    var displayMode: DisplayMode { DisplayMode(width: width, height: height, refreshHz: refreshHz) }

    /// Whether both are the same timing.
    func isSame(as other: DRMMode) -> Bool {
        info.clock == other.info.clock && info.hdisplay == other.info.hdisplay && info.vdisplay == other.info.vdisplay
            && info.htotal == other.info.htotal && info.vtotal == other.info.vtotal && info.flags == other.info.flags
    }
}

extension DRMMode {
    /// Above this the processor would spend its time on pixels that no sender sent.
    private static let largestWithoutScaling = (width: 1920, height: 1080)

    /// The mode to set: what was wished for, else what the display prefers, within what the processor can fill.
    ///
    /// A wish that the display does not offer is passed over. Progressive timings win over interlaced ones.
    static func best(of modes: [DRMMode], wish: ModeWish?, hardwareScales: Bool) -> DRMMode? {
        if let wish {
            let fitting = modes.filter { $0.width == wish.width && $0.height == wish.height }
            if let mode = nearest(to: wish.refreshHz ?? 60, in: fitting) { return mode }
        }
        let preferred = modes.first(where: \.isPreferred) ?? modes.first
        guard let preferred, !hardwareScales, !preferred.isFillable else { return preferred }
        let fillable = modes.filter { $0.isFillable && !$0.isInterlaced }
        let area = fillable.map { $0.width * $0.height }.max()
        let largest = fillable.filter { $0.width * $0.height == area }
        let sameShape = largest.filter { $0.width * preferred.height == $0.height * preferred.width }
        return nearest(to: 60, in: sameShape.isEmpty ? largest : sameShape) ?? preferred
    }

    private var isFillable: Bool {
        width <= Self.largestWithoutScaling.width && height <= Self.largestWithoutScaling.height
    }

    private static func nearest(to refreshHz: Double, in modes: [DRMMode]) -> DRMMode? {
        modes.min { first, second in
            if first.isInterlaced != second.isInterlaced { return !first.isInterlaced }
            return abs(first.refreshHz - refreshHz) < abs(second.refreshHz - refreshHz)
        }
    }
}
