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

    struct Entry: Sendable {
        var identifier: UInt32 = 0
        var value: UInt64
        /// The values of an enumeration by name.
        var choices: [String: UInt64] = [:]
        /// What a number may be set to; `nil` for what is no number or stays as it is.
        var limits: ClosedRange<UInt64>?
    }

    private var entries: [String: Entry]

    init(_ entries: [String: Entry]) { self.entries = entries }

    init(of object: UInt32, kind: Kind, on card: DRMCard) {
        entries = [:]
        guard let list = unsafe drmModeObjectGetProperties(card.descriptor, object, kind.code) else { return }
        defer { unsafe drmModeFreeObjectProperties(list) }
        for index in unsafe 0..<Int(list.pointee.count_props) {
            guard let property = unsafe drmModeGetProperty(card.descriptor, list.pointee.props[index]) else { continue }
            defer { unsafe drmModeFreeProperty(property) }
            var choices: [String: UInt64] = [:]
            for index in unsafe 0..<Int(max(property.pointee.count_enums, 0)) {
                let choice = unsafe property.pointee.enums[index]
                choices[Self.text(choice.name)] = choice.value
            }
            unsafe entries[Self.text(property.pointee.name)] = Entry(
                identifier: property.pointee.prop_id,
                value: list.pointee.prop_values[index],
                choices: choices,
                limits: Self.limits(of: property.pointee)
            )
        }
    }

    func identifier(_ name: String) -> UInt32? { entries[name]?.identifier }

    func value(_ name: String) -> UInt64? { entries[name]?.value }

    func limits(_ name: String) -> ClosedRange<UInt64>? { entries[name]?.limits }

    /// What to set an enumeration to; `nil` where there is no such property or choice.
    func choice(_ name: String, _ choice: String) -> UInt64? { entries[name]?.choices[choice] }

    private static func limits(of property: drmModePropertyRes) -> ClosedRange<UInt64>? {
        let flags = unsafe property.flags
        guard flags & UInt32(DRM_MODE_PROP_RANGE) != 0, flags & UInt32(DRM_MODE_PROP_IMMUTABLE) == 0,
            unsafe property.count_values == 2, let values = unsafe property.values
        else { return nil }
        let (least, most) = unsafe (values[0], values[1])
        return least <= most ? least...most : nil
    }

    /// The text in an array of characters that C filled.
    private static func text<Characters>(_ characters: Characters) -> String {
        unsafe withUnsafeBytes(of: characters) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
