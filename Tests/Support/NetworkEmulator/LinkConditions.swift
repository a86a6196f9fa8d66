/// What a link does to the datagrams of one direction.
package struct LinkConditions: Hashable, Sendable {
    /// How long every datagram takes at least.
    package var delay: Duration
    /// How much longer a datagram may take, at random and evenly spread.
    package var jitter: Duration
    /// Whether jitter lets datagrams overtake one another; otherwise a late one holds up those behind it.
    package var reorders: Bool
    /// Share of datagrams that are lost, 0 to 1, each on its own.
    package var loss: Double
    /// Share of datagrams that arrive twice, 0 to 1; the second copy takes a way of its own.
    package var duplication: Double
    /// Losses on top of `loss`.
    package var bursts: LossBursts?
    package var bottleneck: Bottleneck?

    package init(
        delay: Duration = .milliseconds(1),
        jitter: Duration = .zero,
        reorders: Bool = false,
        loss: Double = 0,
        duplication: Double = 0,
        bursts: LossBursts? = nil,
        bottleneck: Bottleneck? = nil
    ) {
        self.delay = delay
        self.jitter = jitter
        self.reorders = reorders
        self.loss = loss
        self.duplication = duplication
        self.bursts = bursts
        self.bottleneck = bottleneck
    }
}
