import Foundation
import Glibc
import LiveProcesses
import Synchronization

/// As much of RFC 6455 as a browser's remote control needs: text messages on a plain connection to this machine.
///
/// Blocking sockets and a reading thread, because a socket of another network namespace has to be made by a thread in there.
final class WebSocketClient: Sendable {
    private let descriptor: Int32
    private let sending = Mutex(())

    /// - Parameters:
    ///   - namespace: the network in which 127.0.0.1 is meant.
    ///   - receive: called with each text message on the reading thread, and with `nil` at the end.
    init(port: UInt16, path: String, in namespace: NetworkNamespace?, receive: @escaping @Sendable ([UInt8]?) -> Void) throws {
        let connect = { try WebSocketClient.connect(port: port) }
        descriptor = try namespace?.enter(connect) ?? connect()
        do {
            try open(path: path, port: port)
        } catch {
            close(descriptor)
            throw error
        }
        Thread.detachNewThread { [descriptor] in
            while let message = WebSocketClient.message(from: descriptor) { receive(message) }
            receive(nil)
            close(descriptor)
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    func send(_ text: [UInt8]) {
        var frame: [UInt8] = [0x81]
        switch text.count {
        case ..<126: frame.append(0x80 | UInt8(text.count))
        case ..<65536: frame += [0x80 | 126, UInt8(text.count >> 8), UInt8(text.count & 0xFF)]
        default: frame += [0x80 | 127] + stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: text.count >> $0) }
        }
        // The mask protects proxies, and there is none: any will do, but Firefox hangs up on one of zeros.
        let mask: UInt8 = 0x55
        frame += [mask, mask, mask, mask] + text.map { $0 ^ mask }
        sending.withLock { _ in _ = WebSocketClient.write(frame, to: descriptor) }
    }

    /// Ends the connection; the reading thread closes it.
    func finish() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func open(path: String, port: UInt16) throws {
        let request = """
            GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n
            """
        guard WebSocketClient.write([UInt8](request.utf8), to: descriptor) else {
            throw BrowserFailure(description: "no request")
        }
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard let byte = WebSocketClient.read(1, from: descriptor), head.count < 8192 else {
                throw BrowserFailure(description: "no WebSocket at port \(port): \(String(decoding: head, as: UTF8.self))")
            }
            head += byte
        }
        guard String(decoding: head, as: UTF8.self).hasPrefix("HTTP/1.1 101") else {
            throw BrowserFailure(description: "no WebSocket at port \(port): \(String(decoding: head, as: UTF8.self))")
        }
    }

    private static func connect(port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw BrowserFailure(description: "no connection to port \(port): \(reason)")
        }
        return descriptor
    }

    /// The next text message, put together from its frames; control frames need no answer on this machine. `nil` at the end.
    private static func message(from descriptor: Int32) -> [UInt8]? {
        var message: [UInt8] = []
        while let head = read(2, from: descriptor) {
            let lengthBytes = head[1] & 0x7F == 127 ? 8 : head[1] & 0x7F == 126 ? 2 : 0
            var length = Int(head[1] & 0x7F)
            if lengthBytes > 0 {
                guard let bytes = read(lengthBytes, from: descriptor) else { return nil }
                length = bytes.reduce(0) { $0 << 8 | Int($1) }
            }
            guard length < 1 << 28, let payload = read(length, from: descriptor) else { return nil }
            let opcode = head[0] & 0x0F
            if opcode == 8 { return nil }
            if opcode > 8 { continue }
            message += payload
            if head[0] & 0x80 != 0 { return message }
        }
        return nil
    }

    private static func read(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let step = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + filled }, count - filled) }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { return nil }
            filled += step
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let step = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { return false }
            sent += step
        }
        return true
    }
}
