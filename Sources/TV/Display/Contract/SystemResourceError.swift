import Glibc

/// The system refused a thread or a descriptor at start.
package struct SystemResourceError: Error, Equatable, CustomStringConvertible {
    /// What was asked for: "a thread", "a pipe".
    package let resource: String
    /// The `errno` value.
    package let code: Int32

    package init(resource: String, code: Int32) {
        self.resource = resource
        self.code = code
    }

    package var description: String {
        let cause = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return "Cannot get \(resource): \(cause). Raise the limits of threads and open files (ulimit -u, ulimit -n)."
    }
}
