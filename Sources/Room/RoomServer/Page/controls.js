// What there is to do while sharing, and what the TV shows of it.

import { Cause } from "/cause.js";
import { duration, text } from "/language.js";

const element = (id) => document.getElementById(id);

export class Controls {
  #projection;
  #section = element("controls");
  #pause = element("pause");
  #soundOn = element("sound-on");
  #sound = element("sound");
  #shown = element("shown");
  #isPaused = false;

  constructor(projection) {
    this.#projection = projection;
    this.#pause.addEventListener("click", () => this.#togglePause());
    element("switch").addEventListener("click", () => this.#switch());
    this.#soundOn.addEventListener("change", () => (projection.screen.wantsSound = this.#soundOn.checked));
    element("quality").addEventListener("change", () => {
      if (projection.screen) projection.screen.hint = this.hint;
    });
  }

  /** "detail" or "motion". */
  get hint() {
    return document.querySelector("input[name=quality]:checked").value;
  }

  show(state) {
    const isShared = ["projecting", "paused", "reconnecting"].includes(state);
    this.#section.hidden = !isShared;
    if (state !== "projecting" && state !== "paused") this.#shown.hidden = true;
    this.#isPaused = this.#projection.screen?.isPaused ?? false;
    this.#pause.textContent = text(this.#isPaused ? "resume" : "pause");
    const sound = (isShared && this.#projection.soundState) || "";
    this.#sound.dataset.sound = sound;
    this.#sound.textContent = sound && text(`sounds.${sound}`);
    this.#soundOn.disabled = !["shared", "off"].includes(sound);
    this.#soundOn.checked = sound === "shared";
  }

  /** What the TV says that it shows. */
  shown({ frameWidth, frameHeight, framesPerSecond, delay, state, tv }) {
    const { width = 0 } = this.#projection.screen?.size ?? {};
    // A browser that starts small gets to full size by itself.
    const isBlurred = frameWidth < width / 2 && frameWidth < 1280;
    const key = state === "interrupted" ? state : this.#isPaused ? "paused" : isBlurred ? "blurred" : "projecting";
    const values = { tv, frameWidth, frameHeight, framesPerSecond: String(Math.round(framesPerSecond)), delay: duration(delay) };
    this.#shown.textContent = text(`shown.${key}`, values);
    this.#shown.dataset.state = key;
    this.#shown.hidden = false;
  }

  async #togglePause() {
    const { screen } = this.#projection;
    if (!screen) return;
    this.#pause.disabled = true;
    if (screen.isPaused) screen.resume();
    else await screen.pause();
    this.#pause.disabled = false;
    this.#pause.focus();
  }

  // Whoever chooses nothing goes on with what there was.
  async #switch() {
    try {
      await this.#projection.screen?.switch();
    } catch (error) {
      if (!(error instanceof Cause)) throw error;
      this.#shown.textContent = text("kept");
      this.#shown.dataset.state = "kept";
      this.#shown.hidden = false;
    }
  }
}
