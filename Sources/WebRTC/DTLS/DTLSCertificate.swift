import COpenSSL
import Wire

/// Our certificate and its key: ECDSA on P-256, self-signed (RFC 8827 §6.5).
package struct DTLSCertificate: Sendable, Equatable {
    let certificateDER: [UInt8]
    /// SEC 1 encoding.
    let privateKeyDER: Redacted<[UInt8]>

    /// SHA-256 of the certificate, for our SDP.
    package let fingerprint: DTLSFingerprint

    /// Makes a new key and certificate. Takes about a millisecond.
    package static func selfSigned() throws(DTLSError) -> DTLSCertificate {
        _ = OpenSSLContext.isLibraryReady
        ERR_clear_error()
        guard let key = unsafe diascope_generate_p256() else {
            throw OpenSSLFailure.drain().error(operation: "EVP_EC_gen")
        }
        defer { unsafe EVP_PKEY_free(key) }
        guard let certificate = unsafe X509_new() else { throw OpenSSLFailure.drain().error(operation: "X509_new") }
        defer { unsafe X509_free(certificate) }
        guard unsafe fill(certificate, key), unsafe X509_sign(certificate, key, EVP_sha256()) > 0 else {
            throw OpenSSLFailure.drain().error(operation: "X509_sign")
        }
        return try unsafe DTLSCertificate(certificate, key)
    }

    /// - Throws: `damagedCertificate` if the key is not the certificate's.
    init(_ certificate: OpaquePointer, _ key: OpaquePointer) throws(DTLSError) {
        ERR_clear_error()
        guard unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_EC, unsafe X509_check_private_key(certificate, key) == 1 else {
            ERR_clear_error()
            throw .damagedCertificate
        }
        certificateDER = try unsafe DTLSCertificate.encode("i2d_X509") { unsafe i2d_X509(certificate, $0) }
        privateKeyDER = Redacted(try unsafe DTLSCertificate.encode("i2d_PrivateKey") { unsafe i2d_PrivateKey(key, $0) })
        fingerprint = try unsafe DTLSFingerprint(of: certificate, algorithm: .sha256)
    }

    private static func fill(_ certificate: OpaquePointer, _ key: OpaquePointer) -> Bool {
        var random = [UInt8](repeating: 0, count: 16)
        guard unsafe RAND_bytes(&random, CInt(random.count)) == 1 else { return false }
        let name = random.map { String($0, radix: 16) }.joined()
        // A serial number is positive (RFC 5280 §4.1.2.2).
        let serial = random.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 1 | 1
        let subject = unsafe X509_get_subject_name(certificate)
        return unsafe X509_set_version(certificate, CLong(2)) == 1
            && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1
            // Nobody checks the dates of a certificate trusted by fingerprint, and a TV may boot without the time: always valid,
            // the end being RFC 5280's "no expiration" (§4.1.2.5).
            && ASN1_TIME_set_string(X509_getm_notBefore(certificate), "20200101000000Z") == 1
            && ASN1_TIME_set_string(X509_getm_notAfter(certificate), "99991231235959Z") == 1
            && X509_set_pubkey(certificate, key) == 1
            && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, name, -1, -1, 0) == 1
            && X509_set_issuer_name(certificate, subject) == 1
    }

    private static func encode(
        _ operation: String,
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> CInt
    ) throws(DTLSError) -> [UInt8] {
        let length = write(nil)
        guard length > 0 else { throw OpenSSLFailure.drain().error(operation: operation) }
        var bytes = [UInt8](repeating: 0, count: Int(length))
        let written = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            // i2d moves the pointer it is given past what it wrote.
            var cursor = buffer.baseAddress
            return unsafe write(&cursor)
        }
        guard written == length else { throw OpenSSLFailure.drain().error(operation: operation) }
        return bytes
    }
}
