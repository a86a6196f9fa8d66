import CYUV
import DisplayContract

/// Memory for a scaled or turned picture, kept from frame to frame.
@safe struct PlaneScratch: ~Copyable {
    private var memory: UnsafeMutableBufferPointer<UInt8>

    init() {
        unsafe memory = UnsafeMutableBufferPointer(start: nil, count: 0)
    }

    deinit { unsafe memory.deallocate() }

    /// The picture in another size, here; valid until the next call.
    mutating func scale(_ picture: I420Picture, width: Int, height: Int, _ filter: FilterModeEnum) -> I420Picture {
        guard let target = unsafe planes(width: width, height: height) else { return unsafe picture }
        unsafe I420Scale(
            picture.y,
            picture.strideY,
            picture.u,
            picture.strideU,
            picture.v,
            picture.strideV,
            CInt(picture.width),
            CInt(picture.height),
            target.y,
            target.strideY,
            target.u,
            target.strideU,
            target.v,
            target.strideV,
            CInt(width),
            CInt(height),
            filter
        )
        return unsafe I420Picture(target, width: width, height: height)
    }

    /// The picture turned clockwise, here; valid until the next call. Not turned at all, it is handed back as it is.
    mutating func rotate(_ picture: I420Picture, _ rotation: Rotation) -> I420Picture {
        if rotation == .degrees0 { return unsafe picture }
        let (width, height) = unsafe rotation.swapsSides ? (picture.height, picture.width) : (picture.width, picture.height)
        guard let target = unsafe planes(width: width, height: height) else { return unsafe picture }
        unsafe I420Rotate(
            picture.y,
            picture.strideY,
            picture.u,
            picture.strideU,
            picture.v,
            picture.strideV,
            target.y,
            target.strideY,
            target.u,
            target.strideU,
            target.v,
            target.strideV,
            CInt(picture.width),
            CInt(picture.height),
            rotation.mode
        )
        return unsafe I420Picture(target, width: width, height: height)
    }

    /// Three planes in the memory, which grows as needed; rows start at multiples of 64 bytes.
    private mutating func planes(width: Int, height: Int) -> MutablePlanes? {
        let strideY = (width + 63) & ~63
        let strideC = ((width + 1) / 2 + 63) & ~63
        let (sizeY, sizeC) = (strideY * height, strideC * ((height + 1) / 2))
        let needed = sizeY + 2 * sizeC
        if unsafe memory.count < needed {
            unsafe memory.deallocate()
            let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: needed, alignment: 64)
            unsafe memory = unsafe raw.bindMemory(to: UInt8.self)
        }
        guard let start = unsafe memory.baseAddress else { return nil }
        return unsafe MutablePlanes(
            y: start,
            u: start + sizeY,
            v: start + sizeY + sizeC,
            strideY: CInt(strideY),
            strideU: CInt(strideC),
            strideV: CInt(strideC)
        )
    }
}

@unsafe private struct MutablePlanes {
    var y: UnsafeMutablePointer<UInt8>
    var u: UnsafeMutablePointer<UInt8>
    var v: UnsafeMutablePointer<UInt8>
    var strideY: CInt
    var strideU: CInt
    var strideV: CInt
}

extension I420Picture {
    fileprivate init(_ planes: MutablePlanes, width: Int, height: Int) {
        unsafe self.init(
            y: planes.y,
            u: planes.u,
            v: planes.v,
            strideY: planes.strideY,
            strideU: planes.strideU,
            strideV: planes.strideV,
            width: width,
            height: height
        )
    }
}

extension Rotation {
    fileprivate var mode: RotationModeEnum {
        switch self {
        case .degrees0: kRotate0
        case .degrees90: kRotate90
        case .degrees180: kRotate180
        case .degrees270: kRotate270
        }
    }
}
