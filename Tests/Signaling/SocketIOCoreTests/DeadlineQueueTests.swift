import Testing
import Wire

@testable import SocketIOCore

struct DeadlineQueueTests {
    private func at(_ seconds: Int) -> MonotonicTime { .zero + .seconds(seconds) }

    @Test func handsOutEntriesInOrderWhenTheyAreDue() {
        var queue = DeadlineQueue<Int>()
        let numbers = Array(0..<200).shuffled()
        for number in numbers { queue.insert(number, at: at(number)) }
        #expect(queue.soonest == at(0))
        var seen: [Int] = []
        while let entry = queue.popFirst(due: at(99)) { seen.append(entry.element) }
        #expect(seen == Array(0..<100))
        #expect(queue.soonest == at(100))
    }

    @Test func staysAHeapWhenStaleEntriesAreDropped() {
        var queue = DeadlineQueue<Int>()
        for number in Array(0..<200).shuffled() { queue.insert(number, at: at(number)) }
        queue.removeAll { !$0.isMultiple(of: 3) }
        var seen: [Int] = []
        while let entry = queue.popFirst(due: at(1000)) { seen.append(entry.element) }
        #expect(seen == stride(from: 0, to: 200, by: 3).map { $0 })
        #expect(queue.soonest == nil)
    }
}
