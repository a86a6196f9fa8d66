import CLinux
import Glibc

/// What an adapter says about itself.
package struct CECFacts: Sendable {
    /// The kernel's name for it.
    package let driver: String
    /// Where we are in the tree of sockets; 0xFFFF while no display is there, 0 for a display itself.
    package let physicalAddress: UInt16
    let capabilities: UInt32

    /// `nil` if that is no adapter, or may not be opened.
    package init?(path: String) {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        self.init(descriptor: descriptor)
    }

    init?(descriptor: CInt) {
        var caps = cec_caps()
        var address: UInt16 = 0
        guard unsafe diascope_cec_get_caps(descriptor, &caps) == 0,
            unsafe diascope_cec_get_physical_address(descriptor, &address) == 0
        else { return nil }
        driver = unsafe withUnsafeBytes(of: &caps.driver) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        physicalAddress = address
        capabilities = caps.capabilities
    }

    /// As people write it: 1.0.0.0 is the display's first socket. `nil` while no display is there.
    package var socket: String? {
        guard physicalAddress != 0xFFFF else { return nil }
        return [12, 8, 4, 0].map { String(physicalAddress >> $0 & 0xF) }.joined(separator: ".")
    }
}
