import Glibc

/// The few questions to the file system that the checks ask, below a root that tests point at a directory of their own.
struct SystemFiles: Sendable {
    let root: String

    func exists(_ path: String) -> Bool { unsafe access(root + path, F_OK) == 0 }

    func isWritable(_ path: String) -> Bool { unsafe access(root + path, R_OK | W_OK) == 0 }

    func isReadable(_ path: String) -> Bool { unsafe access(root + path, R_OK) == 0 }

    /// Sorted; empty where there is no such directory.
    func entries(_ path: String) -> [String] {
        guard let stream = unsafe opendir(root + path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The first 64 KiB as text without blanks around it; `nil` where there is nothing to read.
    func text(_ path: String) -> String? {
        let file = unsafe open(root + path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 65536)
        var length = 0
        while length < buffer.count {
            let count = unsafe buffer[length...].withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            length += count
        }
        var text = String(decoding: buffer.prefix(length), as: UTF8.self)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    /// Where a symbolic link leads.
    func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink(root + path, &buffer, buffer.count - 1)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Bytes a user without privileges may still write; of the nearest directory above that is there.
    func freeBytes(_ path: String) -> UInt64? {
        var directory = path
        while !directory.isEmpty, !exists(directory) {
            directory = String(directory[..<(directory.lastIndex(of: "/") ?? directory.startIndex)])
        }
        var information = statvfs()
        guard unsafe statvfs(root + (directory.isEmpty ? "/" : directory), &information) == 0 else { return nil }
        return UInt64(information.f_bavail) * UInt64(information.f_frsize)
    }
}
