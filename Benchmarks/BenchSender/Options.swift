/// The command line: `bench-sender --url URL --code CODE --file FILE [--seconds N] [--name NAME]`.
struct Options: Sendable {
    struct Usage: Error, CustomStringConvertible {
        let description = """
            usage: bench-sender --url URL --code CODE --file FILE.ivf [--seconds N] [--name NAME]
            Projects a VP8 file onto the TV of that code, in a loop at its frame rate, and reports as lines of JSON.
            """
    }

    var url = ""
    var code = ""
    var file = ""
    /// Counted from the connection on.
    var seconds = 20.0
    var name = "bench-sender"

    init(_ arguments: some Sequence<String>) throws(Usage) {
        var rest = Array(arguments)[...]
        while let flag = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Usage() }
            switch flag {
            case "--url": url = value
            case "--code": code = value
            case "--file": file = value
            case "--name": name = value
            case "--seconds":
                guard let seconds = Double(value), seconds > 0 else { throw Usage() }
                self.seconds = seconds
            default: throw Usage()
            }
        }
        guard !url.isEmpty, !code.isEmpty, !file.isEmpty else { throw Usage() }
    }
}
