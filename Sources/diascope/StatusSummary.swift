import JSON

/// The status in a few lines for a person.
enum StatusSummary {
    static func text(_ status: JSONValue) -> String {
        var lines: [String] = []
        func add(_ name: String, _ value: String?) {
            guard let value else { return }
            lines.append(name + String(repeating: " ", count: max(1, 14 - name.count)) + value)
        }
        add("state", status["state"]?.string)
        add("code", status["projectionCode"]?.string)
        add("open", status["senderURL"]?.string)
        let server = status["roomServer"]
        add("room server", server?["url"]?.string.map { $0 + (server?["connected"]?.bool == true ? "" : " (not connected)") })
        let display = status["display"]
        if let backend = display?["backend"]?.string, let width = display?["width"]?.integer,
            let height = display?["height"]?.integer
        {
            add("display", "\(backend) \(display?["connector"]?.string ?? ""), \(width)×\(height)")
        }
        for session in status["sessions"]?.array ?? [] { add("session", summary(of: session)) }
        return lines.joined(separator: "\n")
    }

    private static func summary(of session: JSONValue) -> String {
        var parts = [session["senderName"]?.string ?? "someone", session["state"]?.string ?? ""]
        if let width = session["frameWidth"]?.integer, let height = session["frameHeight"]?.integer {
            parts.append("\(width)×\(height)")
        }
        if let rate = session["framesPerSecond"]?.double { parts.append("\(Int(rate)) frames/s") }
        if let shown = session["framesDisplayed"]?.integer { parts.append("\(shown) shown") }
        if let lost = session["packetsLost"]?.integer { parts.append("\(lost) packets lost") }
        return parts.joined(separator: ", ")
    }
}
