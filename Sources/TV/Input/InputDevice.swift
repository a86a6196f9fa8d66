import CLinux
import Glibc

/// An open keyboard, remote control or presenter. Others hear its keys as well.
final class InputDevice {
    let path: String
    let descriptor: CInt
    private var parser = EvdevParser()

    /// `nil` for what cannot be opened, and for devices without keys.
    init?(path: String) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        // KEY_CNT is 0x300.
        var bits = [UInt8](repeating: 0, count: 0x300 / 8)
        let count = unsafe diascope_input_key_bits(descriptor, &bits, CInt(bits.count))
        guard count > 0, bits.contains(where: { $0 != 0 }) else {
            close(descriptor)
            return nil
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The keys pressed since the last call; `nil` when the device has gone.
    func read() -> [UInt16]? {
        var keys: [UInt16] = []
        var bytes = [UInt8](repeating: 0, count: 24 * 64)
        while true {
            let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
            guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) ? keys : nil }
            keys += parser.pressedKeys(in: bytes.span.extracting(first: count))
        }
    }
}
