import CDRM
import DisplayContract
import Glibc

/// The kernel's announcements that a card or a connector changed.
final class HotplugSocket: Sendable {
    let descriptor: CInt

    init() throws(SystemResourceError) {
        let descriptor = socket(AF_NETLINK, CInt(SOCK_DGRAM.rawValue) | O_CLOEXEC | O_NONBLOCK, NETLINK_KOBJECT_UEVENT)
        guard descriptor >= 0 else { throw SystemResourceError(resource: "the kernel's hotplug messages", code: errno) }
        var address = sockaddr_nl()
        address.nl_family = sa_family_t(AF_NETLINK)
        address.nl_groups = 1
        let bound = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_nl>.size))
            }
        }
        guard bound == 0 else {
            let code = errno
            close(descriptor)
            throw SystemResourceError(resource: "the kernel's hotplug messages", code: code)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Whether anything about displays was announced since the last call.
    func takeAnnouncements() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 8192)
        var isAnnounced = false
        while true {
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            // Messages were lost: look, to be on the safe side.
            if count < 0, errno == ENOBUFS { isAnnounced = true } else if count <= 0 { return isAnnounced }
            if count > 0, Self.concernsDisplays(bytes.prefix(count)) { isAnnounced = true }
        }
    }

    /// Announcements are strings with a zero byte between them.
    static func concernsDisplays(_ message: some Collection<UInt8>) -> Bool {
        message.split(separator: 0).contains { $0.elementsEqual("SUBSYSTEM=drm".utf8) }
    }
}
