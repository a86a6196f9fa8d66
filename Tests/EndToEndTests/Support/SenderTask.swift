/// What a page of one of the four signaling systems is to do.
struct SenderTask {
    var system: String
    var port: Int
    var room: String
    /// The user to call, as JSON.
    var to: String
    /// Whether the page keeps its signaling connection when media flow.
    var keep = false
    /// Who speaks Socket.IO for the page; a few lines of its own when `nil`.
    var client: StockClient?

    /// The address of the page that does it.
    var address: String {
        get throws {
            let url = SystemServer.address(of: system, port: port)
            let library = try client.map { "," + (try $0.members) } ?? ""
            let task = #"{"system":"\#(system)","url":"\#(url)","room":"\#(room)","to":\#(to),"keep":\#(keep)\#(library)}"#
            return try TestPage.address(of: "sender", task: task)
        }
    }
}
