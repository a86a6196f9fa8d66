import CDRM
import Glibc

/// A timing in the kernel's hands, as the property `MODE_ID` wants it.
final class DRMModeBlob: Sendable {
    let identifier: UInt32
    private let card: DRMCard

    init(_ mode: DRMMode, on card: DRMCard) throws(DRMError) {
        var identifier: UInt32 = 0
        let code = unsafe withUnsafeBytes(of: mode.info) { bytes in
            unsafe drmModeCreatePropertyBlob(card.descriptor, bytes.baseAddress, bytes.count, &identifier)
        }
        guard code == 0 else { throw .failed(operation: "Describing the mode", code: -code) }
        self.identifier = identifier
        self.card = card
    }

    deinit { drmModeDestroyPropertyBlob(card.descriptor, identifier) }
}
