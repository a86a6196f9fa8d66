// What a browser, a system or a server may do to the sender's page; evaluated in it before the button is pressed.
const media = navigator.mediaDevices;
const refuse = (name, message, after = 0) => {
  media.getDisplayMedia = () =>
    new Promise((_, reject) => setTimeout(() => reject(new DOMException(message, name)), after));
};
const NativeSocket = window.WebSocket;
/** `change` gets each text message of the server's and returns what the page hears instead; `null` for nothing. */
const wiretap = (change) => {
  window.WebSocket = class extends NativeSocket {
    constructor(...address) {
      super(...address);
      window.sockets = [...(window.sockets ?? []), this];
    }
    send(text) {
      window.sent = [...(window.sent ?? []), text];
      super.send(text);
    }
    set onmessage(listener) {
      this.hear = (data) => listener({ data });
      super.onmessage = ({ data }) => {
        const heard = change(data);
        if (heard !== null) listener({ data: heard });
      };
    }
  };
};
/** The acknowledgement of a join, with other contents. */
const answerJoin = (reply) => wiretap((data) => (/^43\d/.test(data) ? /^43\d+/.exec(data)[0] + JSON.stringify([reply]) : data));
/** Fifteen seconds without a picture pass in one. */
const hurry = () => {
  const native = window.setTimeout;
  window.setTimeout = (action, time, ...rest) => native(action, time === 15000 ? 1000 : time, ...rest);
};
/** A minute passes in a second, for all but what is quick. */
const hurryThroughHours = () => {
  const [native, now, start] = [window.setTimeout, Date.now, Date.now()];
  window.setTimeout = (action, time, ...rest) => native(action, time >= 500 ? time / 60 : time, ...rest);
  Date.now = () => start + (now() - start) * 60;
};
/** Neither end hears of an address of the other. */
const blockPath = () => {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    set onicecandidate(listener) {}
    addIceCandidate() {
      return Promise.resolve();
    }
    setRemoteDescription({ type, sdp }) {
      return super.setRemoteDescription({ type, sdp: sdp.replace(/a=candidate:.*\r\n/g, "") });
    }
  };
};
const say = (event, payload) => window.sockets.at(-1).hear("42" + JSON.stringify([event, payload]));

({
  // States
  choosing: () => (media.getDisplayMedia = () => new Promise(() => {})),
  connecting: () => wiretap(() => null),
  joining: () => wiretap((data) => (/^43\d/.test(data) ? null : data)),
  asking: () => wiretap((data) => (/^43\d/.test(data) ? '42["TV_STATUS",{"state":"asking"}]' : data)),
  negotiating: () => wiretap((data) => (data.includes("RTC_TV_Answer_To_Client") ? null : data)),
  // Failures
  "tv-offline": () => answerJoin({ code: "tv-offline", message: "", retryAfter: 5 }),
  "bad-request": () => answerJoin({ code: "bad-request", message: "" }),
  failed: () => (media.getDisplayMedia = () => Promise.resolve({ getVideoTracks: () => [] })),
  refused: () =>
    wiretap((data) => {
      if (!/^43\d/.test(data)) return data;
      setTimeout(() => window.sockets.at(-1).hear(/^43\d+/.exec(data)[0] + '[{"code":"busy","message":"","presenter":"Ada"}]'), 300);
      return '42["TV_STATUS",{"state":"asking"}]';
    }),
  "permission-denied": () => refuse("NotAllowedError", "Permission denied", 400),
  "permission-blocked": () => refuse("NotAllowedError", "Permission denied"),
  "permission-system": () => refuse("NotAllowedError", "Permission denied by system"),
  "capture-failed": () => refuse("UnknownError", "Could not start video source"),
  "no-capture": () => Object.defineProperty(media, "getDisplayMedia", { value: undefined }),
  "no-vp8": () => (RTCRtpSender.getCapabilities = () => ({ codecs: [{ mimeType: "video/H264" }], headerExtensions: [] })),
  "no-media-path": () => (blockPath(), hurry()),
  "local-network": () => {
    blockPath();
    hurry();
    navigator.permissions.query = () => Promise.resolve({ state: "denied" });
  },
  unsupported: () => wiretap((data) => (data.includes("RTC_TV_Answer") ? '42["RTC_Session_End",{"reason":"unsupported"}]' : data)),
  // None
  wiretap: () => wiretap((data) => data),
  hours: hurryThroughHours,
  // What a browser does when a person ends it in the browser's own bar.
  endedInBar: () => {
    for (const track of window.shared.getTracks()) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  },
  rememberShared: () => {
    const native = media.getDisplayMedia.bind(media);
    media.getDisplayMedia = async (wishes) => (window.shared = await native(wishes));
  },
  oddBrowser: () => {
    const native = media.getDisplayMedia.bind(media);
    media.getDisplayMedia = (wishes) =>
      wishes.audio ? Promise.reject(new TypeError("no audio for screens")) : native(wishes);
    RTCRtpTransceiver.prototype.setCodecPreferences = () => {
      throw new DOMException("codecs of another list", "InvalidModificationError");
    };
  },
  asked: () => say("TV_ASK", { clientId: "GRACE", username: "Grace" }),
  askedNoMore: () => say("TV_DECIDE", { clientId: "GRACE", accept: false }),
})[hindrance]();
