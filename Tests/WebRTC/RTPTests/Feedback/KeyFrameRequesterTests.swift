import Testing
import Wire

@testable import RTP

@Suite("Key frame requests")
struct KeyFrameRequesterTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    private func millisecond(_ value: Int) -> MonotonicTime { start + .milliseconds(value) }

    /// Times of the requests, in milliseconds from the start, until `end`.
    private func requests(_ requester: inout KeyFrameRequester, until end: Int) -> [Int] {
        var times: [Int] = []
        while let deadline = requester.deadline, deadline <= millisecond(end) {
            if requester.takeRequest(now: deadline) != nil { times.append(Int((deadline - start).nanoseconds / 1_000_000)) }
        }
        return times
    }

    @Test func asksAtOnceAndBacksOffToTwoSeconds() {
        var requester = KeyFrameRequester()
        #expect(requester.deadline == nil)
        requester.need(after: -1, now: start)
        #expect(requests(&requester, until: 9000) == [0, 300, 900, 2100, 4100, 6100, 8100])
    }

    @Test func addsFIRAfterThreeUnansweredPLIs() {
        var requester = KeyFrameRequester()
        requester.need(after: -1, now: start)
        let kinds = [0, 300, 900, 2100].map { requester.takeRequest(now: millisecond($0)) }
        #expect(
            kinds == [
                .pictureLossIndication, .pictureLossIndication, .pictureLossIndication,
                .pictureLossIndicationAndFullIntraRequest,
            ]
        )
    }

    @Test func goesOnUntilAKeyFrameIsDecodedNotMerelyReceived() {
        var requester = KeyFrameRequester()
        requester.need(after: -1, now: start)
        #expect(requests(&requester, until: 0) == [0])
        requester.keyFramePacketReceived(arrival: millisecond(100))
        requester.keyFrameDelivered(0)
        #expect(requests(&requester, until: 800) == [300])
        requester.keyFrameDecoded(0)
        #expect(requester.deadline == nil)
    }

    @Test func isSilentWhilePacketsOfAKeyFrameArrive() {
        var requester = KeyFrameRequester()
        requester.need(after: -1, now: start)
        _ = requester.takeRequest(now: start)
        for time in stride(from: 150, through: 600, by: 150) { requester.keyFramePacketReceived(arrival: millisecond(time)) }
        #expect(requester.takeRequest(now: millisecond(700)) == nil)
        #expect(requester.deadline == millisecond(800))
    }

    @Test func decodedKeyFrameFromBeforeTheNeedDoesNotEndIt() {
        var requester = KeyFrameRequester()
        requester.need(after: 10, now: start)
        requester.keyFrameDecoded(10)
        #expect(requester.isNeeded)
        requester.keyFrameDecoded(11)
        #expect(!requester.isNeeded)
    }

    @Test func keyFrameThatFailedToDecodeIsAskedForAgainWithoutWaiting() {
        var requester = KeyFrameRequester()
        requester.need(after: -1, now: start)
        _ = requester.takeRequest(now: start)
        requester.keyFramePacketReceived(arrival: millisecond(290))
        requester.keyFrameDelivered(0)
        requester.need(after: 0, now: millisecond(310))
        #expect(requester.deadline == millisecond(310))
        #expect(requests(&requester, until: 700) == [310, 610])
    }

    @Test func asksNotMoreOftenThanBrowsersAnswer() {
        var requester = KeyFrameRequester()
        requester.need(after: -1, now: start)
        _ = requester.takeRequest(now: start)
        requester.keyFrameDelivered(0)
        requester.keyFrameDecoded(0)
        requester.need(after: 5, now: millisecond(50))
        #expect(requester.deadline == millisecond(300))
    }
}
