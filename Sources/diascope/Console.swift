import ArgumentParser
import Glibc

/// What the commands say to the person or script that called them.
enum Console {
    /// To the standard error, for people.
    static func complain(_ text: String) {
        let line = text + "\n"
        _ = unsafe Glibc.write(STDERR_FILENO, line, line.utf8.count)
    }

    /// To the standard output, at once, even into a pipe.
    static func say(_ text: String) {
        let line = text + "\n"
        _ = unsafe Glibc.write(STDOUT_FILENO, line, line.utf8.count)
    }

    /// To a file; a person is told what is wrong with it.
    static func write(_ bytes: [UInt8], to file: String) throws {
        guard let stream = unsafe fopen(file, "wb") else {
            Console.complain("Cannot write \(file): \(unsafe String(cString: strerror(errno))). To fix it: give another file.")
            throw ExitCode.failure
        }
        let written = unsafe bytes.withUnsafeBufferPointer { unsafe fwrite($0.baseAddress, 1, $0.count, stream) }
        guard unsafe fclose(stream) == 0, written == bytes.count else {
            Console.complain("Cannot write \(file): the disk refused it. To fix it: make room, or give another file.")
            throw ExitCode.failure
        }
    }
}

/// Exit codes that scripts can rely on (sysexits).
enum ExitStatus {
    static let unavailable: Int32 = 69
    static let configuration: Int32 = 78
}

/// The environment as the commands see it.
enum ProcessEnvironment {
    static var all: [String: String] {
        var result: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let pair = unsafe String(cString: text)
            if let separator = pair.firstIndex(of: "=") {
                result[String(pair[..<separator])] = String(pair[pair.index(after: separator)...])
            }
            unsafe entry += 1
        }
        return result
    }
}
