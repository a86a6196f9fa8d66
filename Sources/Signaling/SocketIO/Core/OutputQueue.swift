/// What a state machine wants done, in order, until its owner has done it.
///
/// Empty most of the time, so it keeps no storage then: a server holds one per idle connection. A first output alone, which is what
/// most calls lead to, needs none either.
package struct OutputQueue<Output: Sendable>: Sendable {
    private var first: Output?
    private var others: [Output] = []
    private var next = 0

    package init() {}

    package var isEmpty: Bool { first == nil && next == others.count }

    package mutating func append(_ output: Output) {
        if isEmpty { first = output } else { others.append(output) }
    }

    package mutating func popFirst() -> Output? {
        if let output = first.take() { return output }
        guard next < others.count else {
            if next > 0 {
                others = []
                next = 0
            }
            return nil
        }
        defer { next += 1 }
        return others[next]
    }
}
