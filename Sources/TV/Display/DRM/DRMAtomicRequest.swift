import CDRM

/// A set of property changes that take effect together, or not at all.
@safe struct DRMAtomicRequest: ~Copyable {
    private let request: OpaquePointer

    init?() {
        guard let request = unsafe drmModeAtomicAlloc() else { return nil }
        unsafe self.request = request
    }

    deinit { unsafe drmModeAtomicFree(request) }

    /// A property the object does not have is left out: drivers lack some that do not matter to them.
    func set(_ object: UInt32, _ properties: DRMProperties, _ name: String, _ value: UInt64) {
        guard let identifier = properties.identifier(name) else { return }
        unsafe drmModeAtomicAddProperty(request, object, identifier, value)
    }

    /// 0, or the error number.
    func commit(on card: DRMCard, flags: Int32) -> Int32 {
        -(unsafe drmModeAtomicCommit(card.descriptor, request, UInt32(bitPattern: flags), nil))
    }
}
