import SocketIOCore
import Testing

struct OutputQueueTests {
    @Test func givesBackInOrderWhateverIsTakenBetween() {
        var queue = OutputQueue<Int>()
        var taken: [Int] = []
        for number in 0..<100 {
            queue.append(number)
            if number % 3 != 0, let output = queue.popFirst() { taken.append(output) }
            if number % 10 == 9 { while let output = queue.popFirst() { taken.append(output) } }
        }
        while let output = queue.popFirst() { taken.append(output) }
        #expect(taken == Array(0..<100))
        #expect(queue.isEmpty)
    }

    @Test func givesOneBackOnlyIfItIsAloneAndWanted() {
        var queue = OutputQueue<Int>()
        #expect(queue.popFirst { $0 as Int? } == nil)
        queue.append(1)
        #expect(queue.popFirst { $0 == 2 ? $0 : nil } == nil)
        #expect(queue.popFirst { $0 == 1 ? $0 : nil } == 1)
        #expect(queue.isEmpty)
        queue.append(2)
        queue.append(3)
        #expect(queue.popFirst { $0 as Int? } == nil)
        #expect(queue.popFirst() == 2)
        #expect(queue.popFirst { $0 as Int? } == nil)
        #expect(queue.popFirst() == 3)
        #expect(queue.popFirst() == nil)
    }
}
