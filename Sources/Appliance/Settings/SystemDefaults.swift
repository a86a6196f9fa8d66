import Glibc

/// Defaults that depend on the machine and on who runs Diascope.
package struct SystemDefaults: Equatable, Sendable {
    package var hostName: String
    package var stateDirectory: String
    package var controlSocket: String

    package init(hostName: String, stateDirectory: String, controlSocket: String) {
        self.hostName = hostName
        self.stateDirectory = stateDirectory
        self.controlSocket = controlSocket
    }

    /// Follows systemd's variables where a service has them and the XDG ones where a person runs the command.
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            guard let text = environment[name], FilePathText.isPath(text) else { return nil }
            return text
        }
        hostName = SystemDefaults.readHostName()
        // systemd lists several directories with colons between them.
        let service = value("STATE_DIRECTORY")?.prefix { $0 != ":" }
        stateDirectory =
            service.map(String.init)
            ?? value("XDG_STATE_HOME").map { "\($0)/diascope" }
            ?? value("HOME").map { "\($0)/.local/state/diascope" }
            ?? "/var/lib/diascope"
        let runtime =
            value("RUNTIME_DIRECTORY").map { String($0.prefix { $0 != ":" }) }
            ?? value("XDG_RUNTIME_DIR").map { "\($0)/diascope" }
            ?? "/tmp/diascope-\(getuid())"
        controlSocket = "\(runtime)/control.sock"
    }

    /// The same for tools that a person runs beside a TV that systemd has started: where nothing of the person's own is
    /// there, what belongs to the service.
    package var ofRunningService: SystemDefaults {
        var result = self
        func prefer(_ path: String, over own: inout String) {
            if unsafe access(own, F_OK) != 0, unsafe access(path, F_OK) == 0 { own = path }
        }
        prefer("/run/diascope/control.sock", over: &result.controlSocket)
        prefer("/var/lib/diascope", over: &result.stateDirectory)
        return result
    }

    private static func readHostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "TV" }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? "TV" : String(decoding: bytes, as: UTF8.self)
    }
}
