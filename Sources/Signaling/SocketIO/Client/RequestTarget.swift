import NIOHTTP1
import SocketIOCore
import Wire

/// Builds the requests to one server.
struct RequestTarget {
    let url: SocketIOURL
    let headers: HTTPHeaders
    let revision: EngineIORevision
    /// Set once a polling session is open.
    var sid: Redacted<String>?
    /// What the server asked to be sent back, such as which of several processes has the session.
    var cookies: [String] = []

    func head(_ method: HTTPMethod, transport: String) -> HTTPRequestHead {
        var uri = "\(url.path)?EIO=\(revision.rawValue)&transport=\(transport)"
        if transport == "polling" { uri += "&b64=1" }
        if let sid { uri += "&sid=" + sid.exposed.percentEncoded }
        if !url.query.isEmpty { uri += "&" + url.query }
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers)
        head.headers.replaceOrAdd(name: "host", value: url.hostHeader)
        if !cookies.isEmpty { head.headers.add(name: "cookie", value: cookies.joined(separator: "; ")) }
        return head
    }

    /// Keeps name and value of each cookie that a response sets; a session is over before they expire.
    mutating func remember(_ response: HTTPHeaders) {
        for cookie in response["set-cookie"] {
            let pair = cookie.prefix { $0 != ";" }
            guard let name = pair.split(separator: "=", maxSplits: 1).first, pair.utf8.count <= 4096 else { continue }
            cookies.removeAll { $0.hasPrefix(name + "=") }
            if cookies.count < 16 { cookies.append(String(pair)) }
        }
    }
}

extension String {
    /// RFC 3986 §2.1, for everything that is not unreserved.
    fileprivate var percentEncoded: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
