import CDRM

/// A socket for a display, as the kernel saw it when asked.
struct DRMConnector: Sendable {
    let identifier: UInt32
    /// As in `/sys/class/drm` without the card: `HDMI-A-1`.
    let name: String
    let isConnected: Bool
    let modes: [DRMMode]
    /// Of the card's CRTCs, by position: bit 0 is the first.
    let possibleCRTCs: UInt32
    /// The CRTC it is lit by now; 0 for none.
    let currentCRTC: UInt32

    /// - Parameter probes: asks the display anew (reads the EDID: milliseconds); otherwise what the kernel knows.
    init?(_ identifier: UInt32, on card: DRMCard, probes: Bool) {
        let descriptor = card.descriptor
        let connector =
            unsafe probes
            ? drmModeGetConnector(descriptor, identifier) : drmModeGetConnectorCurrent(descriptor, identifier)
        guard let connector = unsafe connector else { return nil }
        defer { unsafe drmModeFreeConnector(connector) }
        let details = unsafe connector.pointee
        self.identifier = identifier
        let kind = unsafe drmModeGetConnectorTypeName(details.connector_type).map { unsafe String(cString: $0) } ?? "Unknown"
        name = "\(kind)-\(unsafe details.connector_type_id)"
        modes = unsafe UnsafeBufferPointer(start: details.modes, count: Int(max(details.count_modes, 0))).map {
            DRMMode(info: $0)
        }
        // Some panels cannot tell; they are taken at their word when they have modes.
        isConnected =
            unsafe details.connection == DRM_MODE_CONNECTED
            || (details.connection == DRM_MODE_UNKNOWNCONNECTION && !modes.isEmpty)
        var possible: UInt32 = 0
        var current: UInt32 = 0
        for encoder in unsafe Array(UnsafeBufferPointer(start: details.encoders, count: Int(max(details.count_encoders, 0)))) {
            guard let found = unsafe drmModeGetEncoder(descriptor, encoder) else { continue }
            unsafe possible |= found.pointee.possible_crtcs
            if unsafe encoder == details.encoder_id { unsafe current = found.pointee.crtc_id }
            unsafe drmModeFreeEncoder(found)
        }
        possibleCRTCs = possible
        currentCRTC = current
    }
}
