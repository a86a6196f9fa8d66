import CDRM

/// The properties of a connector, CRTC or plane by name, with their values when asked.
struct DRMProperties: Sendable {
    enum Kind {
        case connector
        case crtc
        case plane

        fileprivate var code: UInt32 {
            switch self {
            case .connector: UInt32(DRM_MODE_OBJECT_CONNECTOR)
            case .crtc: UInt32(DRM_MODE_OBJECT_CRTC)
            case .plane: UInt32(DRM_MODE_OBJECT_PLANE)
            }
        }
    }

    private var entries: [String: (identifier: UInt32, value: UInt64)] = [:]

    init(of object: UInt32, kind: Kind, on card: DRMCard) {
        guard let list = unsafe drmModeObjectGetProperties(card.descriptor, object, kind.code) else { return }
        defer { unsafe drmModeFreeObjectProperties(list) }
        for index in unsafe 0..<Int(list.pointee.count_props) {
            guard let property = unsafe drmModeGetProperty(card.descriptor, list.pointee.props[index]) else { continue }
            defer { unsafe drmModeFreeProperty(property) }
            let name = unsafe withUnsafeBytes(of: property.pointee.name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            unsafe entries[name] = (property.pointee.prop_id, list.pointee.prop_values[index])
        }
    }

    func identifier(_ name: String) -> UInt32? { entries[name]?.identifier }

    func value(_ name: String) -> UInt64? { entries[name]?.value }
}
