// Who wants to take the place of whoever presents, and the answer to it.

import { text } from "/language.js";

export class Asks {
  #list = document.getElementById("asks");
  #decide;

  /** @param decide called with the asker's id and whether to let them in */
  constructor(decide) {
    this.#decide = decide;
  }

  /** The names of those who wait for an answer. */
  get names() {
    return [...this.#list.children].map(({ dataset }) => dataset.name);
  }

  add({ clientId, username }) {
    this.remove(clientId);
    const question = document.createElement("section");
    question.dataset.clientId = clientId;
    question.dataset.name = username ?? "";
    const words = question.appendChild(document.createElement("p"));
    words.textContent = text("asks", { username });
    question.appendChild(document.createElement("p")).textContent = text("asksNote");
    for (const [key, accept] of [["accept", true], ["refuse", false]]) {
      const button = question.appendChild(document.createElement("button"));
      button.type = "button";
      button.className = key;
      button.textContent = text(key);
      button.addEventListener("click", () => this.#decide(clientId, accept));
    }
    this.#list.append(question);
    question.scrollIntoView({ block: "nearest" });
  }

  remove(clientId) {
    for (const question of [...this.#list.children]) {
      if (question.dataset.clientId === clientId) question.remove();
    }
  }

  clear() {
    this.#list.replaceChildren();
  }
}
