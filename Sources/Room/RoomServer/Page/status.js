// What goes on, or why it no longer does, in words: what happened, what to do, and what was tried.

import { duration, has, list, text } from "/language.js";

export class Status {
  #region = document.getElementById("status");
  #what = document.getElementById("what");
  #next = document.getElementById("next");
  #detail = document.getElementById("detail");
  #wait = document.getElementById("wait");
  #onwait;
  #timer;

  /** @param onwait told whether the person has to wait before trying again */
  constructor(onwait) {
    this.#onwait = onwait;
  }

  get state() {
    return this.#region.dataset.state;
  }

  get reason() {
    return this.#region.dataset.reason;
  }

  get isWaiting() {
    return this.#timer !== undefined;
  }

  /**
   * @param reason the cause, if the state is "failed" or "ended"
   * @param details.isLong whether the state lasts longer than people expect
   */
  show(state, reason, details) {
    const path = reason ? `causes.${has(`causes.${reason}`) ? reason : "failed"}` : `states.${state}`;
    this.#region.dataset.state = state;
    this.#region.dataset.reason = reason ?? "";
    this.#what.textContent = text(`${path}.what`, details);
    this.#next.textContent = text(`${path}.${details.isLong ? "later" : "next"}`, details);
    this.#detail.textContent = detail(details);
    this.#detail.hidden = this.#detail.textContent === "";
    this.#stopWaiting();
    if (reason === "rate-limited") this.#countDown(details.retryAfter || 6);
  }

  // Beside the live region, so that nobody hears every second.
  #countDown(seconds) {
    const end = performance.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((end - performance.now()) / 1000);
      if (left > 0) {
        this.#wait.textContent = text("countdown", { time: duration(left) });
      } else {
        this.#stopWaiting();
        this.#next.textContent = text("countdownOver");
      }
    };
    this.#timer = setInterval(tick, 250);
    this.#wait.hidden = false;
    tick();
    this.#onwait(true);
  }

  #stopWaiting() {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#wait.hidden = true;
    this.#onwait(false);
  }
}

/** The browser's own words, or the ways that were tried. */
function detail({ message, tried }) {
  if (!tried) return message ?? "";
  const ways = tried.map(({ way, outcome }) => text(`outcomes.${outcome}`, { way: text(`ways.${way}`) }));
  return text("tried", { ways: list(ways) });
}
