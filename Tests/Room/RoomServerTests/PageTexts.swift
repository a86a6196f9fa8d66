import Foundation
import JSON

/// Files of this repository.
enum Repository {
    static func file(_ path: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../" + path).standardizedFileURL
    }
}

/// The sender page's words in one language, and its scripts, as they are in the sources.
struct PageTexts {
    private static let directory = Repository.file("Sources/Room/RoomServer/Page")

    static let languages = names(like: /texts\.([a-z]+)\.js/)
    /// All but the words.
    static let scripts = names(like: /(.*\.js)/).filter { !$0.hasPrefix("texts.") }

    /// By path, such as `causes.busy.what`.
    let texts: [String: String]

    init(_ language: String) throws {
        let source = try PageTexts.source("texts.\(language).js")
        guard let start = source.range(of: "export default ")?.upperBound, let end = source.lastIndex(of: ";") else {
            throw Missing("texts in \(language)")
        }
        var texts: [String: String] = [:]
        PageTexts.collect(try JSONValue(parsing: String(source[start..<end])), at: "", into: &texts)
        self.texts = texts
    }

    static func source(_ name: String) throws -> String {
        try String(contentsOf: directory.appending(path: name), encoding: .utf8)
    }

    private static func names(like pattern: Regex<(Substring, Substring)>) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return all.compactMap { $0.wholeMatch(of: pattern).map { String($0.output.1) } }.sorted()
    }

    private static func collect(_ value: JSONValue, at path: String, into texts: inout [String: String]) {
        switch value {
        case .string(let text): texts[path] = text
        case .object(let object):
            for member in object.members {
                collect(member.value, at: path.isEmpty ? member.name : "\(path).\(member.name)", into: &texts)
            }
        default: break
        }
    }
}
