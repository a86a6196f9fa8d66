package import NIOCore
package import Wire

/// A datagram as it left the socket.
package struct ReceivedDatagram: Sendable {
    package var bytes: ByteBuffer
    /// The address of the socket it arrived at.
    package var local: TransportAddress
    package var remote: TransportAddress
    /// Taken when the socket was read: transport-wide congestion control measures the network with it, not our queues.
    package var arrival: MonotonicTime
}

extension NIODeadline {
    /// The same moment on the clock that the cores are told.
    package var monotonicTime: MonotonicTime {
        MonotonicTime(nanoseconds: Int64(clamping: uptimeNanoseconds))
    }
}
