/// A projection code cut into groups of three or four for reading aloud: `K7M 2PX`.
enum CodeGroups {
    static func of(_ code: String) -> [String] {
        let characters = Array(code)
        guard characters.count > 4 else { return characters.isEmpty ? [] : [code] }
        let groups = (characters.count + 3) / 4
        let short = characters.count / groups
        let long = characters.count % groups
        var result: [String] = []
        var start = 0
        for index in 0..<groups {
            let end = start + short + (index < long ? 1 : 0)
            result.append(String(characters[start..<end]))
            start = end
        }
        return result
    }
}
