import CLinux
import Glibc

/// An open adapter: the wire beside a socket's picture.
final class CECAdapter {
    private static let invalidAddress: UInt16 = 0xFFFF
    private static let root: UInt16 = 0

    let path: String
    let descriptor: CInt
    var machine = CECMachine()

    /// `nil` for what cannot be opened or spoken on, and for the socket of a screen (which is the TV itself).
    init?(path: String) {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        self.path = path
        self.descriptor = descriptor
        let needed = UInt32(CEC_CAP_TRANSMIT | CEC_CAP_LOG_ADDRS)
        guard let facts = CECFacts(descriptor: descriptor), facts.capabilities & needed == needed,
            facts.physicalAddress != Self.root
        else { return nil }
    }

    deinit { close(descriptor) }

    /// Takes an address of its own; what comes of it is told by `takeChanges`.
    ///
    /// - Parameter name: what the TV calls this socket; 14 characters of ASCII fit.
    func claim(name: String) -> Bool {
        // Initiator and follower: what the kernel does not answer itself is for us.
        guard diascope_cec_set_mode(descriptor, UInt32(CEC_MODE_INITIATOR | CEC_MODE_FOLLOWER)) == 0 else { return false }
        return unsafe diascope_cec_claim(descriptor, String(name.unicodeScalars.filter(\.isASCII).prefix(14))) == 0
    }

    /// Takes the adapter's announcements, and tells the machine what it has become.
    func takeChanges() {
        var event = cec_event()
        while unsafe diascope_cec_dequeue_event(descriptor, &event) == 0 {}
        var addresses = cec_log_addrs()
        guard let facts = CECFacts(descriptor: descriptor),
            unsafe diascope_cec_get_logical_addresses(descriptor, &addresses) == 0
        else { return }
        let isConfigured = addresses.num_log_addrs > 0 && addresses.log_addr_mask != 0
        let physical = facts.physicalAddress == Self.invalidAddress ? nil : facts.physicalAddress
        machine.addressed(physical: physical, logical: isConfigured && physical != nil ? addresses.log_addr.0 : nil)
    }

    /// The messages that came since the last call; `nil` when the adapter has gone.
    func read() -> [[UInt8]]? {
        var messages: [[UInt8]] = []
        var bytes = [UInt8](repeating: 0, count: 16)
        while true {
            let length = unsafe diascope_cec_read(descriptor, &bytes)
            if length < 0 { return errno == ENODEV ? nil : messages }
            if length > 0 { messages.append(Array(bytes.prefix(Int(length)))) }
        }
    }

    func transmit(_ message: [UInt8]) {
        _ = unsafe diascope_cec_send(descriptor, message, UInt32(message.count))
    }
}
