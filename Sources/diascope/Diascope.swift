import ArgumentParser
import Composition

/// The command line: parses, builds, runs. Everything else is a room below.
@main
struct Diascope: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diascope",
        abstract: "A projection receiver: the TV shows a code, a browser sends its screen.",
        version: Version.current,
        subcommands: [
            RunCommand.self, TVCommand.self, RoomCommand.self, StatusCommand.self, SnapshotCommand.self, CodeCommand.self,
            ResetCommand.self, ShowStatusCommand.self, DoctorCommand.self, SupportBundleCommand.self, ConfigCommand.self,
            BootResetCommand.self,
        ]
    )
}
