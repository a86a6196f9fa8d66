/// Finds what somebody probably meant to write.
enum NearestName {
    /// The candidate the fewest slips of the finger away, if that is few enough to be worth proposing.
    static func of(_ written: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(written.lowercased().prefix(80))
        var best: (name: String, distance: Int)?
        for candidate in candidates.sorted() {
            let distance = distance(written, Array(candidate.lowercased()))
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(2, written.count / 3) else { return nil }
        return best.name
    }

    /// Letters left out, put in, changed, or two swapped (optimal string alignment).
    static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                let isSame = first[row] == second[column]
                var cost = min(previous[column] + (isSame ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[second.count]
    }
}
