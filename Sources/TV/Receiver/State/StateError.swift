/// Why a state directory cannot be used. Each message says what failed, why, and what to do.
package enum StateError: Error, Equatable {
    case cannotCreateDirectory(path: String, reason: String)
    /// Another process holds the directory's lock.
    case inUse(path: String)
    case cannotLock(path: String, reason: String)
    case cannotWrite(path: String, reason: String)
}

extension StateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotCreateDirectory(let path, let reason):
            "Cannot use the state directory \(path): \(reason). "
                + "Create it for the user that runs diascope, or name another with --state-directory."
        case .inUse(let path):
            "Cannot use the state directory \(path): another diascope process is using it. "
                + "Stop that process, or give this TV a directory of its own with --state-directory."
        case .cannotLock(let path, let reason):
            "Cannot lock the state directory \(path): \(reason). "
                + "Make it writable for the user that runs diascope, on a file system with locks."
        case .cannotWrite(let path, let reason):
            "Cannot save the TV's code to \(path): \(reason). "
                + "Free space there and make it writable; until then a restart may show another code."
        }
    }
}
