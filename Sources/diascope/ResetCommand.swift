import ArgumentParser
import Glibc
import Receiver
import Settings
import TVService

/// Starting afresh.
struct ResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Drops the TV's code for a new one; with --factory everything the TV remembers.",
        discussion: "Asks the running TV; where none runs, changes what the next one will remember."
    )

    @OptionGroup var control: ControlOptions

    @Option(help: "Where the state is kept, for a TV that does not run.")
    var stateDirectory: String?

    @Flag(help: "Forget the room server's certificate, too, and whatever was set aside as damaged.")
    var factory = false

    func run() async throws {
        let request = "/reset?factory=\(factory)"
        if stateDirectory == nil, await control.client.isAnswered {
            _ = try await control.ask { try await $0.post(request) }
            return Console.say("The TV has forgotten \(factory ? "everything" : "its code") and asks for a new code.")
        }
        let directory = stateDirectory ?? SystemDefaults(environment: ProcessEnvironment.all).ofRunningService.stateDirectory
        do {
            try OwnerPrivileges.perform(of: directory) { () throws(StateError) in
                try StateStore(directory: directory).reset(factory: factory)
            }
        } catch {
            Console.complain("\(error)")
            throw ExitCode(ExitStatus.unavailable)
        }
        Console.say("No TV is running. The next one with \(directory) asks for a new code.")
    }
}

/// The reset file on the boot partition, before the TV starts.
struct BootResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boot-reset",
        abstract: "Acts on the file diascope-reset on the boot partition, once. Run by diascope-tv.service."
    )

    @Option(help: "Where the TV's state is kept.")
    var stateDirectory: String

    @Option(help: "Where the boot partition may be; may be repeated.")
    var bootDirectory: [String] = ["/boot/firmware", "/boot"]

    func run() async throws {
        do {
            switch try BootReset.run(bootDirectories: bootDirectory, stateDirectory: stateDirectory) {
            case .nothingToDo: break
            case .reset(let factory, let isRemoved):
                Console.say("Reset, as the boot partition asks for: \(factory ? "everything" : "the code") is forgotten.")
                if !isRemoved { Console.complain(BootResetCommand.stays) }
            case .doneBefore(let isRemoved):
                if !isRemoved { Console.complain(BootResetCommand.stays) }
            }
        } catch {
            Console.complain("\(error)")
            throw ExitCode(ExitStatus.unavailable)
        }
    }

    private static let stays =
        "The file diascope-reset cannot be removed: is the boot partition read-only? It will not act again; remove it in a laptop."
}
