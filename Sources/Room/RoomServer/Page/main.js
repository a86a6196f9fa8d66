// The page: its form, its words, and the projection behind them.

import * as codes from "/code.js";
import { Projection } from "/projection.js";
import { reasons, shown, sound, states } from "/strings.js";

const element = (id) => document.getElementById(id);
const [form, code, name, share, stop, status, what, next, tvShows, soundShared] = [
  "form", "code", "name", "share", "stop", "status", "what", "next", "shown", "sound",
].map(element);

const projection = new Projection(show, (frame) => {
  tvShows.textContent = shown(frame);
  tvShows.hidden = false;
});

/** Says what goes on, or why it no longer does. */
function show(state, reason = null, details = {}) {
  const isActive = !["idle", "failed", "ended"].includes(state);
  const text = reason ? (reasons[reason] ?? reasons.failed)(details) : states[state](details);
  status.dataset.state = state;
  status.dataset.reason = reason ?? "";
  what.textContent = text.what;
  next.textContent = text.next;
  code.disabled = name.disabled = share.disabled = isActive;
  share.hidden = isActive;
  stop.hidden = !isActive;
  if (state !== "projecting") tvShows.hidden = true;
  soundShared.hidden = state !== "projecting";
  soundShared.dataset.sound = (isActive && projection.sound) || "";
  soundShared.textContent = sound[soundShared.dataset.sound] ?? "";
  code.setAttribute("aria-invalid", String(["invalid-code", "unavailable"].includes(reason)));
  // A control that goes away takes the focus with it; whoever uses a keyboard goes on with the one in its place.
  const focused = document.activeElement;
  if (state !== "idle" && (focused === document.body || focused?.hidden || focused?.disabled)) {
    (isActive ? stop : code.getAttribute("aria-invalid") === "true" ? code : share).focus();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (projection.isActive) return;
  const typed = codes.normalized(code.value);
  if (!codes.isComplete(typed)) {
    show("failed", "invalid-code", { letters: codes.strangers(typed) });
    return code.focus();
  }
  remember(name.value.trim());
  projection.start(typed, name.value.trim());
});

stop.addEventListener("click", () => projection.stop());

// Closing the page ends the projection at once, rather than when the TV misses it.
window.addEventListener("pagehide", () => projection.stop());

function remember(value) {
  try {
    localStorage.setItem("name", value);
  } catch {
    // Without storage the name is typed again next time.
  }
}

function remembered() {
  try {
    return localStorage.getItem("name") ?? "";
  } catch {
    return "";
  }
}

codes.attach(code);
name.value ||= remembered();
code.value = codes.grouped(codes.codeInAddress(location) || codes.normalized(code.value));
if (code.value) share.focus();
show("idle");

// For tests and for whoever looks into a fault: what is going on, read-only.
Object.defineProperty(window, "diascope", {
  value: Object.freeze({
    get state() {
      return status.dataset.state;
    },
    get reason() {
      return status.dataset.reason;
    },
    statistics: async () => [...(await projection.statistics()).values()],
  }),
});
