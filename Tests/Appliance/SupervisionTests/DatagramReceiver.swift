import Foundation
import Glibc

/// A datagram socket as systemd and the journal have one, at a path or at an abstract name.
final class DatagramReceiver {
    let address: String
    private let descriptor: Int32
    private let path: String?

    /// - Parameter isAbstract: in the abstract namespace instead of the file system.
    init(isAbstract: Bool) throws {
        let name = "/tmp/diascope-test-\(UUID().uuidString.prefix(8))"
        address = isAbstract ? "@" + name : name
        path = isAbstract ? nil : name
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array((isAbstract ? "\0" + name : name).utf8)
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count + (isAbstract ? 0 : 1))
        let bound = withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    deinit {
        close(descriptor)
        if let path { unlink(path) }
    }

    /// The next datagram that is there.
    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : Array(buffer.prefix(count))
    }

    func receiveText() -> String? { receive().map { String(decoding: $0, as: UTF8.self) } }
}
