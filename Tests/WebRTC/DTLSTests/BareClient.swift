import COpenSSL
import Testing

/// OpenSSL's own DTLS client, which does what ours never would.
final class BareClient {
    private let context: OpaquePointer
    private let connection: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// Without a certificate; whose the server's is, it does not care.
    init() throws {
        context = try #require(SSL_CTX_new(DTLS_client_method()))
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        _ = SSL_CTX_set_tlsext_use_srtp(context, "SRTP_AEAD_AES_128_GCM")
        connection = try #require(SSL_new(context))
        incoming = try #require(BIO_new(BIO_s_mem()))
        outgoing = try #require(BIO_new(BIO_s_mem()))
        SSL_set_bio(connection, incoming, outgoing)
        SSL_set_connect_state(connection)
    }

    deinit {
        SSL_free(connection)
        SSL_CTX_free(context)
    }

    func use(certificate: [UInt8], key: [UInt8]) {
        #expect(SSL_use_certificate_ASN1(connection, certificate, CInt(certificate.count)) == 1)
        #expect(SSL_use_PrivateKey_ASN1(EVP_PKEY_EC, connection, key, key.count) == 1)
    }

    var isConnected: Bool { SSL_is_init_finished(connection) == 1 }

    /// Goes on with the handshake and gives what it sends, several records to a datagram.
    func next(after datagram: [UInt8]? = nil) -> [UInt8] {
        if let datagram { BIO_write(incoming, datagram, CInt(datagram.count)) }
        _ = SSL_do_handshake(connection)
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = BIO_read(outgoing, &bytes, CInt(bytes.count))
        return Array(bytes.prefix(max(0, Int(count))))
    }

    /// Asks for a new handshake within the connection there is, and gives its ClientHello.
    func renegotiate() -> [UInt8] {
        #expect(SSL_renegotiate(connection) == 1)
        return next()
    }
}
