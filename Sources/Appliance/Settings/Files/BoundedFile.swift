import Glibc

/// Reads whole files that are known to be small.
enum BoundedFile {
    enum Failure<Refusal: Error>: Error {
        /// The system's words.
        case unreadable(String)
        case tooLarge
        case refused(Refusal)
    }

    /// - Parameters:
    ///   - largest: bytes; a longer file is not read to its end.
    ///   - accepts: looks at the open file before anything is read.
    static func read<Refusal: Error>(
        _ path: String,
        largest: Int,
        accepts: (stat) throws(Refusal) -> Void
    ) throws(Failure<Refusal>) -> [UInt8] {
        // Without O_NONBLOCK a named pipe in the file's place would hang the start for ever.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .unreadable(String(errno: errno)) }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw .unreadable(String(errno: errno)) }
        do { try accepts(status) } catch { throw .refused(error) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(String(errno: errno)) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
            guard bytes.count <= largest else { throw .tooLarge }
        }
    }
}

extension String {
    /// The system's words for an error number.
    init(errno number: Int32) {
        guard let text = unsafe strerror(number) else {
            self = "error \(number)"
            return
        }
        self = unsafe String(cString: text)
    }
}
