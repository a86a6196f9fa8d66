package import Wire

extension VideoReceiver {
    /// Takes note of a packet of another m-line of the transport: transport-cc counts them all, and what is missing in the
    /// reports the sender takes for lost.
    package mutating func countTransport(of packet: RTPPacket, arrival: MonotonicTime) {
        guard configuration.usesTransportFeedback, let id = configuration.transportWideCCExtension,
            let number = packet.headerExtensionValue16(id)
        else { return }
        recorder.record(number, arrival: arrival)
        sendDueFeedback(now: arrival)
    }
}
