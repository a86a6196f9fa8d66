package import RESP

extension Settings {
    /// What several room servers share, so that a TV and a sender at different ones meet.
    package struct Directory: Equatable, Sendable {
        /// `nil`: the room server is alone.
        package var url: RedisURL?
        package var passwordFile: SecretFile?
        /// PEM file; `nil` trusts the system's.
        package var authorities: String?
        /// The key that signs tokens, the same at each server.
        package var serverKeyFile: SecretFile?
    }

    /// What is wrong with `directory`; it is given up then, since a server that shares codes and no key would lose TVs.
    mutating func contradictionsOfDirectory() -> [(key: String, reason: SettingsProblem.Reason)] {
        var problems: [(key: String, reason: SettingsProblem.Reason)] = []
        let files = [("directory.passwordFile", directory.passwordFile), ("directory.serverKeyFile", directory.serverKeyFile)]
        for case (let key, let file?) in files {
            do { try file.check() } catch { problems.append((key, .secretFile(file.path, error))) }
        }
        if directory.url != nil, directory.serverKeyFile == nil {
            problems.append(
                (
                    "directory.url",
                    .conflict(
                        what: "directory.url is set and directory.serverKeyFile is not, so no TV could move to another server.",
                        fix: "Make a key with \"openssl rand -hex 32\" and give every server the same file, mode 0600."
                    )
                )
            )
            directory.url = nil
        }
        if let user = directory.url?.user, directory.passwordFile == nil {
            problems.append(
                (
                    "directory.url",
                    .conflict(
                        what: "directory.url names the user \(user), and there is no directory.passwordFile.",
                        fix: "Put the user's password into a file with mode 0600 and name it."
                    )
                )
            )
            directory.url = nil
        }
        return problems
    }
}
