import Glibc

/// Why the server's files could not be read or written.
package struct StateDirectoryError: Error, Equatable, CustomStringConvertible {
    /// What was being done, such as `read`.
    package var action: String
    package var path: String
    /// The value of `errno`.
    package var code: Int32

    init(_ action: String, _ path: String, _ code: Int32) {
        self.action = action
        self.path = path
        self.code = code
    }

    package var description: String {
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return "Cannot \(action) \(path): \(reason). Make it writable for this user, or name another state directory."
    }
}
