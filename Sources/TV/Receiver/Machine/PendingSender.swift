import Dialects
import Wire

/// A sender that waits to be let in (policy `ask`).
struct PendingSender: Sendable {
    enum Held: Sendable {
        /// The room server holds what it has to say, and waits for our word.
        case byServer
        case offer(RemoteOffer)
        case wantsOffer([IceServer])
    }

    /// Tells those apart that have no name.
    let number: Int
    let peer: PeerID?
    var name: String?
    var held: Held
    /// That came after the offer.
    var candidates: [RemoteCandidate] = []
    let due: MonotonicTime
}
