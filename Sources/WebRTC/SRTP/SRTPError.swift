/// Why a packet was not protected or unprotected, or a context could not be made.
///
/// For packets none of these ends a session: `replay` and `tooOld` are drops the protocol allows, the others are counted.
package enum SRTPError: Error, Equatable {
    /// The authentication tag is wrong: tampered with, damaged, or made with other keys.
    case authentication
    /// This packet index was received before (RFC 3711 §3.3.2).
    case replay
    /// Older than the replay window reaches.
    case tooOld
    /// Shorter than its header and tag, or its header is inconsistent.
    case malformed
    /// One peer uses more SSRCs than anything sane would.
    case tooManySources
    /// 2⁴⁸ RTP or 2³¹ RTCP packets: the key must not be used any more (RFC 3711 §9.2).
    case keyExpired
    /// Key or salt does not have the profile's length (bytes).
    case keyLength(expected: Int, actual: Int)
    /// libsrtp refused for another reason: its `srtp_err_status_t`.
    case library(status: UInt32)
}
