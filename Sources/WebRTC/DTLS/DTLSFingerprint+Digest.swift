import COpenSSL

extension DTLSFingerprint {
    /// The fingerprint of a certificate, its DER encoding hashed.
    init(of certificate: OpaquePointer, algorithm: Algorithm) throws(DTLSError) {
        var length: UInt32 = 0
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        let digest = unsafe DTLSFingerprint.digest(algorithm)
        guard unsafe X509_digest(certificate, digest, &bytes, &length) == 1, Int(length) == algorithm.length else {
            throw OpenSSLFailure.drain().error(operation: "X509_digest")
        }
        self.init(algorithm: algorithm, bytes: Array(bytes.prefix(algorithm.length)))
    }

    private static func digest(_ algorithm: Algorithm) -> OpaquePointer? {
        switch algorithm {
        case .sha256: unsafe EVP_sha256()
        case .sha384: unsafe EVP_sha384()
        case .sha512: unsafe EVP_sha512()
        }
    }
}
