import STUN
import Wire

/// What an authenticated and answered check of the peer says about its pair.
struct ReceivedCheck: Sendable {
    let addresses: AddressPair
    let priority: UInt32?
    let usesCandidate: Bool
    let transactionID: STUNTransactionID
    /// The peer's half of USERNAME: which generation of the peer it comes from.
    let remoteFragment: String
}
