/// The RTCP feedback both sides agree on for the video (RFC 4585 §4.2).
package struct FeedbackMechanisms: Hashable, Sendable {
    /// `nack` (RFC 4585).
    package var nack = false
    /// `nack pli` (RFC 4585).
    package var pictureLossIndication = false
    /// `ccm fir` (RFC 5104).
    package var fullIntraRequest = false
    /// `transport-cc`, only if its header extension is agreed on too.
    package var transportWideCC = false
    /// `goog-remb`, only where `transport-cc` is not to be had: senders prefer the latter and need just one.
    package var receiverEstimatedMaximumBitrate = false

    package init() {}

    /// - Parameters:
    ///   - offered: `a=rtcp-fb` values, lower case.
    ///   - hasTransportWideCCExtension: whether the offer numbers transport-cc's header extension.
    init(offered: [String], hasTransportWideCCExtension: Bool) {
        nack = offered.contains("nack")
        pictureLossIndication = offered.contains("nack pli")
        fullIntraRequest = offered.contains("ccm fir")
        transportWideCC = offered.contains("transport-cc") && hasTransportWideCCExtension
        receiverEstimatedMaximumBitrate = offered.contains("goog-remb") && !transportWideCC
    }

    /// As `a=rtcp-fb` says it.
    var attributeValues: [String] {
        var values: [String] = []
        if receiverEstimatedMaximumBitrate { values.append("goog-remb") }
        if transportWideCC { values.append("transport-cc") }
        if fullIntraRequest { values.append("ccm fir") }
        if nack { values.append("nack") }
        if pictureLossIndication { values.append("nack pli") }
        return values
    }
}
