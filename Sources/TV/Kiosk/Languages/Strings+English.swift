extension Strings {
    package static let english = Strings(
        tag: "en",
        codeLabel: "Projection code",
        codePending: "The code appears here in a moment",
        addressLabel: "Open in your browser",
        addressPending: "Waiting for the room server",
        steps: ["Open the address", "Type the code", "Choose what to share"],
        roomLabel: "Room to call",
        roomServerLabel: "On the server",
        roomSteps: ["Open your page", "Type the room", "Call"],
        userLabel: "User to call",
        userText: { id, name in "\(name) (\(id))" },
        userSteps: ["Open your page", "Find the user", "Call"],
        scanHint: "Scan to open the page",
        connectionConnecting: "Connecting to the room server",
        connectionConnected: "Ready",
        connectionReconnecting: { server in "Reconnecting to \(server.isEmpty ? "the room server" : server)" },
        connectionNoNetwork: "No network",
        noticeLost: { name in "The connection to \(name.isEmpty ? "the sender" : name) was lost" },
        noticeNoPath: { name in "No media path to \(name.isEmpty ? "the sender" : name) was found" },
        noticeUnsupported: { name in
            "\(name.isEmpty ? "The sender's browser" : "The browser of \(name)") offered no picture this TV can show"
        },
        noticeCopied: "Another TV uses this TV's identity: was its disk copied?",
        noticeSetting: { fault in "\(fault.place): \(fault.words)" },
        noticeRefused: { words in "The room server refuses this TV\(words.isEmpty ? "" : ": \(words)")" },
        noticeBusy: "The room server has too much to do; it is asked again in a moment",
        noRoomServerText: "This TV has no room server: roomServer.urls is empty.",
        noRoomServerFix: "Name one in the configuration file, or start 'diascope run', which brings its own.",
        noNetworkTitle: "No network",
        noNetworkText: "Check the network cable or the wireless settings. The code appears as soon as there is a network.",
        networkAddress: "Address",
        networkAddressMissing: "none",
        networkHardware: "MAC",
        connectingTitle: { name in name.isEmpty ? "Connecting" : "Connecting to \(name)" },
        connectingText: "The picture appears in a moment",
        interruptedTitle: "Reconnecting",
        interruptedText: { name in
            name.isEmpty ? "Waiting for the picture to come back" : "Waiting for the picture from \(name)"
        },
        pausedTitle: "Paused",
        pausedText: { name in name.isEmpty ? "The picture goes on in a moment" : "\(name) has paused the picture" },
        endedTitle: { name in name.isEmpty ? "The projection has ended" : "The projection of \(name) has ended" },
        endedText: { name in
            name.isEmpty ? "The sender has stopped sharing. Who is next?" : "\(name) has stopped sharing. Who is next?"
        },
        messageLabel: "Message",
        problemTitle: { subject in
            switch subject {
            case .configuration: "A setting needs attention"
            case .display: "The display needs attention"
            case .other: "This TV needs attention"
            }
        },
        problemFixLabel: "What to do",
        problemLine: { line in "line \(line)" },
        presenting: { name in name.isEmpty ? "Someone is presenting" : "\(name) is presenting" },
        askTitle: { name in "\(name.isEmpty ? "Someone" : name) would like to present" },
        askText: { name in
            name.isEmpty ? "Accept or refuse with the remote" : "\(name) can decide on the page, or anyone with the remote"
        },
        askKeys: "OK: accept    Back: refuse",
        statusState: "State",
        statusStateName: { state in
            switch state {
            case .starting: "starting"
            case .registering: "registering"
            case .waiting: "waiting"
            case .negotiating: "negotiating"
            case .projecting: "projecting"
            case .interrupted: "interrupted"
            }
        },
        statusRoomServer: "Room server",
        statusNone: "none",
        statusConnected: "connected",
        statusNotConnected: "not connected",
        statusDisplay: "Display",
        statusSender: "Sender",
        statusSenderFigures: { figures in
            var parts: [String] = []
            if let size = figures.size { parts.append(size) }
            if let rate = figures.framesPerSecond { parts.append("\(rate) frames/s") }
            if let time = figures.roundTrip { parts.append("\(time) ms round trip") }
            if let lost = figures.packetsLost { parts.append("\(lost) packets lost") }
            if let time = figures.decoding { parts.append("\(time) ms decoding") }
            return parts
        },
        statusVersion: "Version",
        statusClock: "Clock",
        statusClockSet: "set by the network",
        statusClockNotSet: "not set by the network yet",
        statusProblems: "Last problems"
    )
}
