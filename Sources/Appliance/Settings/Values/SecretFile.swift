import Glibc
package import Wire

/// A file that holds a secret: only its owner may read it.
package struct SecretFile: SettingText {
    package let path: String

    package static let expectation = "the path of a file with mode 0600 or 0400"
    /// Bytes; more is not a secret.
    private static let largest = 64 * 1024

    package init(path: String) {
        self.path = path
    }

    package init?(settingText: String) {
        guard FilePathText.isPath(settingText) else { return nil }
        path = settingText
    }

    package var settingText: String { path }

    /// Says what is wrong with the file without reading it. A file this user may not look at is not wrong: another service's
    /// user may.
    package func check() throws(SecretFileError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            if errno == EACCES { return }
            throw .unreadable(String(errno: errno))
        }
        try SecretFile.check(status)
    }

    /// The contents without the line break at the end. Checked on the open file, so nothing can be swapped in between.
    package func read() throws(SecretFileError) -> Redacted<String> {
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(path, largest: SecretFile.largest) { (status) throws(SecretFileError) in
                try SecretFile.check(status)
            }
        } catch {
            switch error {
            case .refused(let reason): throw reason
            case .unreadable(let reason): throw .unreadable(reason)
            case .tooLarge: throw .tooLarge(SecretFile.largest)
            }
        }
        var text = String(decoding: bytes, as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return Redacted(text)
    }

    /// The first line: what follows is left for whoever changes a secret and keeps the old one.
    package func firstLine() throws(SecretFileError) -> Redacted<String> {
        Redacted(String(try read().exposed.prefix { !$0.isNewline }))
    }

    /// The lines that are not empty: the secret, and after it the one before it, for as long as it is still in use.
    package func lines() throws(SecretFileError) -> [Redacted<String>] {
        try read().exposed.split(whereSeparator: \.isNewline).map { Redacted(String($0)) }
    }

    private static func check(_ status: stat) throws(SecretFileError) {
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_mode & 0o077 == 0 else { throw .readableByOthers(mode: Int(status.st_mode & 0o777)) }
    }
}

/// Why a secret was not read.
package enum SecretFileError: Error, Equatable {
    /// The system's words.
    case unreadable(String)
    case notAFile
    case readableByOthers(mode: Int)
    /// Bytes allowed.
    case tooLarge(Int)
}

extension SecretFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let reason): "it cannot be read: \(reason)"
        case .notAFile: "it is not a file"
        case .readableByOthers(let mode): "others may read it (mode 0\(String(mode, radix: 8)))"
        case .tooLarge(let bytes): "it is larger than \(bytes) bytes"
        }
    }
}
