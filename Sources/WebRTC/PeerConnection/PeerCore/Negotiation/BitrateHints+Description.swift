import SDP

extension BitrateHints {
    private static let startName = "x-google-start-bitrate"
    private static let maximumName = "x-google-max-bitrate"
    private static let minimumName = "x-google-min-bitrate"

    /// Whether a peer's parameter says what only ours should.
    static func isHint(_ parameter: SDPFormatParameter) -> Bool {
        [startName, maximumName, minimumName].contains(parameter.name.lowercased())
    }

    /// For the video codec's `a=fmtp`. A start above the maximum would be raised to it by no one.
    var formatParameters: [SDPFormatParameter] {
        [
            SDPFormatParameter(BitrateHints.startName, String(min(start, maximum))),
            SDPFormatParameter(BitrateHints.maximumName, String(maximum)),
        ]
    }

    /// For the video section.
    var bandwidths: [SDPBandwidth] {
        [SDPBandwidth("AS", UInt64(maximum)), SDPBandwidth("TIAS", UInt64(maximum) * 1000)]
    }
}
