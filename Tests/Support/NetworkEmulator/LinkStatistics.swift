/// What became of the datagrams of one direction.
package struct LinkStatistics: Hashable, Sendable {
    package var sent = 0
    package var delivered = 0
    /// At random or in a blackout.
    package var lost = 0
    /// To an address nobody has.
    package var unroutable = 0
}
