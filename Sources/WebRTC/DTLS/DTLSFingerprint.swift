import COpenSSL

/// The digest of a certificate as SDP announces it (RFC 8122 §5).
package struct DTLSFingerprint: Hashable, Sendable {
    /// The digests worth trusting; the raw value is the name in SDP.
    package enum Algorithm: String, Sendable, CaseIterable, Comparable {
        case sha256 = "sha-256"
        case sha384 = "sha-384"
        case sha512 = "sha-512"

        /// Bytes of the digest.
        package var length: Int {
            switch self {
            case .sha256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }

        /// Weaker is less.
        package static func < (left: Algorithm, right: Algorithm) -> Bool {
            left.length < right.length
        }
    }

    package let algorithm: Algorithm
    /// `algorithm.length` bytes.
    package let bytes: [UInt8]

    init(algorithm: Algorithm, bytes: [UInt8]) {
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Reads the two halves of `a=fingerprint:sha-256 AB:CD:…`, in either case.
    ///
    /// - Throws: `DTLSError.unsupportedFingerprintAlgorithm` (MD5 and SHA-1 among them) or `.malformedFingerprint`.
    package init(algorithm name: String, value: String) throws(DTLSError) {
        guard let algorithm = Algorithm(rawValue: name.lowercased()) else {
            throw .unsupportedFingerprintAlgorithm(name)
        }
        var bytes: [UInt8] = []
        for pair in value.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
            guard pair.count == 2, pair.first != UInt8(ascii: "+"), bytes.count < algorithm.length,
                let byte = UInt8(Substring(pair), radix: 16)
            else { throw .malformedFingerprint }
            bytes.append(byte)
        }
        guard bytes.count == algorithm.length else { throw .malformedFingerprint }
        self.init(algorithm: algorithm, bytes: bytes)
    }

    /// The value of an SDP `fingerprint` attribute: `sha-256 AB:CD:…`.
    package var sdpValue: String {
        let digits = Array("0123456789ABCDEF")
        let pairs = bytes.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }
        return algorithm.rawValue + " " + pairs.joined(separator: ":")
    }

    /// Whether both are the same digest, in a time that tells nothing about where they differ.
    func matches(_ other: DTLSFingerprint) -> Bool {
        guard algorithm == other.algorithm, bytes.count == other.bytes.count else { return false }
        return unsafe CRYPTO_memcmp(bytes, other.bytes, bytes.count) == 0
    }
}
