/// How many codes there are of each length, and how long the next one has to be.
struct CodeLengths: Sendable {
    /// A random guess of some length hits a code of that length at most this often: 1 in a million.
    static let guesses = 1_000_000

    private var counts = [Int](repeating: 0, count: ProjectionCode.lengths.upperBound + 1)

    mutating func added(_ code: ProjectionCode) {
        counts[code.description.utf8.count] += 1
    }

    mutating func removed(_ code: ProjectionCode) {
        counts[code.description.utf8.count] -= 1
    }

    func count(ofLength length: Int) -> Int { counts.indices.contains(length) ? counts[length] : 0 }

    /// The shortest length, from `minimum` on, of which one more code is still too rare to be guessed.
    ///
    /// - Parameter elsewhere: how many codes of a length other servers have given.
    func next(minimum: Int, elsewhere: (_ length: Int) -> Int = { _ in 0 }) -> Int {
        let longest = ProjectionCode.lengths.upperBound
        let shortest = min(max(minimum, ProjectionCode.lengths.lowerBound), longest)
        return (shortest...longest).first { length in
            // In units of `guesses`: 31^16 would overflow, so the last lengths are as good as infinite.
            let codes = (0..<min(length, 10)).reduce(1) { total, _ in total * ProjectionCode.alphabet.count }
            return (counts[length] + elsewhere(length) + 1) <= codes / CodeLengths.guesses
        } ?? longest
    }
}
