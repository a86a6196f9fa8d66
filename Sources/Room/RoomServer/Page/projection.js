// Sharing a screen with the TV of one code, from the click to the end.

import { connect } from "/socket.js";
import { NoVP8, Peer } from "/peer.js";

/** Without a picture for this long, the path counts as not found, or as lost for good. */
const mediaTimeout = 15000;
/** How often a lost path is looked for anew. */
const resumptions = 4;
/** For whoever looks into a fault: `?relay` in the address uses nothing but TURN servers. */
const isRelayOnly = new URLSearchParams(location.search).has("relay");
/** A TV that asks a person may take half a minute. */
const joinTimeout = 40000;

/** Why sharing ended: `reason` is a key of the page's texts, `details` what they mention. */
class End extends Error {
  constructor(reason, details = {}) {
    super(reason);
    this.reason = reason;
    this.details = details;
  }
}

/**
 * What to ask the picker for. Sound goes as it is: what calls do to voices would spoil music. "suppressLocalAudioPlayback" is
 * left out, so that people go on hearing their own tab; browsers without sound for screens ignore what they don't know.
 */
const wishes = {
  video: { frameRate: { ideal: 30 } },
  audio: { echoCancellation: false, autoGainControl: false, noiseSuppression: false, channelCount: 2 },
  systemAudio: "include",
  surfaceSwitching: "include",
};

/**
 * The screen, with sound where browser and choice have it. A browser that fails because of the sound is asked without it, which
 * it still allows in the same click.
 */
async function capture() {
  try {
    return await navigator.mediaDevices.getDisplayMedia(wishes);
  } catch (error) {
    if (!["TypeError", "NotSupportedError", "OverconstrainedError", "NotReadableError"].includes(error.name)) throw error;
    return navigator.mediaDevices.getDisplayMedia({ ...wishes, audio: false });
  }
}

const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Projection {
  #change;
  #shown;
  // Replaced at each start and at each end: whoever awaited something compares and gives up.
  #run = null;
  #code;
  #name;
  #stream;
  #socket;
  #membership;
  #peer;
  #peers = 0;
  #hasBeenConnected = false;
  #mediaTimer;
  #resumed = 0;

  /**
   * @param change called with the state, the reason if it is "failed" or "ended", and details for the texts
   * @param shown called with what the TV shows now
   */
  constructor(change, shown) {
    this.#change = change;
    this.#shown = shown;
  }

  get isActive() {
    return this.#run !== null;
  }

  /** Call it in the click: browsers open the picker only then. */
  async start(code, name) {
    if (this.isActive) return;
    const run = (this.#run = {});
    this.#code = code;
    this.#name = name;
    this.#membership = undefined;
    this.#hasBeenConnected = false;
    this.#resumed = 0;
    try {
      if (!window.isSecureContext) throw new End("insecure");
      if (!navigator.mediaDevices?.getDisplayMedia || !window.RTCPeerConnection) throw new End("unsupported");
      this.#change("choosing");
      const stream = await capture().catch((error) => {
        throw captureFailure(error);
      });
      if (this.#run !== run) return stopTracks(stream);
      this.#take(stream);
      this.#change("connecting");
      await this.#openSignalling(run);
      this.#change("joining");
      await this.#join(run);
      this.#change("negotiating", null, { tv: this.#membership.tvName });
      await this.#connectPeer(run);
    } catch (error) {
      this.#fail(run, error);
    }
  }

  stop() {
    if (!this.isActive) return;
    this.#socket?.emit("RTC_Session_End", { reason: "stopped" });
    this.#finish("ended", new End("stopped"));
  }

  /** Whether sound is shared: "shared", "not-shared" (the browser could, the choice has none) or "impossible"; else undefined. */
  get sound() {
    if (!this.#stream) return undefined;
    if (this.#stream.getAudioTracks().length > 0) return "shared";
    return isSoundPossible() ? "not-shared" : "impossible";
  }

  async statistics() {
    return (await this.#peer?.statistics()) ?? new Map();
  }

  // The screen

  #take(stream) {
    this.#stream = stream;
    const track = stream.getVideoTracks()[0];
    // Sharp text before smooth motion; and no scaling down.
    track.contentHint = "detail";
    track.onended = () => this.stop();
    const tell = () => this.#socket?.emit("RTC_Client_State", { paused: track.muted, contentHint: track.contentHint });
    track.onmute = tell;
    track.onunmute = tell;
    const [sound] = stream.getAudioTracks();
    // Music, not a voice: encoders keep its highs and both channels.
    if (sound) sound.contentHint = "music";
  }

  // Signalling

  async #openSignalling(run) {
    let socket;
    try {
      socket = await connect();
    } catch {
      throw new End("server-unreachable");
    }
    if (this.#run !== run) {
      socket.close();
      throw new End("stopped");
    }
    this.#socket = socket;
    const guarded = (action) => (payload) => {
      if (this.#run === run && this.#socket === socket) Promise.resolve(action(payload)).catch((error) => this.#fail(run, error));
    };
    socket.on("RTC_TV_Answer_To_Client", guarded((payload) => this.#peer?.answered(payload).catch(notUnderstood)));
    socket.on("RTC_Candidate_Exchange", guarded((payload) => this.#peer?.candidate(payload)));
    socket.on("RTC_Session_End", guarded((payload) => this.#endedByTV(run, payload)));
    socket.on("TV_STATUS", guarded((payload) => this.#status(payload)));
    socket.onclose = () => this.#signallingLost(run);
  }

  async #join(run) {
    const request = { username: this.#name, projCode: this.#code, resumeTicket: this.#membership?.resumeTicket };
    let reply;
    try {
      reply = await this.#socket.request("CONNECT_TO_TV", request, joinTimeout);
    } catch {
      throw new End("server-unreachable");
    }
    if (this.#run !== run) throw new End("stopped");
    if (reply.code) throw new End(reply.code, reply);
    this.#membership = reply;
  }

  // A picture that gets through needs no signalling; but without it nobody can tell us anything, nor find a lost path.
  async #signallingLost(run) {
    if (this.#run !== run) return;
    this.#socket = undefined;
    if (!this.#hasBeenConnected) return this.#fail(run, new End("server-unreachable"));
    for (let attempt = 0; this.#run === run; attempt++) {
      await delay(Math.random() * Math.min(10000, 500 * 2 ** attempt));
      if (this.#run !== run) return;
      try {
        await this.#openSignalling(run);
        this.#socket.onclose = () => {};
        await this.#join(run);
        this.#socket.onclose = () => this.#signallingLost(run);
        if (!this.#peer.isConnected) await this.#peer.offer({ iceRestart: true });
        return;
      } catch (error) {
        this.#socket?.close();
        this.#socket = undefined;
        // Somebody else presents: coming back would displace them.
        if (error.reason === "busy" && !this.#peer?.isConnected) return this.#fail(run, new End("replaced"));
      }
    }
  }

  #status(status) {
    if (status.state === "asking") this.#change("asking");
    else if (status.frameWidth) this.#shown(status);
  }

  // The TV has said why; some of it mends itself.
  async #endedByTV(run, { reason }) {
    switch (reason) {
      case "tv-restart":
      case "media-lost":
        return this.#reconnect(run, () => this.#connectPeer(run));
      case "unsupported":
        return this.#finish("failed", new End("unsupported-by-tv"));
      case "replaced":
      case "refused":
        return this.#finish("ended", new End(reason));
      default:
        return this.#finish("ended", new End("ended-by-tv"));
    }
  }

  // Media

  async #connectPeer(run) {
    this.#peer?.close();
    const { clientId, iceServers } = this.#membership;
    const peer = (this.#peer = new Peer({
      track: this.#stream.getVideoTracks()[0],
      sound: this.#stream.getAudioTracks()[0],
      iceServers,
      iceTransportPolicy: isRelayOnly ? "relay" : "all",
      prefix: `${clientId}-${++this.#peers}`,
      send: (event, payload) => this.#socket?.emit(event, payload),
      onstate: (state) => this.#peer === peer && this.#run === run && this.#mediaState(run, state),
    }));
    this.#waitForMedia(run);
    await peer.offer();
  }

  #mediaState(run, state) {
    if (state === "connected") {
      clearTimeout(this.#mediaTimer);
      this.#mediaTimer = undefined;
      this.#resumed = 0;
      this.#hasBeenConnected = true;
      this.#change("projecting", null, { tv: this.#membership.tvName });
    } else if (this.#hasBeenConnected) {
      this.#reconnect(run, () => this.#socket && this.#peer.offer({ iceRestart: true })).catch((error) => this.#fail(run, error));
    }
  }

  async #reconnect(run, attempt) {
    this.#change("reconnecting");
    if (!this.#mediaTimer) this.#waitForMedia(run);
    await attempt();
  }

  // First a new path for the connection there is, then a new connection with the same screen, then no more.
  #waitForMedia(run) {
    clearTimeout(this.#mediaTimer);
    this.#mediaTimer = setTimeout(() => {
      if (this.#run !== run) return;
      this.#mediaTimer = undefined;
      if (!this.#hasBeenConnected) return this.#fail(run, new End("no-media-path"));
      if (++this.#resumed > resumptions) return this.#fail(run, new End("media-lost"));
      if (this.#socket) this.#connectPeer(run).catch((error) => this.#fail(run, error));
      else this.#waitForMedia(run);
    }, mediaTimeout);
  }

  // The end

  #fail(run, error) {
    if (this.#run !== run) return;
    const end = error instanceof End ? error : new End(error instanceof NoVP8 ? "no-vp8" : "failed", { message: error.message });
    this.#socket?.emit("RTC_Session_End", { reason: end.reason === "no-media-path" ? "media-lost" : "stopped" });
    this.#finish("failed", end);
  }

  #finish(state, { reason, details }) {
    this.#run = null;
    clearTimeout(this.#mediaTimer);
    this.#mediaTimer = undefined;
    this.#peer?.close();
    this.#peer = undefined;
    this.#socket?.close();
    this.#socket = undefined;
    stopTracks(this.#stream);
    this.#stream = undefined;
    this.#change(state, reason, details);
  }
}

/**
 * Firefox and Safari have no sound for screens, and no way to ask them. What tells them apart is that neither knows the wish for
 * it, which Chromium's family has had as long as the sound.
 */
function isSoundPossible() {
  return navigator.mediaDevices.getSupportedConstraints().suppressLocalAudioPlayback === true;
}

function stopTracks(stream) {
  for (const track of stream?.getTracks() ?? []) {
    track.onended = null;
    track.stop();
  }
}

function notUnderstood() {
  throw new End("unsupported-by-tv");
}

function captureFailure(error) {
  switch (error.name) {
    case "NotAllowedError":
    case "AbortError":
      return new End("permission-denied");
    case "NotSupportedError":
    case "TypeError":
      return new End("unsupported");
    default:
      return new End("capture-failed", { message: error.message });
  }
}
