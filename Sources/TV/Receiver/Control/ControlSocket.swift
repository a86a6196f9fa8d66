import Glibc

/// The Unix socket of the control API. Where it is by default, for server and tools alike, is the settings' to say.
package struct ControlSocket: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// Takes the socket for this process: creates its directory for this user and group alone, and locks a file beside it.
    ///
    /// Binding removes an existing socket, so the lock, not the socket, says whether another TV is running.
    package func claim() throws(ControlError) -> ControlSocketLock {
        guard path.utf8.count < 108 else {
            throw ControlError(
                "cannot listen at \(path)",
                because: "a socket's path has at most 107 bytes",
                fix: "choose a shorter --control-socket"
            )
        }
        let directory = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
        if !directory.isEmpty, unsafe mkdir(directory, 0o750) != 0, errno != EEXIST {
            throw ControlError(
                "cannot create \(directory)",
                because: ControlError.system(),
                fix: "create it, or give another --control-socket"
            )
        }
        var information = stat()
        if !directory.isEmpty, unsafe stat(directory, &information) == 0, information.st_uid != getuid(), information.st_uid != 0
        {
            throw ControlError(
                "cannot listen in \(directory)",
                because: "it belongs to another user",
                fix: "give another --control-socket"
            )
        }
        var file: PosixFile.Descriptor
        do {
            file = try PosixFile.Descriptor(path: path + ".lock", flags: PosixFile.lockFlags, mode: 0o640)
        } catch {
            throw ControlError("cannot lock \(path)", because: error.reason, fix: "give another --control-socket")
        }
        do {
            try file.lock()
        } catch {
            throw ControlError(
                "cannot listen at \(path)",
                because: "another diascope is running there",
                fix: "stop it, or give this one its own --control-socket and --state-directory"
            )
        }
        return ControlSocketLock(file)
    }
}

/// Holds the lock for as long as it lives.
package final class ControlSocketLock: Sendable {
    private let file: PosixFile.Descriptor

    init(_ file: consuming PosixFile.Descriptor) {
        self.file = file
    }
}
