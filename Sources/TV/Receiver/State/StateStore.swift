import Synchronization
package import Wire

/// The TV's memory on disk: one small file in a directory that one process holds at a time.
///
/// A damaged file is set aside and never stops the TV. Methods write at once and block until the disk has it; call them
/// off the event loops. Any thread may call.
package final class StateStore: Sendable {
    /// What opening found worth telling; the TV starts all the same.
    package enum Warning: Sendable, Equatable {
        /// The file was no state of ours; it lies beside under its new name, and a new code is asked for.
        case damaged(setAside: String)
        case unreadable(reason: String)
        /// The file was written on another machine: a new code is asked for, so that two TVs don't share one.
        case otherHardware
        /// `reset.generation` has changed: a new code is asked for.
        case resetByConfiguration
        case notSaved(StateError)
    }

    private struct Contents: ~Copyable {
        let lock: PosixFile.Descriptor
        var state: StoredState
    }

    package let directory: String
    package let warnings: [Warning]
    private let contents: Mutex<Contents>

    private static let longestFile = 65_536
    private static let mostSetAside = 9

    /// Takes the directory (created if missing) and reads what is there.
    ///
    /// - Parameter resetGeneration: the configured value. A value that differs from the remembered one resets the TV once.
    /// - Throws: `StateError` if the directory cannot be created, written or locked.
    package init(
        directory: String,
        hardware: HardwareIdentity = .read(),
        resetGeneration: String? = nil
    ) throws(StateError) {
        self.directory = directory
        do throws(PosixFile.Failure) {
            try PosixFile.createDirectory(directory)
        } catch {
            throw .cannotCreateDirectory(path: directory, reason: error.reason)
        }
        let lock = try StateStore.lock(directory)
        var warnings: [Warning] = []
        let found = StateStore.load(directory, &warnings)
        var state = found
        if let written = state.hardware, !written.canBeSameMachine(as: hardware) {
            warnings.append(.otherHardware)
            state.reset(factory: false)
        }
        state.hardware = hardware
        if let resetGeneration, resetGeneration != state.resetGeneration {
            if state.code != nil { warnings.append(.resetByConfiguration) }
            state.reset(factory: false)
            state.resetGeneration = resetGeneration
        }
        if state != found {
            do throws(StateError) {
                try StateStore.save(state, directory)
            } catch {
                warnings.append(.notSaved(error))
            }
        }
        self.warnings = warnings
        contents = Mutex(Contents(lock: lock, state: state))
    }

    package var state: StoredState {
        contents.withLock { $0.state }
    }

    /// Changes what is remembered and writes it; what could not be written still counts until the process ends.
    package func update(_ change: (inout StoredState) -> Void) throws(StateError) {
        let saved: Result<Void, StateError> = contents.withLock { contents in
            var state = contents.state
            change(&state)
            guard state != contents.state else { return .success(()) }
            contents.state = state
            do throws(StateError) {
                try StateStore.save(state, directory)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try saved.get()
    }

    /// - Parameter time: seconds since 1970, remembered with a code that is not the one before.
    package func save(code: String?, token: Redacted<String>?, at time: Int64) throws(StateError) {
        try update {
            if code != $0.code { $0.codeIssuedAt = code == nil ? nil : time }
            $0.code = code
            $0.token = token
        }
    }

    /// `factory` forgets everything but what must not be acted on twice, and a time that has passed; also the damaged files
    /// that were set aside.
    package func reset(factory: Bool) throws(StateError) {
        try update { $0.reset(factory: factory) }
        if factory {
            for number in 1...StateStore.mostSetAside {
                PosixFile.remove(StateStore.setAsideName(StateStore.path(in: directory), number))
            }
        }
    }

    /// Resets if the configured value differs from the one remembered; says whether it did.
    package func apply(resetGeneration: String) throws(StateError) -> Bool {
        guard state.resetGeneration != resetGeneration else { return false }
        try update {
            $0.reset(factory: false)
            $0.resetGeneration = resetGeneration
        }
        return true
    }

    private static func path(in directory: String) -> String { directory + "/state.json" }

    private static func lock(_ directory: String) throws(StateError) -> PosixFile.Descriptor {
        do throws(PosixFile.Failure) {
            var file = try PosixFile.Descriptor(path: directory + "/lock", flags: PosixFile.lockFlags, mode: 0o600)
            try file.lock()
            return file
        } catch {
            throw error.isLocked ? .inUse(path: directory) : .cannotLock(path: directory, reason: error.reason)
        }
    }

    private static func load(_ directory: String, _ warnings: inout [Warning]) -> StoredState {
        let path = path(in: directory)
        switch PosixFile.read(path, atMost: longestFile) {
        case .missing: return StoredState()
        case .contents(let bytes):
            if let state = StoredState(parsing: bytes) { return state }
            warnings.append(setAside(path))
        case .failed(let reason):
            warnings.append(.unreadable(reason: reason))
        }
        return StoredState()
    }

    private static func setAside(_ path: String) -> Warning {
        // The last name is used again: a broken disk must not fill itself with evidence.
        let number = (1...mostSetAside).first { !PosixFile.exists(setAsideName(path, $0)) } ?? mostSetAside
        let aside = setAsideName(path, number)
        do throws(PosixFile.Failure) {
            try PosixFile.rename(path, to: aside)
            return .damaged(setAside: aside)
        } catch {
            return .unreadable(reason: error.reason)
        }
    }

    private static func setAsideName(_ path: String, _ number: Int) -> String { "\(path).damaged-\(number)" }

    private static func save(_ state: StoredState, _ directory: String) throws(StateError) {
        let path = path(in: directory)
        do throws(PosixFile.Failure) {
            try PosixFile.replace(path, inDirectory: directory, with: state.fileContents)
        } catch {
            throw .cannotWrite(path: path, reason: error.reason)
        }
    }
}

extension StoredState {
    mutating func reset(factory: Bool) {
        code = nil
        token = nil
        codeIssuedAt = nil
        if factory { pinnedCertificates = [:] }
    }
}
