import Glibc

/// A settings file that may be there.
package struct SettingsFile: Equatable, Sendable {
    /// Bytes a settings file may have.
    package static let largest = 256 * 1024

    package var path: String
    /// Whether its absence is an error.
    package var isRequired: Bool

    package init(path: String, isRequired: Bool) {
        self.path = path
        self.isRequired = isRequired
    }

    /// The files in the order in which later ones win: `/etc/diascope/diascope.yaml`, or the one named by `--config`, which must
    /// exist; then `/boot/firmware/diascope.yaml`, which a technician reaches by putting the SD card into a laptop.
    package static func standard(config: String? = nil) -> [SettingsFile] {
        [
            config.map { SettingsFile(path: $0, isRequired: true) }
                ?? SettingsFile(path: "/etc/diascope/diascope.yaml", isRequired: false),
            SettingsFile(path: "/boot/firmware/diascope.yaml", isRequired: false),
        ]
    }

    /// `nil` if the file is not there and need not be.
    func read() throws(SettingsProblem.Reason) -> [UInt8]? {
        do {
            return try BoundedFile.read(path, largest: SettingsFile.largest) { (status) throws(NotAFile) in
                guard status.st_mode & S_IFMT == S_IFREG else { throw NotAFile() }
            }
        } catch {
            switch error {
            case .unreadable(let reason):
                // The file system is asked again rather than remembering errno across the call.
                if !isRequired, unsafe access(path, F_OK) != 0, errno == ENOENT || errno == ENOTDIR { return nil }
                throw .unreadableFile(reason)
            case .tooLarge: throw .fileTooLarge(SettingsFile.largest)
            case .refused: throw .unreadableFile("it is not a file")
            }
        }
    }

    private struct NotAFile: Error {}
}
