/// Losses that come together, after Gilbert and Elliott: a link is good or bad, and changes at random with each datagram.
package struct LossBursts: Hashable, Sendable {
    /// Chance of turning bad with a datagram, 0 to 1.
    package var begins: Double
    /// Chance of turning good again: the inverse of a burst's mean length in datagrams.
    package var ends: Double
    /// Share of datagrams lost while it is bad.
    package var loss: Double

    package init(begins: Double, ends: Double, loss: Double = 1) {
        self.begins = begins
        self.ends = ends
        self.loss = loss
    }
}
