package import Wire

/// A datagram at the end of its way.
package struct Delivery: Hashable, Sendable {
    package var bytes: [UInt8]
    package var source: TransportAddress
    package var destination: TransportAddress
    package var arrival: MonotonicTime
}
