import Dialects

/// What a sender said before there was anyone to hand it to: offers and candidates, within bounds.
struct HeldRequests: Sendable {
    /// Bytes.
    static let maximumWeight = 64 * 1024
    static let maximumCount = 256

    private(set) var requests: [RoomRequest] = []
    /// Goes up each time all is taken: a deadline set for an earlier batch means nothing to a later one.
    private(set) var batch = 0
    private var weight = 0

    /// Whether the request was kept; there may be no room for it.
    mutating func hold(_ request: RoomRequest) -> Bool {
        let weight = self.weight + request.weight
        guard weight <= Self.maximumWeight, requests.count < Self.maximumCount else { return false }
        self.weight = weight
        requests.append(request)
        return true
    }

    /// All of it, in the order in which it came; nothing is left.
    mutating func takeAll() -> [RoomRequest] {
        defer {
            requests = []
            weight = 0
            batch += 1
        }
        return requests
    }
}
