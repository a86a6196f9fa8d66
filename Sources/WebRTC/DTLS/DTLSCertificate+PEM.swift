import COpenSSL
package import Wire

extension DTLSCertificate {
    private static let certificateLabel = "CERTIFICATE"
    private static let keyLabel = "EC PRIVATE KEY"

    /// Certificate and private key as PEM text, for keeping.
    package func pem() throws(DTLSError) -> Redacted<String> {
        ERR_clear_error()
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { throw OpenSSLFailure.drain().error(operation: "BIO_new") }
        defer { unsafe BIO_free(bio) }
        let blocks = [
            (DTLSCertificate.certificateLabel, certificateDER), (DTLSCertificate.keyLabel, privateKeyDER.exposed),
        ]
        for (label, bytes) in blocks {
            guard unsafe PEM_write_bio(bio, label, "", bytes, bytes.count) > 0 else {
                throw OpenSSLFailure.drain().error(operation: "PEM_write_bio")
            }
        }
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe diascope_bio_memory(bio, &start)
        let text = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return Redacted(unsafe String(decoding: text, as: UTF8.self))
    }

    /// Reads back what `pem()` returned.
    ///
    /// - Throws: `DTLSError.damagedCertificate` for anything else.
    package init(pem: Redacted<String>) throws(DTLSError) {
        _ = OpenSSLContext.isLibraryReady
        ERR_clear_error()
        defer { ERR_clear_error() }
        let blocks = try DTLSCertificate.blocks(of: pem.exposed)
        guard let leaf = blocks[DTLSCertificate.certificateLabel], let privateKey = blocks[DTLSCertificate.keyLabel] else {
            throw .damagedCertificate
        }
        guard let certificate = unsafe DTLSCertificate.decode(leaf, { unsafe d2i_X509(nil, &$0, $1) }) else {
            throw .damagedCertificate
        }
        defer { unsafe X509_free(certificate) }
        guard let key = unsafe DTLSCertificate.decode(privateKey, { unsafe d2i_AutoPrivateKey(nil, &$0, $1) }) else {
            throw .damagedCertificate
        }
        defer { unsafe EVP_PKEY_free(key) }
        try unsafe self.init(certificate, key)
    }

    private static func blocks(of text: String) throws(DTLSError) -> [String: [UInt8]] {
        let bytes = Array(text.utf8)
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { throw OpenSSLFailure.drain().error(operation: "BIO_new") }
        defer { unsafe BIO_free(bio) }
        guard unsafe BIO_write(bio, bytes, CInt(clamping: bytes.count)) > 0 else { throw .damagedCertificate }
        var blocks: [String: [UInt8]] = [:]
        var name: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<UInt8>?
        var length = 0
        while unsafe PEM_read_bio(bio, &name, &header, &data, &length) == 1 {
            if let name = unsafe name, let data = unsafe data {
                unsafe blocks[String(cString: name)] = Array(UnsafeBufferPointer(start: data, count: length))
            }
            unsafe diascope_free(name)
            unsafe diascope_free(header)
            unsafe diascope_free(data)
        }
        return blocks
    }

    private static func decode(
        _ bytes: [UInt8],
        _ parse: (inout UnsafePointer<UInt8>?, Int) -> OpaquePointer?
    ) -> OpaquePointer? {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe parse(&cursor, buffer.count)
        }
    }
}
