// What the browser's tab says: title, icon, and the question before it closes.

import { text } from "/language.js";

export class Tab {
  #icon = document.querySelector("link[rel=icon]");
  #title = "";
  #isActive = false;

  constructor() {
    window.addEventListener("beforeunload", (event) => {
      if (this.#isActive) event.preventDefault();
    });
  }

  show(state, { tv } = {}) {
    const isShared = ["projecting", "paused", "reconnecting"].includes(state);
    this.#isActive = isShared;
    const keys = { projecting: "titleSharing", paused: "titlePaused", reconnecting: "titleSharing" };
    this.#title = text(keys[state] ?? (tv && ["failed", "ended"].includes(state) ? "titleFailed" : "title"), { tv });
    document.title = this.#title;
    this.#icon.href = isShared ? "/icon-sharing.svg" : "/icon.svg";
  }

  /** @param names of who waits for an answer */
  asked(names) {
    document.title = names.length > 0 ? text("titleAsked", { username: names[0] }) : this.#title;
  }
}
