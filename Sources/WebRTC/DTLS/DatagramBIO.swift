import COpenSSL

/// A `BIO` over a `DatagramExchange`: one read is one datagram received, one write is one datagram to send. OpenSSL's memory
/// BIO would run datagrams together.
enum DatagramBIO {
    // OpenSSL reads a method table from any thread and never writes it; it lives as long as the process.
    private nonisolated(unsafe) static let method = unsafe makeMethod()

    /// A new BIO of one reference that borrows `exchange`, which has to outlive it.
    static func make(over exchange: DatagramExchange) throws(DTLSError) -> OpaquePointer {
        guard let bio = unsafe BIO_new(method) else { throw OpenSSLFailure.drain().error(operation: "BIO_new") }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(exchange).toOpaque())
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    private static func makeMethod() -> OpaquePointer? {
        guard let method = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams") else { return nil }
        unsafe BIO_meth_set_read(method) { bio, buffer, capacity in unsafe DatagramBIO.read(bio, buffer, capacity) }
        unsafe BIO_meth_set_write(method) { bio, bytes, count in unsafe DatagramBIO.write(bio, bytes, count) }
        unsafe BIO_meth_set_ctrl(method) { _, command, _, _ in DatagramBIO.control(command) }
        return unsafe method
    }

    private static func exchange(of bio: OpaquePointer?) -> DatagramExchange? {
        guard let data = unsafe BIO_get_data(bio) else { return nil }
        return unsafe Unmanaged<DatagramExchange>.fromOpaque(data).takeUnretainedValue()
    }

    private static func read(_ bio: OpaquePointer?, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: CInt) -> CInt {
        unsafe diascope_bio_clear_retry(bio)
        guard let buffer = unsafe buffer, let exchange = unsafe exchange(of: bio), let datagram = exchange.incoming else {
            unsafe diascope_bio_set_retry_read(bio)
            return -1
        }
        exchange.incoming = nil
        let count = min(datagram.count, max(0, Int(capacity)))
        unsafe datagram.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(start: buffer, count: count).copyMemory(from: .init(rebasing: source[..<count]))
        }
        return CInt(count)
    }

    private static func write(_ bio: OpaquePointer?, _ bytes: UnsafePointer<CChar>?, _ count: CInt) -> CInt {
        unsafe diascope_bio_clear_retry(bio)
        guard let bytes = unsafe bytes, count > 0, let exchange = unsafe exchange(of: bio) else { return -1 }
        exchange.send(unsafe Array(UnsafeRawBufferPointer(start: bytes, count: Int(count))))
        return count
    }

    private static func control(_ command: CInt) -> Int {
        switch command {
        case BIO_CTRL_FLUSH, BIO_CTRL_DUP: 1
        // IPv6 and UDP headers, which the MTU we set does not include.
        case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD: 48
        default: 0
        }
    }
}
