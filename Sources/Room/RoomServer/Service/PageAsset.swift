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
        "/icon-sharing.svg": PageAsset("image/svg+xml", PackageResources.icon_sharing_svg),
        "/asks.js": script(PackageResources.asks_js),
        "/capture.js": script(PackageResources.capture_js),
        "/cause.js": script(PackageResources.cause_js),
        "/code.js": script(PackageResources.code_js),
        "/controls.js": script(PackageResources.controls_js),
        "/language.js": script(PackageResources.language_js),
        "/main.js": script(PackageResources.main_js),
        "/memory.js": script(PackageResources.memory_js),
        "/path.js": script(PackageResources.path_js),
        "/peer.js": script(PackageResources.peer_js),
        "/platform.js": script(PackageResources.platform_js),
        "/projection.js": script(PackageResources.projection_js),
        "/quality.js": script(PackageResources.quality_js),
        "/screen.js": script(PackageResources.screen_js),
        "/socket.js": script(PackageResources.socket_js),
        "/status.js": script(PackageResources.status_js),
        "/still.js": script(PackageResources.still_js),
        "/tab.js": script(PackageResources.tab_js),
        "/texts.en.js": script(PackageResources.texts_en_js),
        "/texts.zh.js": script(PackageResources.texts_zh_js),
    ]

    private static func script(_ bytes: [UInt8]) -> PageAsset {
        PageAsset("text/javascript; charset=utf-8", bytes)
    }
}
