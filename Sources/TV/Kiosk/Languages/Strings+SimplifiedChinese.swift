extension Strings {
    package static let simplifiedChinese = Strings(
        tag: "zh",
        codeLabel: "投屏码",
        codePending: "投屏码即将显示在这里",
        addressLabel: "在浏览器中打开",
        addressPending: "正在等待房间服务器",
        steps: ["打开网址", "输入投屏码", "选择要共享的内容"],
        roomLabel: "要呼叫的房间",
        roomServerLabel: "所在服务器",
        roomSteps: ["打开您的页面", "输入房间号", "呼叫"],
        userLabel: "要呼叫的用户",
        userText: { id, name in "\(name)（\(id)）" },
        userSteps: ["打开您的页面", "找到该用户", "呼叫"],
        scanHint: "扫码打开页面",
        connectionConnecting: "正在连接房间服务器",
        connectionConnected: "就绪",
        connectionReconnecting: { server in "正在重新连接 \(server.isEmpty ? "房间服务器" : server)" },
        connectionNoNetwork: "没有网络",
        noticeLost: { name in "与\(name.isEmpty ? "投屏方" : " \(name) ")的连接已断开" },
        noticeNoPath: { name in "找不到通往\(name.isEmpty ? "投屏方" : " \(name) ")的媒体通路" },
        noticeUnsupported: { name in "\(name.isEmpty ? "投屏方" : "\(name) ")的浏览器没有提供本电视能显示的画面" },
        noticeCopied: "另一台电视正在使用本机的身份：磁盘是否被复制过？",
        noticeSetting: { fault in
            let name = fault.key.isEmpty ? "" : " \(fault.key) "
            let words =
                switch fault.kind {
                case .unknown(let nearest?): "没有\(name)这项设置。请改为 \(nearest)，或删除该行。"
                case .unknown(nil): "没有\(name)这项设置。请删除该行。"
                case .badValue(let value): "设置项\(name)的值不能是“\(value)”。请修改，或删除该行以使用默认值。"
                case .missingValue: "设置项\(name)没有值。请在冒号后填写，或删除该行以使用默认值。"
                case .duplicate: "设置项\(name)出现了两次。请删除其中一处。"
                case .syntax: "不是有效的 YAML。请检查该行及上一行的缩进、冒号和引号。"
                case .unreadable: "无法读取设置文件。请检查路径和读取权限。"
                case .other: "设置\(name)有问题。请运行 diascope config check 查看详情。"
                }
            return "\(fault.place)：\(words)"
        },
        noticeRefused: { words in "房间服务器拒绝了本电视\(words.isEmpty ? "" : "：\(words)")" },
        noticeBusy: "房间服务器繁忙，稍后会自动重试",
        noRoomServerText: "本电视没有房间服务器：roomServer.urls 为空。",
        noRoomServerFix: "请在配置文件中填写一个，或运行自带服务器的 diascope run。",
        noNetworkTitle: "没有网络",
        noNetworkText: "请检查网线或无线设置。网络恢复后，投屏码会自动显示。",
        networkAddress: "地址",
        networkAddressMissing: "无",
        networkHardware: "MAC",
        connectingTitle: { name in name.isEmpty ? "正在连接" : "正在连接 \(name)" },
        connectingText: "画面马上就来",
        interruptedTitle: "正在重新连接",
        interruptedText: { name in name.isEmpty ? "正在等待画面恢复" : "正在等待 \(name) 的画面" },
        pausedTitle: "已暂停",
        pausedText: { name in name.isEmpty ? "画面稍后继续" : "\(name) 暂停了画面" },
        endedTitle: { name in name.isEmpty ? "投屏已结束" : "\(name) 的投屏已结束" },
        endedText: { name in "\(name.isEmpty ? "投屏方" : "\(name) ")已停止共享。下一位是谁？" },
        messageLabel: "通知",
        problemTitle: { subject in
            switch subject {
            case .configuration: "有一项设置需要处理"
            case .display: "显示器需要处理"
            case .other: "本电视需要处理"
            }
        },
        problemFixLabel: "怎么办",
        problemLine: { line in "第 \(line) 行" },
        presenting: { name in name.isEmpty ? "正在投屏" : "\(name) 正在投屏" },
        askTitle: { name in "\(name.isEmpty ? "有人" : "\(name) ")想要投屏" },
        askText: { name in name.isEmpty ? "请用遥控器接受或拒绝" : "\(name) 可在页面上决定，也可用遥控器" },
        askKeys: "确定：接受    返回：拒绝",
        statusState: "状态",
        statusStateName: { state in
            switch state {
            case .starting: "正在启动"
            case .registering: "正在注册"
            case .waiting: "等待投屏"
            case .negotiating: "正在协商"
            case .projecting: "正在投屏"
            case .interrupted: "连接中断"
            }
        },
        statusRoomServer: "房间服务器",
        statusNone: "无",
        statusConnected: "已连接",
        statusNotConnected: "未连接",
        statusDisplay: "显示器",
        statusSender: "投屏方",
        statusSenderFigures: { figures in
            var parts: [String] = []
            if let size = figures.size { parts.append(size) }
            if let rate = figures.framesPerSecond { parts.append("每秒 \(rate) 帧") }
            if let time = figures.roundTrip { parts.append("往返 \(time) 毫秒") }
            if let lost = figures.packetsLost { parts.append("丢包 \(lost) 个") }
            if let time = figures.decoding { parts.append("解码 \(time) 毫秒") }
            return parts
        },
        statusVersion: "版本",
        statusClock: "时钟",
        statusClockSet: "已由网络校准",
        statusClockNotSet: "尚未由网络校准",
        statusProblems: "最近的问题"
    )
}
