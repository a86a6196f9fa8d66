import COpenSSL
import Wire

/// Owner of an `SSL_CTX` set up for DTLS-SRTP: version, ciphers, certificate, and the check of the peer's.
@safe
struct OpenSSLContext: ~Copyable {
    private static let groups = "X25519:P-256:P-384"
    private static let ciphers = """
        ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:\
        ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384
        """
    /// 112 bits, as Debian builds it; set, so that no other build differs.
    private static let securityLevel: CInt = 2

    /// Starts OpenSSL without the machine's openssl.cnf, which can change what a handshake accepts.
    static let isLibraryReady: Bool = OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1

    let pointer: OpaquePointer

    init(certificate: DTLSCertificate) throws(DTLSError) {
        _ = OpenSSLContext.isLibraryReady
        ERR_clear_error()
        guard let pointer = unsafe SSL_CTX_new(DTLS_method()) else {
            throw OpenSSLFailure.drain().error(operation: "SSL_CTX_new")
        }
        do throws(DTLSError) {
            try unsafe OpenSSLContext.configure(pointer)
            try unsafe OpenSSLContext.use(certificate, in: pointer)
        } catch {
            unsafe SSL_CTX_free(pointer)
            throw error
        }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe SSL_CTX_free(pointer)
    }

    private static func configure(_ context: OpaquePointer) throws(DTLSError) {
        unsafe SSL_CTX_set_security_level(context, securityLevel)
        unsafe diascope_ctx_set_options(context)
        unsafe diascope_ctx_disable_session_cache(context)
        try require(unsafe diascope_ctx_require_dtls12(context) == 1, "SSL_CTX_set_min_proto_version")
        try require(unsafe SSL_CTX_set_cipher_list(context, ciphers) == 1, "SSL_CTX_set_cipher_list")
        try require(unsafe diascope_ctx_set_groups(context, groups) == 1, "SSL_CTX_set1_groups_list")
        // Unlike its neighbours this one returns 0 when it succeeds.
        let profiles = unsafe SSL_CTX_set_tlsext_use_srtp(context, SRTPProfile.preference)
        try require(profiles == 0, "SSL_CTX_set_tlsext_use_srtp")

        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        // Replaces chain building: a self-signed certificate is as good as its fingerprint in the SDP (RFC 5763 §5).
        unsafe SSL_CTX_set_cert_verify_callback(context, { store, _ in unsafe OpenSSLContext.verify(store) ? 1 : 0 }, nil)
    }

    private static func use(_ certificate: DTLSCertificate, in context: OpaquePointer) throws(DTLSError) {
        let leaf = certificate.certificateDER
        let key = certificate.privateKeyDER.exposed
        let usesLeaf = unsafe SSL_CTX_use_certificate_ASN1(context, CInt(truncatingIfNeeded: leaf.count), leaf)
        try require(usesLeaf == 1, "SSL_CTX_use_certificate_ASN1")
        let usesKey = unsafe SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_EC, context, key, key.count)
        try require(usesKey == 1, "SSL_CTX_use_PrivateKey_ASN1")
    }

    private static func verify(_ store: OpaquePointer?) -> Bool {
        guard let leaf = unsafe X509_STORE_CTX_get0_cert(store),
            let data = unsafe X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
            let exchange = unsafe OpenSSLSession.exchange(of: OpaquePointer(data))
        else { return false }
        let matches = unsafe exchange.verify(leaf)
        unsafe X509_STORE_CTX_set_error(store, matches ? X509_V_OK : X509_V_ERR_CERT_REJECTED)
        return matches
    }

    private static func require(_ succeeded: Bool, _ operation: String) throws(DTLSError) {
        guard succeeded else { throw OpenSSLFailure.drain().error(operation: operation) }
    }
}
