import CSRTP
package import Wire

/// The SRTP and SRTCP cryptographic context of one direction (RFC 3711 §3.2), for every SSRC in it.
///
/// Not thread-safe: one owner, one thread at a time. Feed packets in the order of arrival, because the rollover counter is
/// estimated from it.
// `@unchecked`: the libsrtp session has this one owner (`~Copyable`) and no tie to the thread that made it.
@safe
package struct SRTPContext: ~Copyable, @unchecked Sendable {
    /// Sources one peer may use in a context: every one costs libsrtp a stream of its own.
    package static let maximumSources = 128
    /// Packets. The default of 128 loses what NACK brings back late.
    package static let replayWindow = 1024

    private static let rtpHeaderLength = 12
    private static let rtcpHeaderLength = 8
    /// The E bit and the SRTCP index behind the packet (RFC 3711 §3.4).
    private static let rtcpIndexLength = 4

    private let session: srtp_t
    private let direction: Direction
    private var sources: Set<UInt32> = []

    package let profile: Profile

    /// Starts libsrtp, which takes 15 ms once per process: call it off the critical path. Making a context does it too.
    package static func prepare() {
        _ = Library.status
    }

    /// - Parameters:
    ///   - key: the master key, `profile.keyLength` bytes.
    ///   - salt: the master salt, `profile.saltLength` bytes.
    package init(
        profile: Profile,
        key: Redacted<[UInt8]>,
        salt: Redacted<[UInt8]>,
        direction: Direction
    ) throws(SRTPError) {
        guard key.exposed.count == profile.keyLength else {
            throw .keyLength(expected: profile.keyLength, actual: key.exposed.count)
        }
        guard salt.exposed.count == profile.saltLength else {
            throw .keyLength(expected: profile.saltLength, actual: salt.exposed.count)
        }
        try SRTPContext.check(Library.status)
        unsafe session = try SRTPContext.makeSession(profile, keyAndSalt: key.exposed + salt.exposed, direction)
        self.profile = profile
        self.direction = direction
    }

    deinit {
        unsafe srtp_dealloc(session)
    }

    /// Authenticates and decrypts an SRTP packet in place; it becomes shorter. On an error its contents are undefined.
    package mutating func unprotectRTP(_ packet: inout [UInt8]) throws(SRTPError) {
        guard packet.count >= SRTPContext.rtpHeaderLength + profile.tagLength else { throw .malformed }
        let source = try admitSource(of: packet, at: 8)
        try unsafe transform(&packet) { session, bytes, length in unsafe srtp_unprotect(session, bytes, length) }
        sources.insert(source)
    }

    /// Authenticates and decrypts an SRTCP packet in place; it becomes shorter. On an error its contents are undefined.
    package mutating func unprotectRTCP(_ packet: inout [UInt8]) throws(SRTPError) {
        let overhead = profile.tagLength + SRTPContext.rtcpIndexLength
        guard packet.count >= SRTPContext.rtcpHeaderLength + overhead else { throw .malformed }
        let source = try admitSource(of: packet, at: 4)
        try unsafe transform(&packet) { session, bytes, length in unsafe srtp_unprotect_rtcp(session, bytes, length) }
        sources.insert(source)
    }

    /// Encrypts an RTP packet in place; it becomes `profile.tagLength` bytes longer (reserve them to avoid a copy).
    package mutating func protectRTP(_ packet: inout [UInt8]) throws(SRTPError) {
        guard packet.count >= SRTPContext.rtpHeaderLength else { throw .malformed }
        try unsafe transform(&packet, growingBy: profile.tagLength) { session, bytes, length in
            unsafe srtp_protect(session, bytes, length)
        }
    }

    /// Encrypts a compound or reduced-size RTCP packet in place; it becomes `profile.tagLength` + 4 bytes longer.
    package mutating func protectRTCP(_ packet: inout [UInt8]) throws(SRTPError) {
        guard packet.count >= SRTPContext.rtcpHeaderLength else { throw .malformed }
        try unsafe transform(&packet, growingBy: profile.tagLength + SRTPContext.rtcpIndexLength) { session, bytes, length in
            unsafe srtp_protect_rtcp(session, bytes, length)
        }
    }

    /// The packet's SSRC, if it is known or there is room for it. Only an authenticated packet makes it known.
    private func admitSource(of packet: [UInt8], at offset: Int) throws(SRTPError) -> UInt32 {
        let source = packet[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard sources.count < SRTPContext.maximumSources || sources.contains(source) else { throw .tooManySources }
        return source
    }

    private func transform(
        _ packet: inout [UInt8],
        growingBy growth: Int = 0,
        _ operation: (srtp_t, UnsafeMutableRawPointer?, UnsafeMutablePointer<CInt>) -> srtp_err_status_t
    ) throws(SRTPError) {
        // RTP over UDP is below 64 KiB; anything above is not a packet.
        guard packet.count <= Int(UInt16.max) else { throw .malformed }
        var length = CInt(truncatingIfNeeded: packet.count)
        packet.append(contentsOf: repeatElement(0, count: growth))
        let status = unsafe packet.withUnsafeMutableBytes { bytes in
            unsafe operation(session, bytes.baseAddress, &length)
        }
        try SRTPContext.check(status)
        packet.removeLast(max(0, packet.count - Int(length)))
    }
}
