package import SDP

extension TestSender {
    /// What kind of sender it is; the defaults are Chromium's.
    package struct Configuration: Sendable {
        /// `actpass` lets the receiver choose who begins the handshake, `active` and `passive` tell it.
        package var setup = SDPSetup.actpass
        package var pacing = Pacing()
        /// Whether the offer carries the candidates known by then; otherwise they are trickled.
        package var offersCandidates = true
        /// A packet of padding precedes all media.
        package var opensWithPadding = true

        package init() {}
    }
}
