import Wire

/// Asks for a key frame until one has been decoded: at once, after 300 ms, then with doubling waits up to 2 s.
///
/// A request, or the key frame it brought, may be lost; on a still screen nothing else would ever come.
struct KeyFrameRequester: Sendable {
    enum Request: Equatable {
        case pictureLossIndication
        case pictureLossIndicationAndFullIntraRequest
    }

    /// Browsers send at most one key frame in this time, so asking sooner is waste.
    static let firstWait: Duration = .milliseconds(300)
    static let longestWait: Duration = .seconds(2)
    /// While packets of a key frame keep coming within this time of each other, it is on its way.
    static let arrivalPatience: Duration = .milliseconds(200)
    /// Some senders answer only FIR: it goes along after this many unanswered PLIs.
    static let requestsBeforeFullIntraRequest = 3

    private(set) var isNeeded = false
    /// Only a decoded key frame with a greater number ends the need.
    private var neededAfter: Int64 = -1
    private var due: MonotonicTime?
    private var wait = firstWait
    private var unanswered = 0
    private var lastRequest: MonotonicTime?
    /// Arrival of the newest packet of the key frame on its way.
    private var arriving: MonotonicTime?
    /// That key frame is complete and was handed to the decoder.
    private var arrivingIsDelivered = false
    /// The newest key frame handed to the decoder.
    private var newestKeyFrame: Int64 = -1

    /// When to ask next.
    var deadline: MonotonicTime? {
        guard isNeeded, let due else { return nil }
        guard let arriving else { return due }
        return max(due, arriving + Self.arrivalPatience)
    }

    /// A key frame is needed that comes after frame `number`. While one is awaited already and none has been handed on since,
    /// this changes nothing.
    mutating func need(after number: Int64, now: MonotonicTime) {
        if isNeeded, newestKeyFrame <= neededAfter { return }
        isNeeded = true
        neededAfter = number
        wait = Self.firstWait
        unanswered = 0
        due = lastRequest.map { max(now, $0 + Self.firstWait) } ?? now
        if arrivingIsDelivered { arriving = nil }
    }

    /// A packet of a key frame arrived that was not there yet.
    mutating func keyFramePacketReceived(arrival: MonotonicTime) {
        arriving = arrival
        arrivingIsDelivered = false
    }

    /// Key frame `number` was handed to the decoder; until its answer it still counts as on its way.
    mutating func keyFrameDelivered(_ number: Int64) {
        newestKeyFrame = number
        arrivingIsDelivered = true
    }

    /// The key frame that was arriving turned out to be of no use.
    mutating func keyFrameRefused() {
        arriving = nil
    }

    mutating func keyFrameDecoded(_ number: Int64) {
        guard isNeeded, number > neededAfter else { return }
        isNeeded = false
        due = nil
        arriving = nil
    }

    /// The request to send now, if any.
    mutating func takeRequest(now: MonotonicTime) -> Request? {
        guard let deadline, deadline <= now else { return nil }
        lastRequest = now
        due = now + wait
        wait = min(wait * 2, Self.longestWait)
        arriving = nil
        unanswered += 1
        return unanswered > Self.requestsBeforeFullIntraRequest
            ? .pictureLossIndicationAndFullIntraRequest : .pictureLossIndication
    }
}
