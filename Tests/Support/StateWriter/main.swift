import Glibc
import Receiver
import Wire

// Changes the state in the directory it is given for as long as it lives, and says each time what is safely on the disk.
let directory = CommandLine.arguments.dropFirst().first ?? ""
let store = try StateStore(directory: directory, hardware: HardwareIdentity(boardSerial: "box"))
var number = store.state.code.flatMap { Int($0) } ?? 0
while true {
    number += 1
    // Of any length, so that a file cut short shows.
    let pins = Dictionary(uniqueKeysWithValues: (0..<(number % 97)).map { ("room-\($0).example:8443", "sha256:\(number)") })
    try store.update {
        $0.code = "\(number)"
        $0.token = Redacted("\(number)")
        $0.pinnedCertificates = pins
    }
    let line = "\(number)\n"
    write(STDOUT_FILENO, line, line.utf8.count)
}
