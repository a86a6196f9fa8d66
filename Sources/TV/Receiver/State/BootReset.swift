import Glibc

/// The reset that a technician asks for by putting a file on the boot partition, from any laptop.
///
/// The file is named `diascope-reset`; with the word `factory` in it everything is forgotten, else only the code. It is removed
/// once it has been acted on. Where it cannot be removed (a read-only card), its remembered fingerprint keeps it from acting
/// again at every start.
package enum BootReset {
    package enum Outcome: Equatable, Sendable {
        case nothingToDo
        /// The code, or everything, was forgotten. `isRemoved` is false where the file had to stay.
        case reset(factory: Bool, isRemoved: Bool)
        /// The file was there before; nothing was forgotten.
        case doneBefore(isRemoved: Bool)
    }

    /// A file as it was found.
    struct Request: Equatable {
        var path: String
        /// Of contents, size and time of change: a file put there anew is another one, even with the same words in it.
        var fingerprint: String
        var isFactory: Bool
    }

    enum Decision: Equatable {
        case nothing
        /// The file that was acted on is gone: the next one may be just like it.
        case forgetFingerprint
        case reset
        case onlyRemove
    }

    /// A laptop may add the ending by itself.
    static let names = ["diascope-reset", "diascope-reset.txt"]
    private static let longestFile = 4096

    static func decide(_ request: Request?, remembered: String?) -> Decision {
        guard let request else { return remembered == nil ? .nothing : .forgetFingerprint }
        return request.fingerprint == remembered ? .onlyRemove : .reset
    }

    /// Looks into the directories in turn and acts on the first file there.
    ///
    /// Run as root, it touches the state as the user that the directory belongs to: what lies in a service's directory must not
    /// lead root astray.
    ///
    /// - Throws: `StateError` if the state cannot be read or written; the file then stays for the next start.
    package static func run(
        bootDirectories: [String],
        stateDirectory: String,
        hardware: HardwareIdentity = .read()
    ) throws(StateError) -> Outcome {
        let request = find(in: bootDirectories)
        guard request != nil || PosixFile.exists("\(stateDirectory)/state.json") else { return .nothingToDo }
        let decision = try OwnerPrivileges.perform(of: stateDirectory) { () throws(StateError) -> Decision in
            let store = try StateStore(directory: stateDirectory, hardware: hardware)
            let decision = decide(request, remembered: store.state.bootFile)
            switch decision {
            case .nothing, .onlyRemove: break
            case .forgetFingerprint: try store.update { $0.bootFile = nil }
            case .reset:
                try store.update {
                    $0.reset(factory: request?.isFactory == true)
                    $0.bootFile = request?.fingerprint
                }
            }
            return decision
        }
        guard let request else { return .nothingToDo }
        let isRemoved = PosixFile.remove(request.path)
        switch decision {
        case .reset: return .reset(factory: request.isFactory, isRemoved: isRemoved)
        case .onlyRemove: return .doneBefore(isRemoved: isRemoved)
        case .nothing, .forgetFingerprint: return .nothingToDo
        }
    }

    private static func find(in directories: [String]) -> Request? {
        for directory in directories {
            for name in names {
                let path = "\(directory)/\(name)"
                var information = stat()
                guard unsafe lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
                    case .contents(let bytes) = PosixFile.read(path, atMost: longestFile)
                else { continue }
                let words = String(decoding: bytes, as: UTF8.self).lowercased()
                return Request(
                    path: path,
                    fingerprint: fingerprint(bytes, changed: Int(information.st_mtim.tv_sec)),
                    isFactory: words.contains("factory")
                )
            }
        }
        return nil
    }

    /// FNV-1a: it tells files apart, it proves nothing.
    static func fingerprint(_ bytes: [UInt8], changed seconds: Int) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return "\(String(hash, radix: 16))-\(bytes.count)-\(seconds)"
    }
}
