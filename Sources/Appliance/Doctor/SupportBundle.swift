import Glibc
import JSON
package import Settings

/// What a technician sends to whoever helps: settings, findings, status and log, without secrets, as one tar file.
package struct SupportBundle: Sendable {
    package var settings: Settings
    package var findings: [Finding]
    /// The status JSON; `nil` if no TV runs.
    package var status: String?
    package var version: String
    /// The log's last lines.
    package var log: String?

    package init(settings: Settings, findings: [Finding], status: String?, version: String, log: String?) {
        self.settings = settings
        self.findings = findings
        self.status = status
        self.version = version
        self.log = log
    }

    /// - Parameter time: of all files in it, in seconds since 1970.
    package func archive(time: Int64) -> [UInt8] {
        let files = SystemFiles(root: "")
        var archive = TarArchive(time: time)
        archive.add("diascope/version.txt", version + "\n")
        archive.add("diascope/settings.txt", Redaction.redact(settings.describe()))
        archive.add("diascope/findings.txt", Redaction.redact(findings.map(\.text).joined(separator: "\n") + "\n"))
        archive.add("diascope/findings.json", Redaction.redact(JSONValue.array(findings.map(\.json)).serialized()))
        if let status { archive.add("diascope/status.json", Redaction.redact(status)) }
        if let log { archive.add("diascope/log.txt", Redaction.redact(log)) }
        let system = [
            "/etc/os-release", "/proc/version", "/proc/cmdline", "/proc/cpuinfo", "/proc/meminfo", "/proc/mounts", "/proc/uptime",
        ]
        for path in system {
            if let text = files.text(path) { archive.add("system\(path)", text + "\n") }
        }
        for output in files.entries("/sys/class/drm") where output.hasPrefix("card") && output.contains("-") {
            for name in ["status", "enabled", "modes"] {
                if let text = files.text("/sys/class/drm/\(output)/\(name)") {
                    archive.add("system/drm/\(output)/\(name)", text + "\n")
                }
            }
        }
        return archive.finished
    }
}
