import Glibc

/// What went wrong between a tool and the running TV: what failed, why, and what to do.
package struct ControlError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ what: String, because why: String, fix: String) {
        description = "\(what): \(why). To fix it: \(fix)."
    }

    /// The text of `errno`.
    static func system() -> String {
        unsafe String(cString: strerror(errno))
    }
}
