package import Wire

/// Deadlines of many connections behind one timer: a binary heap, earliest first.
///
/// Entries are never moved: whoever is called too early because its deadline has moved away inserts itself again.
package struct DeadlineQueue<Element> {
    private struct Entry {
        var deadline: MonotonicTime
        var element: Element
    }

    private var heap: [Entry] = []

    package init() {}

    package var count: Int { heap.count }

    package var soonest: MonotonicTime? { heap.first?.deadline }

    package mutating func insert(_ element: Element, at deadline: MonotonicTime) {
        heap.append(Entry(deadline: deadline, element: element))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].deadline < heap[parent].deadline else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// The earliest entry if its deadline has come.
    package mutating func popFirst(due now: MonotonicTime) -> (element: Element, deadline: MonotonicTime)? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink(0)
        }
        return (first.element, first.deadline)
    }

    /// Drops every entry that fails the test, such as those of connections gone meanwhile.
    package mutating func removeAll(where isStale: (Element) -> Bool) {
        heap.removeAll { isStale($0.element) }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].deadline < heap[smallest].deadline {
                smallest = child
            }
            guard smallest != parent else { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
