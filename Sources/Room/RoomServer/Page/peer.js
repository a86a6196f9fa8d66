// One RTCPeerConnection that sends one screen.

import { Cause } from "/cause.js";
import { isSoundPossible } from "/platform.js";
import { apply } from "/quality.js";

export class Peer {
  #connection;
  #send;
  #prefix;
  #negotiations = 0;
  #negotiationId;
  #isDescribed = false;
  #early = [];
  #video;
  #sound;

  /**
   * @param video the track to show
   * @param sound the track to hear, or `null`
   * @param iceServers as the server gave them
   * @param iceTransportPolicy "all" or "relay"
   * @param prefix of negotiation ids, so that none of an earlier peer comes again
   * @param send called with event and payload
   * @param onstate called with "connected", "disconnected" or "failed"
   */
  constructor({ video, sound, iceServers, iceTransportPolicy, prefix, send, onstate }) {
    this.#send = send;
    this.#prefix = prefix;
    this.#connection = new RTCPeerConnection({
      iceServers,
      iceTransportPolicy,
      bundlePolicy: "max-bundle",
      rtcpMuxPolicy: "require",
    });
    this.#connection.onicecandidate = ({ candidate }) =>
      send("RTC_Candidate_Exchange", { iceCandidate: candidate?.toJSON() ?? null, negotiationId: this.#negotiationId });
    this.#connection.onconnectionstatechange = () => {
      const state = this.#connection.connectionState;
      if (["connected", "disconnected", "failed"].includes(state)) onstate(state);
    };
    // One stream for both: receivers keep in step what belongs together.
    const streams = [new MediaStream([video, sound].filter(Boolean))];
    const transceiver = this.#connection.addTransceiver(video, { direction: "sendonly", streams });
    preferVP8(transceiver);
    this.#video = transceiver.sender;
    // There from the start, so that sound that comes later needs no new description.
    if (sound || isSoundPossible()) {
      this.#sound = this.#connection.addTransceiver(sound ?? "audio", { direction: "sendonly", streams });
    }
  }

  /** Sends other tracks over the same connection. */
  async replace({ video, sound }) {
    await this.#video.replaceTrack(video);
    if (!this.isMute) await this.#sound?.sender.replaceTrack(sound);
  }

  /** Whether the TV has said that it plays no sound. */
  get isMute() {
    return ["stopped", "inactive"].includes(this.#sound?.currentDirection);
  }

  /** Tells the encoder; see `encoding`. */
  limit(encoding) {
    return apply(this.#video, encoding);
  }

  get isConnected() {
    return this.#connection.connectionState === "connected";
  }

  /** Makes an offer and sends it; candidates follow it, never the other way round. */
  async offer({ iceRestart = false } = {}) {
    if (iceRestart) this.#connection.restartIce();
    const offer = await this.#connection.createOffer();
    if (!/^a=rtpmap:\d+ VP8\/90000/im.test(offer.sdp)) throw new Cause("no-vp8");
    this.#negotiationId = `${this.#prefix}-${++this.#negotiations}`;
    this.#isDescribed = false;
    this.#early = [];
    await this.#connection.setLocalDescription(offer);
    const { type, sdp } = this.#connection.localDescription;
    this.#send("RTC_Client_Offer_To_Server", { offer: { type, sdp }, negotiationId: this.#negotiationId });
  }

  async answered({ answer, negotiationId }) {
    if (this.#isStale(negotiationId) || this.#connection.signalingState !== "have-local-offer") return;
    await this.#connection.setRemoteDescription(typeof answer === "string" ? { type: "answer", sdp: answer } : answer);
    this.#isDescribed = true;
    for (const candidate of this.#early.splice(0)) await this.#add(candidate);
  }

  async candidate({ iceCandidate, negotiationId }) {
    if (this.#isStale(negotiationId)) return;
    if (this.#isDescribed) await this.#add(iceCandidate);
    else if (this.#early.length < 200) this.#early.push(iceCandidate);
  }

  statistics() {
    return this.#connection.getStats();
  }

  close() {
    this.#connection.onicecandidate = null;
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }

  // A candidate that the browser cannot use, such as one of another kind of network, costs nothing.
  async #add(candidate) {
    try {
      await this.#connection.addIceCandidate(candidate ?? undefined);
    } catch {
      return;
    }
  }

  #isStale(negotiationId) {
    return negotiationId !== undefined && negotiationId !== null && negotiationId !== this.#negotiationId;
  }
}

// Browsers disagree on whether the sender's or the receiver's list is the one to order, and throw for the other.
function preferVP8(transceiver) {
  for (const side of [globalThis.RTCRtpReceiver, globalThis.RTCRtpSender]) {
    try {
      const codecs = side.getCapabilities("video").codecs;
      const isVP8 = ({ mimeType }) => mimeType.toLowerCase() === "video/vp8";
      transceiver.setCodecPreferences([...codecs.filter(isVP8), ...codecs.filter((codec) => !isVP8(codec))]);
      return;
    } catch {
      continue;
    }
  }
}
