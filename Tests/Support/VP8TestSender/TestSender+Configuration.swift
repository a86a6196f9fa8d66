package import ICE
package import SDP

extension TestSender {
    /// What kind of sender it is; the defaults are Chromium's.
    package struct Configuration: Sendable {
        /// `actpass` lets the receiver choose who begins the handshake, `active` and `passive` tell it.
        package var setup = SDPSetup.actpass
        package var pacing = Pacing()
        /// Whether the offer carries the candidates known by then; otherwise they are trickled.
        package var offersCandidates = true
        /// STUN and TURN servers, as the page's `RTCConfiguration` has them; UDP only.
        package var iceServers: [ICEServer] = []
        package var iceTransportPolicy = ICETransportPolicy.all
        /// A packet of padding precedes all media.
        package var opensWithPadding = true
        /// Whether it follows the network; otherwise it sends what it is given.
        package var rateControl: RateControl.Limits?

        /// What it says when it answers.
        package var answer = Answer()

        package init() {}
    }

    /// How it answers an offer; the defaults are Chromium's.
    package struct Answer: Sendable {
        package var setup = SDPSetup.active
        /// Whether it calls itself lite. It checks all the same: a test that wants it quiet drops its requests.
        package var isLite = false
        package var takesAudio = true
        package var takesRetransmission = true
        /// Whether it controls although the offerer does: a role conflict.
        package var insistsOnControlling = false

        package init() {}
    }
}
