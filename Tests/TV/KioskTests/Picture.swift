import Kiosk

/// Memory for one picture, and what tests ask of it.
struct Picture: Equatable {
    let width: Int
    let height: Int
    let bytesPerRow: Int
    var bytes: [UInt8]

    init(width: Int, height: Int, padding: Int = 0, gray: UInt8 = 0) {
        self.width = width
        self.height = height
        bytesPerRow = width * 4 + padding
        bytes = Array(repeating: gray, count: bytesPerRow * height)
    }

    @discardableResult
    mutating func draw(_ screen: Screen, strings: Strings = .english) throws -> DrawnScreen {
        let (width, height, bytesPerRow) = (width, height, bytesPerRow)
        var span = bytes.mutableSpan
        return try ScreenRenderer(strings: strings).draw(
            screen,
            into: &span,
            width: width,
            height: height,
            bytesPerRow: bytesPerRow
        )
    }

    /// Red, green, blue.
    subscript(x: Int, y: Int) -> [UInt8] {
        let offset = y * bytesPerRow + x * 4
        return [bytes[offset + 2], bytes[offset + 1], bytes[offset]]
    }

    /// The first and last row in which any pixel inside the box is as light as text.
    func paintedRows(in box: Box) -> ClosedRange<Int>? {
        let columns = max(0, Int(box.x))..<min(width, Int(box.right) + 1)
        let rows = max(0, Int(box.y) - 3)..<min(height, Int(box.bottom) + 3)
        func isPainted(_ row: Int) -> Bool {
            var offset = row * bytesPerRow + columns.lowerBound * 4 + 1
            for _ in columns {
                if bytes[offset] > 150 { return true }
                offset += 4
            }
            return false
        }
        guard let first = rows.first(where: isPainted), let last = rows.last(where: isPainted) else { return nil }
        return first...last
    }
}

/// The sizes every screen has to look right at, width and height.
let sizes: [(Int, Int)] = [
    (800, 480), (1024, 600), (1024, 768), (1280, 720), (1280, 1024), (1366, 768), (1920, 1080), (2560, 1080), (3840, 2160),
    (480, 800), (720, 1280), (1080, 1920), (2160, 3840), (1000, 1000),
]

let codeScreen = CodeScreen(
    code: "K7M2PX",
    senderURL: "https://192.168.1.20:8443",
    tvName: "Meeting room Amsterdam",
    connection: .connected
)

/// One of each kind, with the long and the foreign text that comes from the network.
let screens: [(name: String, screen: Screen)] = [
    ("starting", .starting(message: "Starting the display")),
    ("code", .code(codeScreen)),
    (
        "code-chinese",
        .code(
            CodeScreen(
                code: "W9MQ4E",
                senderURL: "https://tv.example.org",
                tvName: "三楼会议室 · 投影仪",
                connection: .reconnecting(server: "room.example.org")
            )
        )
    ),
    (
        "code-waiting",
        .code(CodeScreen(code: nil, senderURL: nil, tvName: "Lobby", connection: .connecting))
    ),
    (
        "code-long",
        .code(
            CodeScreen(
                code: "ABCDEFGHJKMN",
                senderURL: "https://projection.campus-north.university.example.org:8443/rooms/main-building",
                tvName: "The large lecture theatre on the ground floor of the north building, next to the library",
                connection: .reconnecting(server: "projection.campus-north.university.example.org:8443"),
                notice: "Settings: /boot/firmware/diascope.yaml, line 7: run diascope config check"
            )
        )
    ),
    ("connecting", .connecting(senderName: "Ada Lovelace")),
    ("interrupted", .interrupted(senderName: "王小明")),
    ("message", .message(title: "Projection ended", text: "The sender stopped sharing. The code appears again in a moment.")),
    (
        "problem",
        .problem(
            ProblemScreen(
                subject: .configuration,
                what: "The key display.rotaton is not known, so the picture is not turned.",
                location: .init(file: "/boot/firmware/diascope.yaml", line: 7),
                fix: "Write display.rotation instead, or delete the line, then restart the TV."
            )
        )
    ),
    (
        "status",
        .status(
            StatusScreen(
                tvName: "Meeting room 4",
                rows: [
                    .init("State", "projecting"),
                    .init("Room server", "wss://projection.example.org:8443/socket.io/, not connected", isFault: true),
                    .init("Display", "drm HDMI-A-1, 1920 × 1080 at 60 Hz, rgb"),
                    .init(
                        "Sender",
                        "Ann (projecting), 1920 × 1080, 30 frames/s, 12 ms round trip, 3 packets lost, 2.1 ms decoding"
                    ),
                    .init("Version", "0.1.0"),
                    .init("Address", "192.0.2.17, 2001:db8:85a3::8a2e:370:7334"),
                    .init("MAC", "02:00:5e:10:00:01"),
                    .init("Clock", "set by the network"),
                ],
                problems: ["the room server refused the registration (retryIn: 5.0 seconds, why: rate-limited)", "interrupted"]
            )
        )
    ),
]
