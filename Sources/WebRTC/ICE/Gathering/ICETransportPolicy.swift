/// Which candidates may be used (W3C WebRTC §4.2.5).
package enum ICETransportPolicy: String, Sendable, CaseIterable {
    case all
    /// Only relayed ones: the peer learns none of our addresses.
    case relay
}
