// swift-tools-version: 6.2
import PackageDescription

// The house: seven floors, one room (target) per job. A room uses what its line names and nothing
// above it; Documentation/Architecture.md is the guided tour.

let language: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

/// Source rooms also answer for memory safety; `Lifetimes` lets `ByteReader` hold a `Span`.
let strict: [SwiftSetting] =
    language + [
        .strictMemorySafety(),
        .enableExperimentalFeature("Lifetimes"),
    ]

enum Library {
    static func product(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package) }
    static let argumentParser = product("ArgumentParser", "swift-argument-parser")
    static let asyncHTTPClient = product("AsyncHTTPClient", "async-http-client")
    static let collections = product("DequeModule", "swift-collections")
    static let configuration = product("Configuration", "swift-configuration")
    static let crypto = product("Crypto", "swift-crypto")
    static let hummingbird = product("Hummingbird", "hummingbird")
    static let log = product("Logging", "swift-log")
    static let nio = product("NIOCore", "swift-nio")
    static let nioPosix = product("NIOPosix", "swift-nio")
    static let nioHTTP1 = product("NIOHTTP1", "swift-nio")
    static let nioWebSocket = product("NIOWebSocket", "swift-nio")
    static let nioSSL = product("NIOSSL", "swift-nio-ssl")
    static let serviceLifecycle = product("ServiceLifecycle", "swift-service-lifecycle")
    static let unixSignals = product("UnixSignals", "swift-service-lifecycle")
    static let x509 = product("X509", "swift-certificates")
    static let asn1 = product("SwiftASN1", "swift-asn1")
}

func room(
    _ name: String,
    _ path: String,
    uses rooms: [String] = [],
    libraries: [Target.Dependency] = [],
    resources: [Resource]? = nil
) -> Target {
    .target(
        name: name,
        dependencies: rooms.map { .byName(name: $0) } + libraries,
        path: "Sources/\(path)",
        resources: resources,
        swiftSettings: strict
    )
}

func tests(
    _ name: String,
    _ path: String,
    uses rooms: [String],
    libraries: [Target.Dependency] = [],
    resources: [Resource]? = nil
) -> Target {
    .testTarget(
        name: name,
        dependencies: rooms.map { .byName(name: $0) } + libraries,
        path: "Tests/\(path)",
        resources: resources,
        swiftSettings: language
    )
}

/// A C library of the distribution: a module map and a shim, nothing else.
func cLibrary(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// What several test targets share: never part of the product.
func testSupport(_ name: String, uses rooms: [String] = [], libraries: [Target.Dependency] = []) -> Target {
    .target(
        name: name,
        dependencies: rooms.map { .byName(name: $0) } + libraries,
        path: "Tests/Support/\(name)",
        swiftSettings: language
    )
}

var targets: [Target] = [
    // The command line only.
    .executableTarget(
        name: "diascope",
        dependencies: [
            "Composition", "Doctor", "Settings", "Supervision", "TVService", "Receiver", "JSON", Library.argumentParser,
            Library.log, Library.nioPosix,
        ],
        path: "Sources/diascope",
        swiftSettings: strict
    ),

    // Appliance
    room(
        "Composition",
        "Appliance/Composition",
        uses: [
            "Settings", "Supervision", "TVService", "Receiver", "Kiosk", "Media", "DisplayContract", "DisplayDRM",
            "DisplayX11", "DisplayHeadless", "Input", "CEC", "RoomServer", "RedisClient", "RESP", "SocketIOCore",
            "SocketIOServer",
            "Dialects", "JSON", "SocketIOClient", "PeerCore", "ICE", "RTP", "Transport", "Trust", "Wire",
        ],
        libraries: [Library.nio, Library.nioPosix, Library.nioHTTP1, Library.log, Library.serviceLifecycle, Library.unixSignals]
    ),
    room(
        "Doctor",
        "Appliance/Doctor",
        uses: ["Settings", "Supervision", "Receiver", "Kiosk", "CEC", "SocketIOClient", "STUN", "JSON", "Trust", "Wire"],
        libraries: [Library.nio, Library.nioPosix]
    ),
    room("Supervision", "Appliance/Supervision", uses: ["Wire"], libraries: [Library.log]),
    room("Settings", "Appliance/Settings", uses: ["Dialects", "RESP", "Wire", "CYAML"], libraries: [Library.configuration]),

    // TV
    room(
        "TVService",
        "TV/Service",
        uses: [
            "Receiver", "Kiosk", "Media", "Audio", "DisplayContract", "Input", "Dialects", "JSON", "SocketIOClient",
            "SocketIOCore", "PeerSession",
            "PeerCore",
            "Transport", "TURN", "DTLS", "SRTP", "ICE", "RTP", "Wire",
        ],
        libraries: [
            Library.nio, Library.nioPosix, Library.nioHTTP1, Library.log, Library.serviceLifecycle, Library.hummingbird,
            Library.asyncHTTPClient,
        ]
    ),
    room("Receiver", "TV/Receiver", uses: ["Dialects", "JSON", "Wire"]),
    room("Kiosk", "TV/Kiosk", uses: ["CPango", "CQREncode"]),
    room("Media", "TV/Media", uses: ["DisplayContract", "RTP", "Wire", "CVPX", "CYUV"], libraries: [Library.collections]),
    room("Audio", "TV/Audio", uses: ["DisplayContract", "RTP", "Wire", "COpus", "CALSA"]),
    room("DisplayContract", "TV/Display/Contract", uses: ["Wire"]),
    room("DisplayDRM", "TV/Display/DRM", uses: ["DisplayContract", "Wire", "CDRM", "CLinux", "CYUV"]),
    room("DisplayX11", "TV/Display/X11", uses: ["DisplayContract", "Wire", "CX11"]),
    room("DisplayHeadless", "TV/Display/Headless", uses: ["DisplayContract", "Wire"]),
    room("Input", "TV/Input", uses: ["DisplayContract", "CLinux"]),
    room("CEC", "TV/CEC", uses: ["Input", "DisplayContract", "Wire", "CLinux"]),

    // Room
    room(
        "RoomServer",
        "Room/RoomServer",
        uses: [
            "Dialects", "JSON", "SocketIOCore", "SocketIOServer", "RedisClient", "RESP", "TURN", "Transport", "STUN", "Wire",
        ],
        libraries: [
            Library.nio, Library.nioPosix, Library.nioHTTP1, Library.nioSSL, Library.crypto, Library.x509, Library.asn1,
            Library.log,
        ],
        resources: [.embedInCode("Page")]
    ),

    room("RESP", "Room/RESP", uses: ["Wire"]),
    room(
        "RedisClient",
        "Room/RedisClient",
        uses: ["RESP", "SocketIOCore", "Wire"],
        libraries: [Library.nio, Library.nioPosix, Library.nioSSL, Library.log]
    ),

    // Signaling
    room("Dialects", "Signaling/Dialects", uses: ["JSON", "Wire"]),
    room("SocketIOCore", "Signaling/SocketIO/Core", uses: ["JSON", "Wire"]),
    room(
        "SocketIOServer",
        "Signaling/SocketIO/Server",
        uses: ["SocketIOCore", "JSON", "Wire"],
        libraries: [Library.nio, Library.nioHTTP1, Library.nioWebSocket, Library.log]
    ),
    room(
        "SocketIOClient",
        "Signaling/SocketIO/Client",
        uses: ["SocketIOCore", "JSON", "Trust", "Wire"],
        libraries: [
            Library.nio, Library.nioPosix, Library.nioHTTP1, Library.nioWebSocket, Library.nioSSL, Library.crypto, Library.log,
        ]
    ),
    room("JSON", "Signaling/JSON", uses: ["Wire"]),

    // WebRTC
    room(
        "PeerSession",
        "WebRTC/PeerConnection/PeerSession",
        uses: ["PeerCore", "Transport", "MDNS", "ICE", "DTLS", "RTP", "Wire"],
        libraries: [Library.nio, Library.log]
    ),
    room(
        "PeerCore",
        "WebRTC/PeerConnection/PeerCore",
        uses: ["ICE", "STUN", "DTLS", "SRTP", "RTP", "SDP", "Wire"],
        libraries: [Library.collections]
    ),
    room("MDNS", "WebRTC/MDNS", uses: ["Wire"], libraries: [Library.collections]),
    room(
        "Transport",
        "WebRTC/Transport",
        uses: ["Trust", "Wire"],
        libraries: [Library.nio, Library.nioPosix, Library.nioSSL, Library.log]
    ),
    room("ICE", "WebRTC/ICE", uses: ["TURN", "STUN", "Wire"], libraries: [Library.collections]),
    room("TURN", "WebRTC/TURN", uses: ["STUN", "Wire"], libraries: [Library.collections]),
    room("DTLS", "WebRTC/DTLS", uses: ["Wire", "COpenSSL"], libraries: [Library.collections]),
    room("Trust", "WebRTC/Trust", uses: ["COpenSSL", "CLinux"]),
    room("SRTP", "WebRTC/SRTP", uses: ["Wire", "CSRTP"]),
    room("RTP", "WebRTC/RTP", uses: ["Wire"], libraries: [Library.collections]),
    room("SDP", "WebRTC/SDP", uses: ["Wire"]),
    room("STUN", "WebRTC/STUN", uses: ["Wire"], libraries: [Library.crypto]),
    room("Wire", "WebRTC/Wire"),

    // CLibraries
    cLibrary("CVPX", pkgConfig: "vpx", apt: "libvpx-dev"),
    cLibrary("CSRTP", pkgConfig: "libsrtp2", apt: "libsrtp2-dev"),
    cLibrary("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
    cLibrary("CDRM", pkgConfig: "libdrm", apt: "libdrm-dev"),
    cLibrary("CX11", pkgConfig: "xext", apt: "libxext-dev"),
    cLibrary("CYUV", apt: "libyuv-dev"),
    cLibrary("CPango", pkgConfig: "pangocairo", apt: "libpango1.0-dev"),
    cLibrary("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
    cLibrary("CLinux", apt: "linux-libc-dev"),
    cLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    cLibrary("COpus", pkgConfig: "opus", apt: "libopus-dev"),
    cLibrary("CALSA", pkgConfig: "alsa", apt: "libasound2-dev"),
]

let testTargets: [Target] = [
    tests("WireTests", "WebRTC/WireTests", uses: ["Wire"]),
    tests("STUNTests", "WebRTC/STUNTests", uses: ["STUN", "Wire"]),
    tests("MDNSTests", "WebRTC/MDNSTests", uses: ["MDNS", "Wire"]),
    tests("TURNTests", "WebRTC/TURNTests", uses: ["TURN", "TURNTestServer", "STUN", "SeededRandom", "Wire"]),
    tests("ICETests", "WebRTC/ICETests", uses: ["ICE", "TURN", "TURNTestServer", "STUN", "Wire"]),
    tests("SDPTests", "WebRTC/SDPTests", uses: ["SDP", "Wire"]),
    tests("DTLSTests", "WebRTC/DTLSTests", uses: ["DTLS", "COpenSSL", "Wire", "NetworkEmulator", "CVirtualClock"]),
    tests("TrustTests", "WebRTC/TrustTests", uses: ["Trust", "TestAuthority"]),
    tests("SRTPTests", "WebRTC/SRTPTests", uses: ["SRTP", "Wire"]),
    tests("RTPTests", "WebRTC/RTPTests", uses: ["RTP", "SeededRandom", "Wire"]),
    tests(
        "PeerCoreTests",
        "WebRTC/PeerCoreTests",
        uses: [
            "PeerCore", "Media", "ICE", "TURN", "STUN", "DTLS", "SRTP", "RTP", "SDP", "Wire", "VP8TestSender", "NetworkEmulator",
            "TURNTestServer", "SeededRandom",
            "CVirtualClock",
        ]
    ),
    tests(
        "PeerSessionTests",
        "WebRTC/PeerSessionTests",
        uses: [
            "PeerSession", "PeerCore", "Transport", "MDNS", "ICE", "TURN", "DTLS", "RTP", "Wire", "VP8TestSender",
            "LiveTestSender", "LiveProcesses", "LiveCoturn",
        ],
        libraries: [Library.nio, Library.nioPosix, Library.log]
    ),
    tests("JSONTests", "Signaling/JSONTests", uses: ["JSON", "Wire"]),
    tests(
        "DialectsTests",
        "Signaling/DialectsTests",
        uses: ["Dialects", "JSON", "Wire", "Transcripts"],
        resources: [.copy("Transcripts")]
    ),
    tests("SocketIOCoreTests", "Signaling/SocketIOCoreTests", uses: ["SocketIOCore", "JSON", "Wire"]),
    tests(
        "SocketIOTests",
        "Signaling/SocketIOTests",
        uses: [
            "SocketIOServer", "SocketIOClient", "SocketIOCore", "JSON", "Wire", "SocketIOConformance", "socketio-conformance",
            "LiveProcesses", "Trust", "TestAuthority",
        ],
        libraries: [Library.nio, Library.nioPosix, Library.nioHTTP1, Library.nioWebSocket, Library.nioSSL, Library.log]
    ),
    tests("RESPTests", "Room/RESPTests", uses: ["RESP", "SeededRandom", "Wire"]),
    tests(
        "RedisClientTests",
        "Room/RedisClientTests",
        uses: ["RedisClient", "RESP", "LiveProcesses", "Wire"],
        libraries: [Library.nio, Library.nioPosix, Library.log]
    ),
    tests(
        "RoomServerTests",
        "Room/RoomServerTests",
        uses: [
            "RoomServer", "SocketIOServer", "SocketIOClient", "SocketIOCore", "Dialects", "JSON", "Wire", "SeededRandom",
            "Transcripts", "LiveProcesses", "LiveCoturn", "RESP", "RedisClient", "room-node",
        ],
        libraries: [Library.nio, Library.nioPosix, Library.nioSSL, Library.log, Library.x509, Library.asn1],
        resources: [.copy("Transcripts")]
    ),
    tests(
        "MediaTests",
        "TV/MediaTests",
        uses: ["Media", "DisplayContract", "DisplayHeadless", "RTP", "Wire", "VP8TestEncoder", "SeededRandom"]
    ),
    tests(
        "AudioTests",
        "TV/AudioTests",
        uses: ["Audio", "DisplayContract", "RTP", "Wire", "OpusTestEncoder", "SeededRandom"]
    ),
    tests(
        "DisplayTests",
        "TV/DisplayTests",
        uses: [
            "DisplayContract", "DisplayDRM", "DisplayX11", "DisplayHeadless", "Media", "VP8TestEncoder", "SeededRandom", "Wire",
            "CDRM", "CX11",
        ]
    ),
    tests("InputTests", "TV/InputTests", uses: ["Input"]),
    tests("CECTests", "TV/CECTests", uses: ["CEC", "Input", "Wire"]),
    tests("KioskTests", "TV/KioskTests", uses: ["Kiosk"], resources: [.copy("Gallery")]),
    tests(
        "TVServiceTests",
        "TV/ServiceTests",
        uses: ["TVService", "Kiosk", "Media", "DisplayContract", "DisplayHeadless", "RTP", "Wire", "VP8TestEncoder"]
    ),
    tests(
        "ReceiverTests",
        "TV/ReceiverTests",
        uses: ["Receiver", "Dialects", "JSON", "Wire", "SeededRandom", "state-writer"],
        libraries: [Library.log]
    ),
    tests("CompositionTests", "Appliance/CompositionTests", uses: ["Composition", "Settings", "Kiosk"]),
    tests("DoctorTests", "Appliance/DoctorTests", uses: ["Doctor", "Settings"], libraries: [Library.nio, Library.nioPosix]),
    tests("SupervisionTests", "Appliance/SupervisionTests", uses: ["Supervision", "Wire"], libraries: [Library.log]),
    tests("SettingsTests", "Appliance/SettingsTests", uses: ["Settings", "Dialects", "RESP", "Wire"]),
    tests(
        "EndToEndTests",
        "EndToEndTests",
        uses: [
            "LiveProcesses", "NetworkStage", "NetworkEmulator", "WebDriver", "Pictures", "Media", "SocketIOConformance", "Wire",
        ],
        libraries: [Library.log],
        resources: [.copy("Support/Pages")]
    ),
]
targets += testTargets

targets += [
    .target(name: "CVirtualClock", path: "Tests/Support/CVirtualClock"),
    .target(name: "CNetworkStage", path: "Tests/Support/CNetworkStage"),
    testSupport("LiveProcesses", uses: ["CX11", "CNetworkStage"]),
    testSupport("NetworkStage", uses: ["CNetworkStage", "LiveProcesses", "NetworkEmulator", "Wire"]),
    testSupport(
        "LiveCoturn",
        uses: ["LiveProcesses", "ICE", "TURN", "Wire"],
        libraries: [Library.nio, Library.nioPosix, Library.crypto]
    ),
    testSupport("SeededRandom"),
    // Killed again and again while it writes.
    .executableTarget(
        name: "state-writer",
        dependencies: ["Receiver", "Wire"],
        path: "Tests/Support/StateWriter",
        swiftSettings: language
    ),
    // Killed while TVs and senders are there.
    .executableTarget(
        name: "room-node",
        dependencies: ["RoomServer", "SocketIOServer", "RedisClient", "RESP", "Wire", Library.nioPosix, Library.log],
        path: "Tests/Support/RoomNode",
        swiftSettings: language
    ),
    testSupport("TestAuthority", libraries: [Library.x509, Library.asn1, Library.crypto]),
    testSupport("Transcripts", uses: ["JSON"]),
    testSupport("NetworkEmulator", uses: ["SeededRandom", "Wire"]),
    testSupport("TURNTestServer", uses: ["TURN", "STUN", "Wire"]),
    testSupport(
        "VP8TestSender",
        uses: ["ICE", "DTLS", "SRTP", "RTP", "SDP", "SeededRandom", "Wire"],
        libraries: [Library.collections]
    ),
    testSupport(
        "LiveTestSender",
        uses: ["VP8TestSender", "Transport", "DTLS", "Wire"],
        libraries: [Library.nio, Library.log]
    ),
    testSupport(
        "SocketIOConformance",
        uses: ["SocketIOServer", "SocketIOCore", "JSON"],
        libraries: [Library.nio, Library.nioPosix, Library.log]
    ),
    // Our Socket.IO server for the public protocol suites: never installed.
    .executableTarget(
        name: "socketio-conformance",
        dependencies: ["SocketIOConformance", Library.argumentParser, Library.log],
        path: "Tests/Support/SocketIOConformanceCommand",
        swiftSettings: language
    ),
    testSupport("VP8TestEncoder", uses: ["CVPX"]),
    testSupport("OpusTestEncoder", uses: ["COpus"]),
    testSupport("WebDriver", uses: ["LiveProcesses"]),
    testSupport("Pictures", uses: ["CPango"]),
]

var packages: [String: Package.Dependency] = [
    "async-http-client": .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    "hummingbird": .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    "swift-argument-parser": .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    "swift-asn1": .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    "swift-certificates": .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    "swift-collections": .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    "swift-configuration": .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    "swift-crypto": .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    "swift-log": .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    "swift-nio": .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    "swift-nio-ssl": .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    "swift-service-lifecycle": .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
]

// Fuzzers and benchmarks live in this package, because a nested one could not see `package` declarations.
if Context.environment["DIASCOPE_FUZZ"] != nil {
    func fuzzer(_ name: String, uses rooms: [String]) -> Target {
        .executableTarget(
            name: name,
            dependencies: rooms.map { .byName(name: $0) },
            path: "Fuzz/\(name)",
            exclude: ["Corpus"],
            swiftSettings: language + [.unsafeFlags(["-parse-as-library"])]
        )
    }
    targets += [
        fuzzer("FuzzSTUN", uses: ["STUN", "Wire"]),
        fuzzer("FuzzTURN", uses: ["TURN", "STUN", "Wire"]),
        fuzzer("FuzzICECandidate", uses: ["ICE", "Wire"]),
        fuzzer("FuzzMDNS", uses: ["MDNS", "Wire"]),
        fuzzer("FuzzPeer", uses: ["PeerCore", "ICE", "DTLS", "VP8TestSender", "NetworkEmulator", "SeededRandom", "Wire"]),
        fuzzer("FuzzSDP", uses: ["SDP", "PeerCore", "ICE", "DTLS", "Wire"]),
        fuzzer("FuzzRTP", uses: ["RTP", "Wire"]),
        fuzzer("FuzzRTCP", uses: ["RTP", "Wire"]),
        fuzzer("FuzzVP8", uses: ["RTP", "Wire"]),
        fuzzer("FuzzVP9", uses: ["RTP", "Wire"]),
        fuzzer("FuzzAudio", uses: ["RTP", "Wire"]),
        fuzzer("FuzzJSON", uses: ["JSON", "Wire"]),
        fuzzer("FuzzSocketIO", uses: ["SocketIOCore", "JSON", "Wire"]),
        fuzzer("FuzzRESP", uses: ["RESP", "Wire"]),
        fuzzer("FuzzDialect", uses: ["Dialects", "JSON", "Wire"]),
        fuzzer("FuzzSettings", uses: ["Settings", "Wire"]),
        fuzzer("FuzzInput", uses: ["Input", "Wire"]),
        fuzzer("FuzzCEC", uses: ["CEC", "Input", "Wire"]),
    ]
}

if Context.environment["DIASCOPE_BENCH"] != nil {
    func benchmark(_ name: String, uses rooms: [String]) -> Target {
        .executableTarget(
            name: name,
            dependencies: rooms.map { .byName(name: $0) },
            path: "Benchmarks/\(name)",
            swiftSettings: language
        )
    }
    targets += [
        benchmark(
            "DecodePath",
            uses: ["Media", "DisplayContract", "DisplayX11", "DisplayHeadless", "RTP", "Wire", "VP8TestEncoder"]
        ),
        .executableTarget(
            name: "bench-sender",
            dependencies: [
                "LiveTestSender", "VP8TestSender", "SocketIOClient", "SocketIOCore", "JSON", "Transport", "DTLS", "RTP", "Wire",
                Library.nio, Library.nioPosix, Library.log,
            ],
            path: "Benchmarks/BenchSender",
            swiftSettings: language
        ),
        .executableTarget(
            name: "bench-room",
            dependencies: [
                "RoomServer", "SocketIOServer", "RedisClient", "RESP", "Wire", Library.nio, Library.nioPosix, Library.nioHTTP1,
                Library.nioWebSocket, Library.nioSSL, Library.log,
            ],
            path: "Benchmarks/BenchRoom",
            swiftSettings: language
        ),
    ]
}

// `DIASCOPE_ROOMS=STUN,ICE swift test` builds these rooms, what they use and their tests, and nothing else.
if let wanted = Context.environment["DIASCOPE_ROOMS"] {
    func names(_ target: Target) -> (rooms: Set<String>, packages: Set<String>) {
        var rooms: Set<String> = []
        var packages: Set<String> = []
        for dependency in target.dependencies {
            switch dependency {
            case .productItem(_, let package, _, _): packages.insert(package ?? "")
            case .byNameItem(let name, _), .targetItem(let name, _): rooms.insert(name)
            @unknown default: break
            }
        }
        return (rooms, packages)
    }
    var closure = Set(wanted.split(separator: ",").map(String.init))
    closure.formUnion(closure.map { "\($0)Tests" })
    var kept: [Target] = []
    var size = -1
    while size != closure.count {
        size = closure.count
        kept = targets.filter { closure.contains($0.name) }
        for target in kept { closure.formUnion(names(target).rooms) }
    }
    targets = kept
    let used = Set(kept.flatMap { names($0).packages })
    packages = packages.filter { used.contains($0.key) }
}

let package = Package(
    name: "diascope",
    dependencies: packages.keys.sorted().compactMap { packages[$0] },
    targets: targets
)
