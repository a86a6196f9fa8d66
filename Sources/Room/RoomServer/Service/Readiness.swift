/// Whether clients should be sent here: what `/readyz` says.
package enum Readiness: String, Sendable {
    case ready
    /// About to stop, or told to take no new clients.
    case draining
}
