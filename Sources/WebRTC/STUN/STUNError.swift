/// Why bytes are not a STUN message (RFC 8489 §5, §6.3).
package enum STUNError: Error, Equatable {
    /// Shorter than a header, or an attribute runs past the end.
    case truncated
    /// The two top bits are not zero: another protocol on the same port.
    case notSTUN
    /// The magic cookie 0x2112A442 is missing.
    case wrongMagicCookie
    /// The length field disagrees with the datagram, or is no multiple of four.
    case wrongLength
    /// The contents of a known attribute cannot be read.
    case malformedAttribute(STUNAttributeType)
    /// FINGERPRINT is not the last attribute.
    case attributeAfterFingerprint
    /// FINGERPRINT disagrees with the bytes.
    case fingerprintMismatch
}
