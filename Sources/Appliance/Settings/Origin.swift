/// Where a value was written.
package enum Origin: Equatable, Sendable {
    /// Nowhere: it is Diascope's own.
    case builtIn
    /// 1 is the first line; 0 the file as a whole.
    case file(path: String, line: Int)
    case environment(name: String)
    case flag(name: String)
}

extension Origin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let path, 0): path
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let name): "environment \(name)"
        case .flag(let name): name
        }
    }
}
