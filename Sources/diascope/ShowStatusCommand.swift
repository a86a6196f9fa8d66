import ArgumentParser
import TVService

/// The status page on the TV itself.
struct ShowStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-status",
        abstract: "Shows the status page on the TV for a minute, or takes it away."
    )

    @OptionGroup var control: ControlOptions

    func run() async throws {
        _ = try await control.ask { try await $0.post("/status-page") }
    }
}
