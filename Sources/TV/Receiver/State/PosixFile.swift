import Glibc
import Wire

/// The few file calls the state store needs, without a pointer in sight.
enum PosixFile {
    enum ReadResult: Equatable {
        case contents([UInt8])
        case missing
        case failed(reason: String)
    }

    /// An errno as people say it.
    struct Failure: Error {
        let number: CInt

        /// Someone else holds the lock.
        var isLocked: Bool { number == EWOULDBLOCK }

        static var last: Failure { Failure(number: errno) }

        var reason: String {
            guard let text = unsafe strerror(number) else { return "error \(number)" }
            return unsafe String(cString: text)
        }
    }

    static var lockFlags: CInt { O_RDWR | O_CREAT }

    /// An open descriptor; closed with its owner.
    struct Descriptor: ~Copyable {
        let number: CInt
        private var isLocked = false

        init(path: String, flags: CInt, mode: mode_t = 0) throws(Failure) {
            number = unsafe open(path, flags | O_CLOEXEC, mode)
            if number < 0 { throw Failure.last }
        }

        deinit {
            // A child between fork and exec has the same open file: closing ours alone would leave it locked meanwhile.
            if isLocked { flock(number, LOCK_UN) }
            close(number)
        }

        func write(_ bytes: [UInt8]) throws(Failure) {
            var offset = 0
            while offset < bytes.count {
                let count = unsafe bytes[offset...].withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw Failure.last
                }
                offset += count
            }
        }

        func synchronize() throws(Failure) {
            if fsync(number) != 0 { throw Failure.last }
        }

        /// Takes the exclusive lock that goes with this descriptor, without waiting for it.
        mutating func lock() throws(Failure) {
            while flock(number, LOCK_EX | LOCK_NB) != 0 {
                if errno != EINTR { throw Failure.last }
            }
            isLocked = true
        }
    }

    static func read(_ path: String, atMost limit: Int) -> ReadResult {
        do throws(Failure) {
            let file = try Descriptor(path: path, flags: O_RDONLY)
            var bytes: [UInt8] = []
            var block = [UInt8](repeating: 0, count: 4096)
            while bytes.count <= limit {
                let count = unsafe block.withUnsafeMutableBytes { unsafe Glibc.read(file.number, $0.baseAddress, $0.count) }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw Failure.last
                }
                if count == 0 { break }
                bytes.append(contentsOf: block[..<count])
            }
            return bytes.count <= limit ? .contents(bytes) : .failed(reason: "it is longer than \(limit) bytes")
        } catch {
            return error.number == ENOENT ? .missing : .failed(reason: error.reason)
        }
    }

    /// Writes a file so that after a power cut there is the old or the new one, whole.
    static func replace(_ path: String, inDirectory directory: String, with bytes: [UInt8]) throws(Failure) {
        let temporary = path + ".new"
        try write(temporary, bytes)
        try rename(temporary, to: path)
        try Descriptor(path: directory, flags: O_RDONLY | O_DIRECTORY).synchronize()
    }

    private static func write(_ path: String, _ bytes: [UInt8]) throws(Failure) {
        let file = try Descriptor(path: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        try file.write(bytes)
        try file.synchronize()
    }

    static func rename(_ path: String, to other: String) throws(Failure) {
        if unsafe Glibc.rename(path, other) != 0 { throw Failure.last }
    }

    /// Says whether the file is gone.
    @discardableResult
    static func remove(_ path: String) -> Bool {
        unsafe unlink(path) == 0 || errno == ENOENT
    }

    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// Creates the directory and those above it, for this user alone; an existing one stays as it is.
    static func createDirectory(_ path: String) throws(Failure) {
        var partial = path.hasPrefix("/") ? "" : "."
        for component in path.split(separator: "/") {
            partial += "/\(component)"
            if unsafe mkdir(partial, 0o700) != 0, errno != EEXIST {
                let failure = Failure.last
                // A read-only file system above says EROFS of a directory that is there.
                if !exists(partial) { throw failure }
            }
        }
    }

    static func entries(of directory: String) -> [String] {
        guard let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
