// Simplified Chinese. What follows "export default" is JSON, as in every language.

export default {
  "language": "zh-Hans",
  "defaults": { "tv": "电视", "presenter": "其他人", "username": "有人", "code": "" },
  "title": "共享屏幕",
  "intro": "请输入电视上显示的投屏码。",
  "code": "投屏码",
  "name": "您的名字",
  "nameNote": "共享时会显示在电视上。",
  "nameSummary": "电视上显示的名字",
  "share": "共享屏幕",
  "controls": "共享控制",
  "pause": "暂停",
  "resume": "继续",
  "switch": "换一个画面",
  "stop": "停止",
  "kept": "没有选择其他内容，当前共享继续。",
  "quality": "优先保证",
  "sharp": "文字清晰",
  "smooth": "画面流畅",
  "sound": "声音",
  "accept": "允许",
  "refuse": "拒绝",
  "asks": "{username}想在这台电视上共享。",
  "asksNote": "允许后，对方将取代您的画面。",
  "titleSharing": "● 正在共享到{tv}",
  "titlePaused": "❚❚ 已暂停 – {tv}",
  "titleAsked": "{username}请求共享",
  "titleFailed": "未在共享 – {tv}",
  "countdown": "{time}后可以重试。",
  "countdownOver": "现在可以重试了。",
  "tried": "已尝试：{ways}。",
  "shown": {
    "projecting": "{tv}正在显示 {frameWidth} × {frameHeight}，每秒 {framesPerSecond} 帧，到达后 {delay}显示。",
    "blurred": "{tv}暂时显示 {frameWidth} × {frameHeight}，几秒后会变清晰。",
    "interrupted": "{tv}正显示您的最后一帧画面，等待后续画面。",
    "paused": "{tv}正显示静止画面，并标明已暂停。"
  },
  "sounds": {
    "shared": "电视正在播放所共享内容的声音。",
    "off": "电视不播放所共享内容的声音。",
    "unplayable": "这台电视不播放声音。",
    "not-shared": "所共享的内容没有声音。如需声音，请点“换一个画面”，选择标签页或整个屏幕，并在选择窗口中打开声音。",
    "impossible": "此浏览器无法共享声音。电脑上的 Chrome 和 Edge 可以。"
  },
  "ways": { "direct": "直接连接", "stun": "STUN", "turn-udp": "TURN（UDP）", "turn-tcp": "TURN（TCP）", "turn-tls": "TURN（TLS）" },
  "outcomes": {
    "no-answer": "{way}（电视无应答）",
    "server-silent": "{way}（中继服务器无应答）",
    "nothing-found": "{way}（未找到地址）",
    "not-set-up": "{way}（未设置）"
  },
  "states": {
    "idle": { "what": "", "next": "" },
    "choosing": { "what": "请选择要共享的内容。", "next": "浏览器会询问共享哪个屏幕、窗口或标签页。" },
    "connecting": { "what": "正在连接服务器……", "next": "" },
    "joining": { "what": "正在查找电视……", "next": "" },
    "asking": { "what": "正在征求{presenter}的同意……", "next": "对方有半分钟时间答复。" },
    "negotiating": { "what": "正在连接{tv}……", "next": "" },
    "projecting": { "what": "您的屏幕已显示在{tv}上。", "next": "请保持此页面打开。结束时请点“停止”。" },
    "paused": { "what": "已暂停。", "next": "现在没有人能看到您的操作。点“继续”恢复共享。" },
    "reconnecting": {
      "what": "连接中断，正在重新连接……",
      "next": "您无需任何操作。",
      "later": "请检查网络。一旦能连上电视，它就会重新显示您的屏幕。如果不想继续，请点“停止”。"
    }
  },
  "causes": {
    "stopped": { "what": "您已停止共享。", "next": "" },
    "invalid-code": { "what": "投屏码不完整。", "next": "请对照电视上的投屏码重新输入。" },
    "invalid-letters": { "what": "投屏码中不会有 {letters}。", "next": "请对照电视上的投屏码重新输入。" },
    "unavailable": { "what": "没有使用此投屏码的电视在线。", "next": "请对照电视上的投屏码。如果无误，请确认电视已开机，然后重新共享。" },
    "tv-offline": { "what": "电视失去了连接。", "next": "它会自动恢复。请稍后重新共享。" },
    "busy": { "what": "{presenter}正在这台电视上演示。", "next": "请等对方停止后重新共享。" },
    "rate-limited": { "what": "您的网络中输错投屏码的次数过多。", "next": "请等待倒计时结束，并对照电视上的投屏码。" },
    "bad-request": { "what": "服务器无法理解此页面的请求。", "next": "请刷新页面后重新共享。" },
    "permission-denied": { "what": "没有选择屏幕，未共享任何内容。", "next": "请再次点“共享屏幕”，选择屏幕、窗口或标签页。" },
    "permission-blocked": {
      "what": "浏览器未询问就拒绝了共享。",
      "next": "请点地址栏左侧的图标，允许共享屏幕，刷新页面后重新共享。受管理的电脑可能已被管理员禁用此功能。"
    },
    "permission-system": {
      "what": "系统不允许此浏览器查看屏幕。",
      "next": {
        "mac": "请打开“系统设置 → 隐私与安全性 → 录屏与系统录音”，打开此浏览器的开关，退出并重新打开浏览器，然后重新共享。",
        "windows": "请打开“设置 → 隐私和安全性 → 屏幕截图和屏幕录制”，允许此浏览器，然后重新共享。",
        "linux": "请确认 xdg-desktop-portal 和 PipeWire 正在运行，在系统询问时选择“共享”，然后重新共享。",
        "other": "请在系统设置中允许此浏览器录制屏幕，然后重新共享。"
      }
    },
    "capture-failed": { "what": "系统无法捕获屏幕。", "next": "请关闭其他录屏程序，然后重新共享或选择其他窗口。" },
    "insecure": { "what": "浏览器只允许在安全页面上共享屏幕，而此页面不安全。", "next": "请改用 https://{address} 打开。如果打不开，请向服务器管理者询问安全地址。" },
    "phone": { "what": "手机或平板电脑无法这样共享屏幕。", "next": "请在电脑上打开 {address}，并输入投屏码 {code}" },
    "no-capture": { "what": "此浏览器无法共享屏幕。", "next": "请在电脑上用新版 Chrome、Edge、Firefox 或 Safari 打开此页面。" },
    "no-vp8": { "what": "此浏览器无法发送电视所需的 VP8 视频格式。", "next": "请换用其他浏览器，或在此浏览器中启用 VP8。" },
    "server-unreachable": { "what": "服务器没有应答。", "next": "请确认仍连接在正确的网络，然后重新共享。" },
    "local-network": {
      "what": "浏览器不得访问本地网络中的设备，而电视正是其中之一。",
      "next": "请点地址栏左侧的图标，允许访问本地网络，刷新页面后重新共享。"
    },
    "no-media-path": {
      "what": "找到了电视，但画面无法传到那里。",
      "next": {
        "mac": "请连接与电视相同的网络并断开 VPN。在“系统设置 → 隐私与安全性 → 本地网络”中打开此浏览器的开关。若仍不行，请让管理员允许两者之间的 UDP 通信，或设置 TURN 服务器。",
        "other": "请连接与电视相同的网络并断开 VPN。若仍不行，请让管理员允许两者之间的 UDP 通信，或设置 TURN 服务器。"
      }
    },
    "media-lost": { "what": "与电视的连接已断开，且未能恢复。", "next": "请检查网络，然后重新共享。" },
    "replaced": { "what": "{presenter}接管了电视。", "next": "重新共享即可取回。" },
    "refused": { "what": "您的请求未被允许。", "next": "请与演示者或电视旁的人沟通，然后重新共享。" },
    "ended-by-tv": { "what": "共享已在电视端结束。", "next": "如未完成，请重新共享。" },
    "tv-restart": { "what": "电视正在重新启动。", "next": "请稍后重新共享。" },
    "unsupported": { "what": "电视无法显示此浏览器发送的画面。", "next": "请换用其他浏览器，或请管理员更新电视。" },
    "failed": { "what": "共享失败。", "next": "请刷新页面后重新共享。" }
  }
};
