import Glibc

/// Does as the owner of a directory would what root was asked to do in it.
package enum OwnerPrivileges {
    /// Runs `body`; for root, and where the directory is there, with its owner's user and group. All threads of the process
    /// change with it: for commands, not for services.
    package static func perform<Result, Failure: Error>(
        of directory: String,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var information = stat()
        guard geteuid() == 0, unsafe stat(directory, &information) == 0, information.st_uid != 0 else { return try body() }
        let group = getegid()
        guard setegid(information.st_gid) == 0, seteuid(information.st_uid) == 0 else {
            _ = setegid(group)
            return try body()
        }
        defer {
            _ = seteuid(0)
            _ = setegid(group)
        }
        return try body()
    }
}
