import JSON

/// What tells one machine from another, so that a cloned card is noticed.
///
/// A machine has up to three such marks, and not every user may read each of them; two identities are compared by the
/// strongest kind that both have.
package struct HardwareIdentity: Sendable, Equatable {
    /// The serial number that a device tree gives (Raspberry Pi and other boards).
    package var boardSerial: String?
    /// The firmware's `product_uuid`.
    package var productUUID: String?
    /// The addresses of the network adapters that are hardware.
    package var macAddresses: [String]

    package init(boardSerial: String? = nil, productUUID: String? = nil, macAddresses: [String] = []) {
        self.boardSerial = boardSerial
        self.productUUID = productUUID
        self.macAddresses = macAddresses
    }

    /// Whether both can be of the same machine. Without a kind in common nothing speaks against it.
    package func canBeSameMachine(as other: HardwareIdentity) -> Bool {
        if let mine = boardSerial, let theirs = other.boardSerial { return mine == theirs }
        if let mine = productUUID, let theirs = other.productUUID { return mine == theirs }
        // Adapters come and go on a docking station or a USB port: one in common is enough.
        guard !macAddresses.isEmpty, !other.macAddresses.isEmpty else { return true }
        return macAddresses.contains(where: other.macAddresses.contains)
    }
}

extension HardwareIdentity {
    /// Reads this machine's marks below `root`, which tests point at a directory of their own.
    package static func read(root: String = "") -> HardwareIdentity {
        HardwareIdentity(
            boardSerial: text("\(root)/proc/device-tree/serial-number").flatMap(meaningful),
            productUUID: text("\(root)/sys/class/dmi/id/product_uuid").flatMap(meaningful),
            macAddresses: macAddresses(below: "\(root)/sys/class/net")
        )
    }

    private static func macAddresses(below directory: String) -> [String] {
        PosixFile.entries(of: directory).sorted()
            // Bridges, tunnels and container links have no device, and addresses that change.
            .filter { PosixFile.exists("\(directory)/\($0)/device") }
            .compactMap { text("\(directory)/\($0)/address").flatMap(meaningful) }
    }

    private static func text(_ path: String) -> String? {
        guard case .contents(let bytes) = PosixFile.read(path, atMost: 256) else { return nil }
        let printable = bytes.filter { $0 > 0x20 && $0 < 0x7F }
        return String(decoding: printable, as: UTF8.self).lowercased()
    }

    /// Not what boards carry whose maker left the field alone: all zeros, all Fs, or the well-known sample UUID.
    private static func meaningful(_ mark: String) -> String? {
        let digits = Set(mark.filter { $0 != "-" && $0 != ":" })
        return digits.count < 2 || mark == "03000200-0400-0500-0006-000700080009" ? nil : mark
    }
}

extension HardwareIdentity {
    init?(json: JSONValue) {
        guard json.object != nil else { return nil }
        self.init(
            boardSerial: json["boardSerial"]?.string,
            productUUID: json["productUUID"]?.string,
            macAddresses: (json["macAddresses"]?.array ?? []).compactMap(\.string)
        )
    }

    var json: JSONValue {
        var object = JSONObject()
        object["boardSerial"] = boardSerial.map { .string($0) }
        object["productUUID"] = productUUID.map { .string($0) }
        if !macAddresses.isEmpty { object["macAddresses"] = .array(macAddresses.map { .string($0) }) }
        return .object(object)
    }
}
