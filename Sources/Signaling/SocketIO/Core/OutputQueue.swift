/// What a state machine wants done, in order, until its owner has done it.
///
/// Empty most of the time, so it keeps no storage then: a server holds one per idle connection.
package struct OutputQueue<Output: Sendable>: Sendable {
    private var outputs: [Output] = []
    private var next = 0

    package init() {}

    package mutating func append(_ output: Output) {
        outputs.append(output)
    }

    package mutating func popFirst() -> Output? {
        guard next < outputs.count else {
            if next > 0 {
                outputs = []
                next = 0
            }
            return nil
        }
        defer { next += 1 }
        return outputs[next]
    }
}
