// Sharing a screen with the TV of one code, from the click to the end.

import { capture } from "/capture.js";
import { Cause } from "/cause.js";
import { attempts } from "/path.js";
import { Peer } from "/peer.js";
import { isLocalNetworkDenied, obstacle } from "/platform.js";
import { encoding } from "/quality.js";
import { Screen, stopTracks } from "/screen.js";
import { connect } from "/socket.js";

/** Without a picture for this long, the path counts as not found; and the TV has given up what was on it. */
const mediaTimeout = 15000;
/** A lost path is looked for this long. Later the person may have gone, and would show what they do without knowing it. */
const patience = 600000;
/** The longest time from one attempt to the next. */
const longestPause = 30000;
/** For whoever looks into a fault: `?relay` in the address uses nothing but TURN servers. */
const isRelayOnly = new URLSearchParams(location.search).has("relay");
/** A TV that asks a person may take half a minute. */
const joinTimeout = 40000;

/** Waits; not so long if the machine gets a network meanwhile. */
const delay = (milliseconds) =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    window.addEventListener("online", end);
  });

export class Projection {
  #view;
  // Replaced at each start and at each end: whoever awaited something compares and gives up.
  #run = null;
  #state = "idle";
  #code;
  #name;
  #screen;
  #socket;
  #membership;
  #peer;
  #peers = 0;
  #hasBeenConnected = false;
  #mediaTimer;
  // While the picture is lost: since when, whether the TV has ended its side, and how often a new connection has been made.
  #outage;
  // When the TV has last said what it shows.
  #heardAt;
  #display = {};
  #times = {};

  /**
   * @param view told of everything: `changed(state, reason, details)`, where `reason` is a cause if the state is "failed" or
   * "ended"; `shown(status)`, what the TV shows now; `asked(question)` and `answered(clientId)`, who wants to take its place
   */
  constructor(view) {
    this.#view = view;
  }

  get isActive() {
    return this.#run !== null;
  }

  /** What is shared, while something is. */
  get screen() {
    return this.#screen;
  }

  /** See `Screen.soundState`; "unplayable" where the TV plays none. `undefined` while nothing is shared. */
  get soundState() {
    return this.#peer?.isMute ? "unplayable" : this.#screen?.soundState;
  }

  /** When each step of the way to the picture was done, in milliseconds since the page was opened. */
  get times() {
    return { ...this.#times };
  }

  /**
   * Call it in the click: browsers open the picker only then.
   * @param hint "detail" or "motion"
   */
  async start(code, name, hint) {
    if (this.isActive) return;
    const run = (this.#run = {});
    this.#code = code;
    this.#name = name;
    this.#membership = undefined;
    this.#hasBeenConnected = false;
    this.#heardAt = undefined;
    this.#display = {};
    this.#times = {};
    this.#mark("pressed");
    try {
      const reason = obstacle();
      if (reason) throw new Cause(reason);
      this.#change("choosing");
      // Made while the person chooses, so that nobody waits for it after that.
      const opening = this.#openSignalling(run).catch(() => {});
      const stream = await capture();
      if (this.#run !== run) return stopTracks(stream);
      this.#mark("chosen");
      this.#take(run, new Screen(stream, hint));
      this.#change("connecting");
      await opening;
      if (!this.#socket) await this.#openSignalling(run);
      this.#change("joining");
      await this.#join(run);
      this.#mark("joined");
      this.#change("negotiating", null, { tv: this.#membership.tvName });
      await this.#connectPeer(run);
    } catch (error) {
      this.#fail(run, error);
    }
  }

  stop() {
    if (!this.isActive) return;
    this.#socket?.emit("RTC_Session_End", { reason: "stopped" });
    this.#finish("ended", new Cause("stopped"));
  }

  /** Answers who asked to take this one's place. */
  decide(clientId, accept) {
    this.#socket?.emit("TV_DECIDE", { clientId, accept });
  }

  async statistics() {
    return (await this.#peer?.statistics()) ?? new Map();
  }

  // The screen

  #take(run, screen) {
    this.#screen = screen;
    screen.onended = () => this.#run === run && this.stop();
    screen.onchange = async () => {
      if (this.#run !== run) return;
      await this.#peer?.replace(screen).catch((error) => this.#fail(run, error));
      if (this.#run !== run) return;
      await this.#limit();
      this.#tellState();
      if (["projecting", "paused"].includes(this.#state)) this.#changeToShared();
    };
  }

  #tellState() {
    const { isPaused, video, hint } = this.#screen;
    this.#socket?.emit("RTC_Client_State", { paused: isPaused || video.muted, contentHint: hint });
  }

  #changeToShared() {
    this.#change(this.#screen.isPaused ? "paused" : "projecting", null, { tv: this.#membership.tvName });
  }

  #limit() {
    const { hint, size, isPaused } = this.#screen;
    return this.#peer?.limit(encoding(isPaused ? "detail" : hint, size, this.#display));
  }

  // Signalling

  async #openSignalling(run) {
    let socket;
    try {
      socket = await connect();
    } catch {
      throw new Cause("server-unreachable");
    }
    if (this.#run !== run) {
      socket.close();
      throw new Cause("stopped");
    }
    this.#socket = socket;
    const guarded = (action) => (payload) => {
      if (this.#run === run && this.#socket === socket) Promise.resolve(action(payload)).catch((error) => this.#fail(run, error));
    };
    socket.on("RTC_TV_Answer_To_Client", guarded((payload) => this.#answered(payload)));
    socket.on("RTC_Candidate_Exchange", guarded((payload) => this.#peer?.candidate(payload)));
    socket.on("RTC_Session_End", guarded((payload) => this.#endedByTV(run, payload)));
    socket.on("TV_STATUS", guarded((payload) => this.#status(payload)));
    socket.on("TV_ASK", guarded((payload) => this.#view.asked(payload)));
    socket.on("TV_DECIDE", guarded(({ clientId }) => this.#view.answered(clientId)));
    socket.onclose = () => this.#signallingLost(run);
  }

  async #join(run) {
    const request = { username: this.#name, projCode: this.#code, resumeTicket: this.#membership?.resumeTicket };
    let reply;
    try {
      reply = await this.#socket.request("CONNECT_TO_TV", request, joinTimeout);
    } catch {
      throw new Cause("server-unreachable");
    }
    if (this.#run !== run) throw new Cause("stopped");
    // Whoever was asked has said no, or nothing.
    if (reply.code === "busy" && this.#state === "asking") throw new Cause("refused", reply);
    if (reply.code) throw new Cause(reply.code, reply);
    this.#membership = reply;
  }

  // A picture that gets through needs no signalling; but without it nobody can tell us anything, nor find a lost path.
  async #signallingLost(run) {
    if (this.#run !== run) return;
    this.#socket = undefined;
    // It is opened again when something has been chosen.
    if (this.#state === "choosing") return;
    if (!this.#hasBeenConnected) return this.#fail(run, new Cause("server-unreachable"));
    for (let attempt = 0; this.#run === run; attempt++) {
      await delay(Math.random() * Math.min(10000, 500 * 2 ** attempt));
      if (this.#run !== run) return;
      try {
        await this.#openSignalling(run);
        this.#socket.onclose = () => {};
        await this.#join(run);
        this.#socket.onclose = () => this.#signallingLost(run);
      } catch (error) {
        this.#socket?.close();
        this.#socket = undefined;
        if (error.reason === "busy" && !this.#peer?.isConnected) return this.#displaced(run, error.details);
        continue;
      }
      if (this.#outage) await this.#findPath(run, { hasJoined: true }).catch((error) => this.#fail(run, error));
      return;
    }
  }

  // Somebody else presents: coming back would displace them.
  #displaced(run, { presenter } = {}) {
    if (this.#run === run) this.#finish("ended", new Cause("replaced", { presenter }));
  }

  async #answered(payload) {
    this.#mark("answered");
    try {
      await this.#peer?.answered(payload);
    } catch {
      throw new Cause("unsupported");
    }
    await this.#limit();
  }

  #status(status) {
    if (status.state === "asking") return this.#change("asking");
    this.#heardAt = Date.now();
    const { displayWidth, displayHeight } = status;
    if (displayWidth !== this.#display.displayWidth || displayHeight !== this.#display.displayHeight) {
      this.#display = { displayWidth, displayHeight };
      this.#limit();
    }
    if (!status.frameWidth) return;
    this.#mark("shown");
    this.#view.shown({ ...status, tv: this.#membership?.tvName });
  }

  // The TV has said why; some of it mends itself.
  async #endedByTV(run, { reason, presenter }) {
    switch (reason) {
      case "tv-restart":
      case "media-lost":
        return this.#lost(run, { isGivenUp: true });
      case "unsupported":
        return this.#finish("failed", new Cause("unsupported"));
      case "refused":
        if (this.#outage) return this.#displaced(run);
      // falls through
      case "replaced":
        return this.#finish("ended", new Cause(reason, { presenter }));
      default:
        return this.#finish("ended", new Cause("ended-by-tv"));
    }
  }

  // Media

  async #connectPeer(run) {
    this.#peer?.close();
    const { clientId, iceServers } = this.#membership;
    const { video, sound } = this.#screen;
    const peer = (this.#peer = new Peer({
      video,
      sound,
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
      this.#outage = undefined;
      this.#hasBeenConnected = true;
      this.#mark("connected");
      this.#changeToShared();
      // A TV that starts over does not know it yet.
      if (this.#screen.isPaused) this.#tellState();
    } else if (this.#hasBeenConnected) {
      this.#lost(run).catch((error) => this.#fail(run, error));
    }
  }

  /**
   * @param isGivenUp whether the TV has ended its side, so that only a new connection helps
   * @param isTime whether it is time for another attempt, after those that have failed
   */
  async #lost(run, { isGivenUp = false, isTime = false } = {}) {
    const now = Date.now();
    // A laptop that wakes up has not heard that the TV no longer waits for it.
    const outage = (this.#outage ??= { since: now, isGivenUp: now - this.#heardAt > mediaTimeout, attempts: 0 });
    outage.isGivenUp ||= isGivenUp || now - outage.since >= mediaTimeout;
    this.#change("reconnecting", null, { tv: this.#membership.tvName, isLong: now - outage.since >= 2 * mediaTimeout });
    if (!this.#mediaTimer) this.#waitForMedia(run);
    if (isTime || outage.attempts === 0) await this.#findPath(run);
  }

  // A new path for the connection there is while the TV waits for it; then a new connection with the same screen.
  async #findPath(run, { hasJoined = false } = {}) {
    const [outage, socket] = [this.#outage, this.#socket];
    if (!socket || outage.joining === socket) return;
    if (!outage.isGivenUp) return this.#peer.offer({ iceRestart: true });
    outage.joining = socket;
    const isJoined = hasJoined || (await this.#rejoin(run, outage));
    if (outage.joining === socket) outage.joining = undefined;
    if (!isJoined || this.#outage !== outage || this.#socket !== socket) return;
    outage.attempts += 1;
    await this.#connectPeer(run);
  }

  // Asks whether it may begin anew; while the TV is away, again and again.
  async #rejoin(run, outage) {
    const socket = this.#socket;
    for (let attempt = 0; this.#run === run && this.#outage === outage && this.#socket === socket; attempt++) {
      try {
        await this.#join(run);
        return true;
      } catch (error) {
        if (error.reason === "busy") this.#displaced(run, error.details);
      }
      await delay((0.5 + Math.random()) * Math.min(10000, 500 * 2 ** attempt));
    }
    return false;
  }

  #waitForMedia(run) {
    clearTimeout(this.#mediaTimer);
    const pause = Math.min(longestPause, mediaTimeout * 2 ** Math.max(0, (this.#outage?.attempts ?? 0) - 3));
    this.#mediaTimer = setTimeout(async () => {
      if (this.#run !== run) return;
      this.#mediaTimer = undefined;
      if (!this.#hasBeenConnected) return this.#fail(run, await this.#noPath());
      if (Date.now() - this.#outage.since >= patience) return this.#fail(run, new Cause("media-lost"));
      await this.#lost(run, { isGivenUp: true, isTime: true }).catch((error) => this.#fail(run, error));
    }, pause);
  }

  async #noPath() {
    const tried = attempts(this.#membership.iceServers ?? [], await this.statistics());
    return new Cause((await isLocalNetworkDenied()) ? "local-network" : "no-media-path", { tried });
  }

  // The end

  #fail(run, error) {
    if (this.#run !== run) return;
    const cause = error instanceof Cause ? error : new Cause("failed", { message: error.message });
    const isPathLost = ["no-media-path", "local-network"].includes(cause.reason);
    this.#socket?.emit("RTC_Session_End", { reason: isPathLost ? "media-lost" : "stopped" });
    this.#finish("failed", cause);
  }

  #finish(state, { reason, details }) {
    this.#run = null;
    this.#outage = undefined;
    clearTimeout(this.#mediaTimer);
    this.#mediaTimer = undefined;
    this.#peer?.close();
    this.#peer = undefined;
    this.#socket?.close();
    this.#socket = undefined;
    this.#screen?.stop();
    this.#screen = undefined;
    this.#change(state, reason, { tv: this.#membership?.tvName, ...details });
  }

  #change(state, reason = null, details = {}) {
    this.#state = state;
    this.#view.changed(state, reason, details);
  }

  #mark(step) {
    this.#times[step] ??= performance.now();
  }
}
