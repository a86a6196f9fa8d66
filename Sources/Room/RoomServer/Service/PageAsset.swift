import Crypto
import NIOCore

/// One file of the sender page, as it is served.
struct PageAsset {
    let contentType: String
    let body: ByteBuffer
    /// Changes with the contents (RFC 9110 §8.8.3).
    let entityTag: String

    private init(_ contentType: String, _ bytes: [UInt8]) {
        self.contentType = contentType
        body = ByteBuffer(bytes: bytes)
        entityTag = "\"" + Hexadecimal.text(of: SHA256.hash(data: bytes)).prefix(24) + "\""
    }

    static let index = PageAsset("text/html; charset=utf-8", PackageResources.index_html)

    /// By path.
    static let all: [String: PageAsset] = [
        "/": index,
        "/style.css": PageAsset("text/css; charset=utf-8", PackageResources.style_css),
        "/icon.svg": PageAsset("image/svg+xml", PackageResources.icon_svg),
        "/main.js": script(PackageResources.main_js),
        "/code.js": script(PackageResources.code_js),
        "/peer.js": script(PackageResources.peer_js),
        "/projection.js": script(PackageResources.projection_js),
        "/socket.js": script(PackageResources.socket_js),
        "/strings.js": script(PackageResources.strings_js),
    ]

    private static func script(_ bytes: [UInt8]) -> PageAsset {
        PageAsset("text/javascript; charset=utf-8", bytes)
    }
}
