import CLinux
import Glibc

/// Device files of one kind, such as `/dev/input/event3`, as they come and go.
package final class DeviceDirectory: Sendable {
    private let path: String
    private let prefix: String
    /// Readable when something has changed; `nil` where it cannot be watched, as when there is no such directory.
    package let descriptor: CInt?

    package init(_ path: String, prefix: String) {
        self.path = path
        self.prefix = prefix
        let watch = unsafe diascope_watch_directory(path)
        descriptor = watch >= 0 ? watch : nil
    }

    deinit {
        if let descriptor { close(descriptor) }
    }

    /// Forgets what has been told of.
    package func takeChanges() {
        guard let descriptor else { return }
        var bytes = [UInt8](repeating: 0, count: 4096)
        while unsafe read(descriptor, &bytes, bytes.count) > 0 {}
    }

    /// The paths there are now, in the order of their numbers.
    package var paths: [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var numbers: [Int] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(prefix), let number = Int(name.dropFirst(prefix.count)), number >= 0 { numbers.append(number) }
        }
        return numbers.sorted().map { "\(path)/\(prefix)\($0)" }
    }
}
