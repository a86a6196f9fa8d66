import CDRM
import Glibc

/// An open graphics card. The first program that opens it owns its screens (DRM master).
final class DRMCard: Sendable {
    let path: String
    let descriptor: CInt
    let isAtomic: Bool
    /// In the kernel's order: a connector's mask of possible CRTCs counts by it.
    let crtcs: [UInt32]
    private let connectorIdentifiers: [UInt32]

    /// - Throws: `DRMError` when the card cannot be opened, has no outputs or no memory a processor can draw in.
    init(path: String, isAtomicAllowed: Bool = true) throws(DRMError) {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, code: errno) }
        guard let resources = unsafe drmModeGetResources(descriptor) else {
            close(descriptor)
            throw .noCard
        }
        let details = unsafe resources.pointee
        crtcs = unsafe Array(UnsafeBufferPointer(start: details.crtcs, count: Int(max(details.count_crtcs, 0))))
        connectorIdentifiers = unsafe Array(
            UnsafeBufferPointer(start: details.connectors, count: Int(max(details.count_connectors, 0)))
        )
        unsafe drmModeFreeResources(resources)
        var hasDumbBuffers: UInt64 = 0
        unsafe drmGetCap(descriptor, UInt64(DRM_CAP_DUMB_BUFFER), &hasDumbBuffers)
        guard hasDumbBuffers != 0, !connectorIdentifiers.isEmpty else {
            close(descriptor)
            throw connectorIdentifiers.isEmpty ? .noCard : .noBuffers(path: path)
        }
        // Primary and cursor planes are told of only to those who ask for all.
        drmSetClientCap(descriptor, UInt64(DRM_CLIENT_CAP_UNIVERSAL_PLANES), 1)
        isAtomic = isAtomicAllowed && drmSetClientCap(descriptor, UInt64(DRM_CLIENT_CAP_ATOMIC), 1) == 0
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Whether the screens are ours; takes them when nobody else has them.
    func ownsScreens() -> Bool {
        drmIsMaster(descriptor) != 0 || drmSetMaster(descriptor) == 0
    }

    /// Lets another program have the screens. What was theirs once may be taken again without privileges.
    func giveUpScreens() { drmDropMaster(descriptor) }

    func connectors(probes: Bool) -> [DRMConnector] {
        connectorIdentifiers.compactMap { DRMConnector($0, on: self, probes: probes) }
    }

    var planes: [DRMPlane] {
        guard let resources = unsafe drmModeGetPlaneResources(descriptor) else { return [] }
        defer { unsafe drmModeFreePlaneResources(resources) }
        let details = unsafe resources.pointee
        return unsafe UnsafeBufferPointer(start: details.planes, count: Int(details.count_planes)).compactMap {
            DRMPlane($0, on: self)
        }
    }

    /// `/dev/dri/card0` and so on, those there are.
    static var paths: [String] {
        (0..<16).map { "/dev/dri/card\($0)" }.filter { unsafe access($0, F_OK) == 0 }
    }
}
