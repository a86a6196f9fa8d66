import Glibc

/// The folder where the server keeps its key and its certificate: small files, readable by nobody else.
///
/// A file is written beside its name, synced and renamed, so that a power cut leaves the old one or the new one.
package struct StateDirectory: Sendable {
    /// More than any file here can honestly have, in bytes.
    private static let maximumFileSize = 1 << 20

    package let path: String

    /// Makes the folder (mode 0700) if it is not there.
    package init(path: String) throws(StateDirectoryError) {
        self.path = path
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            if unsafe mkdir(made, 0o700) != 0, errno != EEXIST { throw StateDirectoryError("create the folder", made, errno) }
        }
    }

    /// The contents of a file, or `nil` if there is none.
    package func read(_ name: String) throws(StateDirectoryError) -> [UInt8]? {
        let file = path + "/" + name
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw StateDirectoryError("read", file, errno)
        }
        defer { _ = Glibc.close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= Self.maximumFileSize {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw StateDirectoryError("read", file, errno)
            }
            bytes += chunk.prefix(count)
        }
        throw StateDirectoryError("read", file, EFBIG)
    }

    /// Replaces a file (mode 0600).
    package func write(_ name: String, _ bytes: [UInt8]) throws(StateDirectoryError) {
        let file = path + "/" + name
        let temporary = file + ".new"
        _ = unsafe unlink(temporary)
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StateDirectoryError("create", temporary, errno) }
        do throws(StateDirectoryError) {
            defer { _ = Glibc.close(descriptor) }
            var written = 0
            while written < bytes.count {
                let count = unsafe bytes.withUnsafeBytes { buffer in
                    let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                    return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw StateDirectoryError("write", temporary, errno) }
                written += count
            }
            guard fsync(descriptor) == 0 else { throw StateDirectoryError("write", temporary, errno) }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, file) == 0 else { throw StateDirectoryError("replace", file, errno) }
        try syncDirectory()
    }

    /// Puts a damaged file out of the way, where a technician still finds it.
    package func setAside(_ name: String) throws(StateDirectoryError) {
        let file = path + "/" + name
        guard unsafe rename(file, file + ".damaged") == 0 else { throw StateDirectoryError("set aside", file, errno) }
        try syncDirectory()
    }

    private func syncDirectory() throws(StateDirectoryError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StateDirectoryError("open the folder", path, errno) }
        defer { _ = Glibc.close(descriptor) }
        // Some file systems cannot sync a directory (EINVAL); the rename is as safe as they make it.
        if fsync(descriptor) != 0, errno != EINVAL { throw StateDirectoryError("sync the folder", path, errno) }
    }
}
