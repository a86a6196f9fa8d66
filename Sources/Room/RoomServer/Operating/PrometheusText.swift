import Wire

/// Metrics in Prometheus' text format 0.0.4.
struct PrometheusText {
    enum Kind: String {
        case counter, gauge, histogram
    }

    private(set) var text = ""

    /// One metric; each sample has its labels, whose values are escaped.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [([(String, String)], Double)]) {
        addHead(name, kind, help)
        for (labels, value) in samples { addSample(name, labels, value) }
    }

    /// One sample without labels.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        add(name, kind, help, [([], Double(value))])
    }

    mutating func add(_ name: String, _ help: String, _ histogram: LatencyHistogram) {
        addHead(name, .histogram, help)
        for (bound, count) in histogram.cumulative { addSample("\(name)_bucket", [("le", "\(bound)")], Double(count)) }
        addSample("\(name)_bucket", [("le", "+Inf")], Double(histogram.count))
        addSample("\(name)_sum", [], histogram.sum.seconds)
        addSample("\(name)_count", [], Double(histogram.count))
    }

    private mutating func addHead(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func addSample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",") + "}"
        }
        text += " \(Self.number(value))\n"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    /// Whole numbers without a fraction, as they are counted.
    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
