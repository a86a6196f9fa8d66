import CSRTP

extension SRTPContext {
    /// libsrtp's process-wide state.
    enum Library {
        /// Reading it the first time initialises libsrtp, exactly once whatever the thread.
        static let status = srtp_init()
    }

    static func makeSession(
        _ profile: Profile,
        keyAndSalt: [UInt8],
        _ direction: Direction
    ) throws(SRTPError) -> srtp_t {
        var policy = unsafe srtp_policy_t()
        unsafe policy.ssrc.type = direction == .inbound ? ssrc_any_inbound : ssrc_any_outbound
        unsafe policy.window_size = UInt(replayWindow)
        // A retransmission on the media SSRC would otherwise be refused as our own replay.
        unsafe policy.allow_repeat_tx = direction == .outbound ? 1 : 0
        unsafe setCrypto(of: profile, &policy.rtp, &policy.rtcp)

        var keyAndSalt = keyAndSalt
        var session: srtp_t?
        // srtp_create copies what `key` points to.
        let status = unsafe keyAndSalt.withUnsafeMutableBufferPointer { key in
            unsafe policy.key = key.baseAddress
            return unsafe srtp_create(&session, &policy)
        }
        try check(status)
        guard let session = unsafe session else { throw .library(status: srtp_err_status_fail.rawValue) }
        return unsafe session
    }

    private static func setCrypto(
        of profile: Profile,
        _ rtp: inout srtp_crypto_policy_t,
        _ rtcp: inout srtp_crypto_policy_t
    ) {
        switch profile {
        case .aes128CMHMACSHA1:
            unsafe srtp_crypto_policy_set_rtp_default(&rtp)
            unsafe srtp_crypto_policy_set_rtcp_default(&rtcp)
        case .aeadAES128GCM:
            unsafe srtp_crypto_policy_set_aes_gcm_128_16_auth(&rtp)
            unsafe srtp_crypto_policy_set_aes_gcm_128_16_auth(&rtcp)
        }
    }

    static func check(_ status: srtp_err_status_t) throws(SRTPError) {
        switch status {
        case srtp_err_status_ok: return
        // AEAD ciphers report a wrong tag as a failure of the cipher.
        case srtp_err_status_auth_fail, srtp_err_status_cipher_fail: throw .authentication
        case srtp_err_status_replay_fail: throw .replay
        case srtp_err_status_replay_old, srtp_err_status_pkt_idx_old: throw .tooOld
        case srtp_err_status_bad_param, srtp_err_status_parse_err: throw .malformed
        case srtp_err_status_key_expired: throw .keyExpired
        default: throw .library(status: status.rawValue)
        }
    }
}
