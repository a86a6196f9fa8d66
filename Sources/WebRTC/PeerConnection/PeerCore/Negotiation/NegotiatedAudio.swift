/// The one audio section both sides agree on: Opus, 48 kHz, two channels (RFC 7587).
package struct NegotiatedAudio: Hashable, Sendable {
    /// Its `a=mid`, as its packets carry it.
    package var mid: String?
    /// Opus's, as the offer numbers it.
    package var payloadType: UInt8
    /// Whether the sender intends to send; a later description may pause it.
    package var isSending: Bool
    /// The audio's SSRC, where the sender names it.
    package var ssrc: UInt32?
    /// Under which its packets carry the MID.
    package var midExtension: UInt8?
    /// `nack`: lost packets may be asked for. Browsers do not offer it by themselves.
    package var usesNack = false

    package init(mid: String?, payloadType: UInt8, isSending: Bool, ssrc: UInt32?) {
        self.mid = mid
        self.payloadType = payloadType
        self.isSending = isSending
        self.ssrc = ssrc
    }

    /// Whether this section, coming after `previous`, describes the same stream, so that its receiver can go on.
    package func continuesStream(of previous: NegotiatedAudio) -> Bool {
        mid == previous.mid && payloadType == previous.payloadType && midExtension == previous.midExtension
            && usesNack == previous.usesNack
    }
}
