import Foundation
import LiveProcesses

/// Socket.IO's own client for browsers, in one of the versions that `Scripts/stock-clients` fetches, and how its page lets it
/// connect.
struct StockClient: CustomStringConvertible, Sendable {
    static let all = ["2.3.0", "3.1.1", "4.7.5"].flatMap { version in
        [["polling"], ["websocket"], ["polling", "websocket"]].map { StockClient(version: version, transports: $0) }
    }

    let version: String
    /// In the order in which it tries them; it begins with the first and changes to the second.
    let transports: [String]

    var description: String { "\(version) by \(transports.joined(separator: ", then "))" }

    /// The address of the client's file.
    var library: String {
        get throws {
            let file = Appliance.repository.appending(path: ".stock-clients/\(version).js")
            guard FileManager.default.fileExists(atPath: file.path) else {
                throw LiveProcess.Failure(description: "\(file.path) is missing: run Scripts/stock-clients")
            }
            return file.absoluteString
        }
    }

    /// What a page is told of it, as members of a JSON object.
    var members: String {
        get throws {
            #""library":"\#(try library)","transports":[\#(transports.map { "\"\($0)\"" }.joined(separator: ","))]"#
        }
    }
}
