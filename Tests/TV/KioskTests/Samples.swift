import Kiosk

/// The sizes every screen has to look right at, width and height.
let sizes: [(Int, Int)] = [
    (800, 480), (1024, 600), (1024, 768), (1280, 720), (1280, 1024), (1366, 768), (1920, 1080), (2560, 1080), (3840, 2160),
    (480, 800), (720, 1280), (1080, 1920), (2160, 3840), (1000, 1000),
]

let codeScreen = CodeScreen(
    code: "K7M2PX",
    senderURL: "https://192.168.1.20:8443",
    tvName: "Meeting room Amsterdam",
    connection: .connected,
    clock: "14:05"
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
                notice: .setting(
                    SettingFault(
                        kind: .unknown(nearest: "display.rotation"),
                        key: "display.rotaton",
                        place: "/boot/firmware/diascope.yaml:7",
                        words: "There is no setting display.rotaton. Write display.rotation, or delete the line."
                    )
                ),
                clock: "23:59"
            )
        )
    ),
    (
        "code-room",
        .code(
            CodeScreen(
                code: "482913",
                senderURL: nil,
                call: .room(server: "wss://meet.example.org:9001/ws"),
                tvName: "Meeting room Amsterdam",
                connection: .connected,
                clock: "14:05"
            )
        )
    ),
    (
        "code-user",
        .code(
            CodeScreen(
                code: "482913",
                senderURL: nil,
                call: .user(id: "1042", name: "Meeting room Amsterdam 482913", server: "wss://chat.example.org/wss"),
                tvName: "Meeting room Amsterdam",
                connection: .connected,
                clock: "14:05"
            )
        )
    ),
    (
        "code-lost",
        .code(
            CodeScreen(
                code: "K7M2PX",
                senderURL: "https://tv.example.org",
                tvName: "غرفة الاجتماعات",
                connection: .connected,
                notice: .lost(senderName: "محمد علي"),
                clock: "9:41"
            )
        )
    ),
    (
        "code-no-network",
        .code(
            CodeScreen(
                code: "K7M2PX",
                senderURL: "https://tv.example.org",
                tvName: "Lobby",
                connection: .noNetwork(addresses: ["169.254.7.20"], hardwareAddresses: ["02:00:5e:10:00:01"])
            )
        )
    ),
    (
        "no-network",
        .noNetwork(
            NetworkScreen(
                tvName: "Meeting room Amsterdam",
                addresses: [],
                hardwareAddresses: ["02:00:5e:10:00:01", "02:00:5e:10:00:02"]
            )
        )
    ),
    ("paused", .paused(senderName: "משה כהן")),
    ("ended", .ended(senderName: "Ada Lovelace", CodeReminder(code: "K7M2PX", senderURL: "https://192.168.1.20:8443"))),
    (
        "announcement",
        .announcement(
            "The building closes at 18:00 today.\nPlease take everything with you.",
            CodeReminder(code: "K7M2PX", senderURL: "https://tv.example.org")
        )
    ),
    ("connecting", .connecting(senderName: "Ada Lovelace")),
    ("interrupted", .interrupted(senderName: "王小明")),
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
                    .state(.projecting),
                    .roomServer(address: "wss://projection.example.org:8443/socket.io/", isConnected: false),
                    .display("drm HDMI-A-1, 1920 × 1080 at 60 Hz, rgb", isFault: false),
                    .sender(name: "Ann", state: .projecting, figures),
                    .version("0.1.0"),
                    .addresses(["192.0.2.17", "2001:db8:85a3::8a2e:370:7334"]),
                    .hardwareAddresses(["02:00:5e:10:00:01"]),
                    .clock(isSet: true),
                ],
                problems: ["the room server refused the registration (retryIn: 5.0 seconds, why: rate-limited)", "interrupted"]
            )
        )
    ),
]

private var figures: StatusScreen.Figures {
    var figures = StatusScreen.Figures()
    figures.size = "1920 × 1080"
    figures.framesPerSecond = 30
    figures.roundTrip = 12
    figures.packetsLost = 3
    figures.decoding = 2.1
    return figures
}
