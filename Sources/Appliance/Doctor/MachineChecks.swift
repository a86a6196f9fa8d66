import CEC
import Settings

/// What can be said from this machine's files alone.
struct MachineChecks: Sendable {
    let settings: Settings
    let files: SystemFiles
    let environment: [String: String]

    private static let wantedFree: UInt64 = 16 << 20
    private static let wantedReceiveBuffer = 4 << 20

    func all() -> [Finding] {
        [display(), audio(), cec(), space(), receiveBuffer(), clockSource()] + units()
    }

    func display() -> Finding {
        let subject = "display"
        if settings.display.backend == .headless { return .ok(subject, "headless, as the settings ask for") }
        let wantsX11 = settings.display.backend == .x11
        if let name = environment["DISPLAY"], !name.isEmpty, settings.display.backend != .drm {
            return .ok(subject, "X11 \(name)")
        }
        if wantsX11 {
            return .fail(
                subject,
                "display.backend is x11, and DISPLAY is not set",
                fix: "start an X server, or choose display.backend: drm"
            )
        }
        let cards = files.entries("/dev/dri").filter { $0.hasPrefix("card") }
        guard !cards.isEmpty else {
            return .fail(
                subject,
                "there is no graphics card in /dev/dri",
                fix: "load the card's driver, or set display.backend: headless"
            )
        }
        let outputs = files.entries("/sys/class/drm").filter { $0.hasPrefix("card") && $0.contains("-") }
        let connected = outputs.filter { files.text("/sys/class/drm/\($0)/status") == "connected" }
        guard cards.contains(where: { files.isWritable("/dev/dri/\($0)") }) else {
            return .fail(
                subject,
                "this user may not open /dev/dri/\(cards[0])",
                fix: "run as the user of diascope-tv, in the group video"
            )
        }
        guard let first = connected.first else {
            let names = outputs.isEmpty ? "no outputs" : outputs.joined(separator: ", ")
            return .warn(subject, "nothing is plugged in (\(names))", fix: "switch the TV on and look at its cable")
        }
        if let wanted = settings.display.connector, !connected.contains(where: { $0.hasSuffix("-" + wanted) }) {
            return .fail(
                subject,
                "nothing is plugged into \(wanted); connected: \(connected.joined(separator: ", "))",
                fix: "plug the TV in there, or change display.connector"
            )
        }
        let modes = files.text("/sys/class/drm/\(first)/modes")?.split(separator: "\n")
        return .ok(subject, connected.joined(separator: ", ") + (modes?.first.map { ", prefers \($0)" } ?? ""))
    }

    func audio() -> Finding {
        let cards = files.text("/proc/asound/cards") ?? ""
        guard !cards.isEmpty, !cards.contains("no soundcards") else {
            return .warn("audio", "there is no sound card", fix: "load its driver; pictures are shown without it")
        }
        let names = cards.split(separator: "\n").compactMap { line in
            line.contains("]:") ? line.split(separator: ":").last.map { $0.trimmed } : nil
        }
        return .ok("audio", names.joined(separator: ", "))
    }

    func cec() -> Finding {
        let devices = files.entries("/dev").filter { $0.hasPrefix("cec") }
        // One at the root of the tree is a display's own.
        let ours = devices.first { CECFacts(path: files.root + "/dev/\($0)")?.physicalAddress != 0 }
        guard let device = ours ?? devices.first else {
            return .warn(
                "cec",
                "there is no HDMI-CEC here: the TV cannot be switched on and off, and its remote control is not heard",
                fix: "none on this machine, most PCs have none; an adapter at a USB port would do"
            )
        }
        guard files.isWritable("/dev/\(device)") else {
            return .warn(
                "cec",
                "this user may not open /dev/\(device)",
                fix: "run as the user of diascope-tv, in the group video"
            )
        }
        guard let facts = CECFacts(path: files.root + "/dev/\(device)") else {
            return .warn("cec", "/dev/\(device) does not answer", fix: "look at the kernel's log: dmesg")
        }
        guard let socket = facts.socket else {
            return .warn(
                "cec",
                "/dev/\(device) (\(facts.driver)) has no TV at it",
                fix: "switch the TV on, and HDMI-CEC in its menu; some call it Anynet+, Bravia Sync or SimpLink"
            )
        }
        return .ok("cec", "/dev/\(device) (\(facts.driver)) at the TV's socket \(socket)")
    }

    func space() -> Finding {
        let directory = settings.tv.stateDirectory
        guard let free = files.freeBytes(directory) else {
            return .fail("space", "\(directory) cannot be looked at", fix: "create it for the user that runs diascope")
        }
        guard free >= MachineChecks.wantedFree else {
            return .fail(
                "space",
                "\(free >> 20) MiB free for \(directory)",
                fix: "make room: a code that cannot be kept is lost at a restart"
            )
        }
        return .ok("space", "\(free >> 20) MiB free for \(directory)")
    }

    func receiveBuffer() -> Finding {
        let bytes = files.text("/proc/sys/net/core/rmem_max").flatMap { Int($0) } ?? 0
        guard bytes >= MachineChecks.wantedReceiveBuffer else {
            return .warn(
                "buffer",
                "net.core.rmem_max is \(bytes): bursts of packets are lost",
                fix: "sysctl -w net.core.rmem_max=\(MachineChecks.wantedReceiveBuffer), or install the package, which does"
            )
        }
        return .ok("buffer", "net.core.rmem_max is \(bytes)")
    }

    func clockSource() -> Finding {
        if files.exists("/run/systemd/timesync/synchronized") || files.exists("/run/chrony") || files.exists("/run/ntpd.pid") {
            return .ok("time source", "the network")
        }
        return .warn("time source", "nothing sets the clock", fix: "enable systemd-timesyncd, or name a server in timesyncd.conf")
    }

    func units() -> [Finding] {
        guard files.exists("/run/systemd/system") else { return [.ok("units", "not a systemd machine")] }
        let unit = "diascope-tv.service"
        let directories = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"]
        guard directories.contains(where: { files.exists("\($0)/\(unit)") }) else {
            return [.warn("units", "\(unit) is not installed", fix: "install the package, or run make install")]
        }
        let target =
            files.link("/etc/systemd/system/default.target") ?? files.link("/usr/lib/systemd/system/default.target") ?? ""
        guard target.hasSuffix("diascope.target") else {
            return [.warn("units", "the box does not start in TV mode", fix: "systemctl set-default diascope.target")]
        }
        return [.ok("units", "\(unit) is installed, and the box starts in TV mode")]
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
