import COpenSSL
import Wire

/// Owner of one `SSL` whose records travel through a `DatagramExchange`. WANT_READ is a value here, not an error.
@safe
struct OpenSSLSession: ~Copyable {
    enum Progress {
        case complete
        case wantsMore
        case closedByPeer
        case failed(OpenSSLFailure)
    }

    private static let exporterLabel = "EXTRACTOR-dtls_srtp"

    private let pointer: OpaquePointer
    /// Keeps alive what the callbacks borrow.
    private let exchange: DatagramExchange

    /// - Parameter maximumDatagramSize: bytes of UDP payload; OpenSSL's own minimum is 208.
    init(
        context: borrowing OpenSSLContext,
        role: DTLSRole,
        exchange: DatagramExchange,
        maximumDatagramSize: Int
    ) throws(DTLSError) {
        ERR_clear_error()
        guard let pointer = unsafe SSL_new(context.pointer) else { throw OpenSSLFailure.drain().error(operation: "SSL_new") }
        do throws(DTLSError) {
            let bio = try unsafe DatagramBIO.make(over: exchange)
            // One reference serves both directions.
            unsafe SSL_set_bio(pointer, bio, bio)
            guard unsafe SSL_set_ex_data(pointer, 0, Unmanaged.passUnretained(exchange).toOpaque()) == 1,
                unsafe diascope_ssl_set_mtu(pointer, maximumDatagramSize) != 0
            else { throw OpenSSLFailure.drain().error(operation: "SSL_set_mtu") }
        } catch {
            unsafe SSL_free(pointer)
            throw error
        }
        unsafe DTLS_set_timer_cb(pointer) { session, previous in
            unsafe OpenSSLSession.exchange(of: session)?.nextTimeout(after: previous) ?? previous
        }
        switch role {
        case .client: unsafe SSL_set_connect_state(pointer)
        case .server: unsafe SSL_set_accept_state(pointer)
        }
        unsafe self.pointer = pointer
        self.exchange = exchange
    }

    deinit {
        unsafe SSL_free(pointer)
    }

    /// What belongs to the `SSL` a callback was called for.
    static func exchange(of session: OpaquePointer?) -> DatagramExchange? {
        guard let data = unsafe SSL_get_ex_data(session, 0) else { return nil }
        return unsafe Unmanaged<DatagramExchange>.fromOpaque(data).takeUnretainedValue()
    }

    func handshake() -> Progress {
        ERR_clear_error()
        return progress(unsafe SSL_do_handshake(pointer))
    }

    /// Processes records behind the handshake; application data is dropped, because nothing speaks SCTP here.
    func readAndDiscard() -> Progress {
        var buffer = [UInt8](repeating: 0, count: 2048)
        while true {
            ERR_clear_error()
            let result = unsafe SSL_read(pointer, &buffer, CInt(buffer.count))
            if result <= 0 { return progress(result) }
        }
    }

    /// Sends close_notify.
    func shutDown() {
        ERR_clear_error()
        unsafe SSL_shutdown(pointer)
        ERR_clear_error()
    }

    /// How long until the current flight is sent again; `nil` when nothing waits for an answer.
    var timeUntilRetransmission: Duration? {
        var left = timeval()
        guard unsafe diascope_ssl_get_timeout(pointer, &left) == 1 else { return nil }
        return .seconds(left.tv_sec) + .microseconds(left.tv_usec)
    }

    /// Sends the current flight again if its timer ran out.
    func retransmit() -> Progress {
        ERR_clear_error()
        return unsafe diascope_ssl_handle_timeout(pointer) < 0 ? .failed(.drain()) : .wantsMore
    }

    /// The negotiated cipher suite in IANA's words.
    var cipher: String {
        guard let cipher = unsafe SSL_get_current_cipher(pointer), let name = unsafe SSL_CIPHER_standard_name(cipher) else {
            return ""
        }
        return unsafe String(cString: name)
    }

    /// The keys of RFC 5764 §4.2, once the handshake is complete.
    func exportKeyingMaterial() throws(DTLSError) -> SRTPKeyingMaterial {
        guard let selected = unsafe SSL_get_selected_srtp_profile(pointer),
            let profile = SRTPProfile(rawValue: UInt16(truncatingIfNeeded: unsafe selected.pointee.id))
        else { throw .noCommonSRTPProfile }
        ERR_clear_error()
        let label = OpenSSLSession.exporterLabel
        var bytes = [UInt8](repeating: 0, count: SRTPKeyingMaterial.exportedLength(profile))
        let count = bytes.count
        guard unsafe SSL_export_keying_material(pointer, &bytes, count, label, label.utf8.count, nil, 0, 0) == 1 else {
            throw OpenSSLFailure.drain().error(operation: "SSL_export_keying_material")
        }
        return SRTPKeyingMaterial(profile: profile, exported: bytes)
    }

    private func progress(_ result: CInt) -> Progress {
        if result == 1 { return .complete }
        switch unsafe SSL_get_error(pointer, result) {
        case SSL_ERROR_NONE: return .complete
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wantsMore
        case SSL_ERROR_ZERO_RETURN: return .closedByPeer
        default: return .failed(.drain())
        }
    }
}
