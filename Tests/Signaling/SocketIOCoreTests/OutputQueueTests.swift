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
}
