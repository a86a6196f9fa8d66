import NIOHTTP1
import Settings
import Wire

/// The file of `roomServer.headersFile`: `Name: value` on each line, such as a cookie that stands for a log-in. Empty lines and
/// lines that begin with `#` are skipped.
enum ServerHeaders {
    private static let most = 32

    static func read(_ file: SecretFile) throws(HeadersFileError) -> HTTPHeaders {
        let text: String
        do throws(SecretFileError) {
            text = try file.read().exposed
        } catch {
            throw .unreadable(error)
        }
        return try parse(text)
    }

    static func parse(_ text: String) throws(HeadersFileError) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.drop(while: \.isWhitespace)
            if line.isEmpty || line.first == "#" { continue }
            guard headers.count < most, let colon = line.firstIndex(of: ":") else { throw .malformed(line: index + 1) }
            let name = line[..<colon]
            var value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
            while value.last?.isWhitespace == true { value.removeLast() }
            guard !name.isEmpty, name.utf8.allSatisfy(isTokenCharacter), value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                throw .malformed(line: index + 1)
            }
            headers.add(name: String(name), value: String(value))
        }
        return headers
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// Why the headers for the room server are not sent. The file's contents are never in it.
enum HeadersFileError: Error, Equatable {
    case unreadable(SecretFileError)
    case malformed(line: Int)

    func problem(of file: SecretFile) -> SettingsProblem {
        let reason: SettingsProblem.Reason =
            switch self {
            case .unreadable(let error): .secretFile(file.path, error)
            case .malformed(let line):
                .conflict(
                    what: "Line \(line) of \(file.path), which roomServer.headersFile names, is no header.",
                    fix: "Write each as Name: value on a line of its own."
                )
            }
        return SettingsProblem(origin: .file(path: file.path, line: 0), key: "roomServer.headersFile", reason: reason)
    }
}
