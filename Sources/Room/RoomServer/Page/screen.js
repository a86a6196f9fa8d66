// What is shared: one stream of the picker's, live or paused, with its sound on or off.

import { capture } from "/capture.js";
import { isSoundPossible } from "/platform.js";
import { still } from "/still.js";

export class Screen {
  #stream;
  #still = null;
  #wantsSound = true;
  #hint;
  /** Called when what is to be sent has changed. */
  onchange = () => {};
  /** Called when the person ends it in the browser's own window. */
  onended = () => {};

  constructor(stream, hint) {
    this.#hint = hint;
    this.#take(stream);
  }

  /** Asks for something else to share; what was shared goes on until then, and if nothing is chosen. */
  async switch() {
    const stream = await capture();
    const old = this.#stream;
    this.#take(stream);
    stopTracks(old);
    this.onchange();
  }

  /** The track to send now. */
  get video() {
    return this.#still ?? this.#live;
  }

  /** The sound to send now; `null` for none. */
  get sound() {
    return this.#wantsSound && !this.isPaused ? this.#soundTrack : null;
  }

  /** "shared", "off", "not-shared" (the browser could, the choice has none) or "impossible" (in this browser). */
  get soundState() {
    if (this.#soundTrack) return this.#wantsSound ? "shared" : "off";
    return isSoundPossible() ? "not-shared" : "impossible";
  }

  set wantsSound(value) {
    this.#wantsSound = value;
    this.onchange();
  }

  get isPaused() {
    return this.#still !== null;
  }

  get hint() {
    return this.#hint;
  }

  /** "detail" or "motion". */
  set hint(value) {
    this.#hint = value;
    this.#live.contentHint = value;
    this.onchange();
  }

  /** Pixels, as the browser captures. */
  get size() {
    return this.#live.getSettings();
  }

  async pause() {
    if (this.#still) return;
    const picture = await still(this.#live);
    picture.contentHint = "detail";
    this.#still = picture;
    this.onchange();
  }

  resume() {
    this.#still?.stop();
    this.#still = null;
    this.onchange();
  }

  stop() {
    this.#still?.stop();
    stopTracks(this.#stream);
  }

  get #live() {
    return this.#stream.getVideoTracks()[0];
  }

  get #soundTrack() {
    return this.#stream.getAudioTracks()[0] ?? null;
  }

  #take(stream) {
    this.#stream = stream;
    this.#live.contentHint = this.#hint;
    this.#live.onended = () => this.onended();
    this.#live.onmute = () => this.onchange();
    this.#live.onunmute = () => this.onchange();
    if (!this.#soundTrack) return;
    // Music, not a voice: encoders keep its highs and both channels.
    this.#soundTrack.contentHint = "music";
    this.#soundTrack.onended = () => {
      stream.removeTrack(this.#soundTrack);
      this.onchange();
    };
  }
}

export function stopTracks(stream) {
  for (const track of stream?.getTracks() ?? []) {
    track.onended = null;
    track.stop();
  }
}
