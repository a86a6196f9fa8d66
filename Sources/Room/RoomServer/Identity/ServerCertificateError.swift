/// Why a certificate cannot be used.
package enum ServerCertificateError: Error, Equatable, CustomStringConvertible {
    case unreadableCertificate(path: String, reason: String)
    case unreadableKey(path: String, reason: String)
    case mismatch(certificatePath: String, keyPath: String)
    case notCreated(reason: String)

    package var description: String {
        switch self {
        case .unreadableCertificate(let path, let reason):
            "Cannot use the certificate \(path): \(reason). Name a PEM file with the certificate first and its issuers after it."
        case .unreadableKey(let path, let reason):
            "Cannot use the private key \(path): \(reason). Name a PEM file with the certificate's key, without a pass phrase."
        case .mismatch(let certificatePath, let keyPath):
            "Cannot use \(certificatePath) with \(keyPath): they do not belong together. Name the key the certificate was made for."
        case .notCreated(let reason):
            "Cannot create a certificate: \(reason). Name a certificate and its key in the configuration."
        }
    }
}
