// The page: its form, and the projection behind it.

import { Asks } from "/asks.js";
import * as codes from "/code.js";
import { Controls } from "/controls.js";
import { localize } from "/language.js";
import { remember, remembered } from "/memory.js";
import { obstacle } from "/platform.js";
import { Projection } from "/projection.js";
import { Status } from "/status.js";
import { Tab } from "/tab.js";

const element = (id) => document.getElementById(id);
const [form, code, name, more, share, stop] = ["form", "code", "name", "more", "share", "stop"].map(element);

localize(document);

const tab = new Tab();
const status = new Status((isWaiting) => (share.disabled = isWaiting));
const projection = new Projection({ changed, shown: (frame) => controls.shown(frame), asked, answered });
const controls = new Controls(projection);
const asks = new Asks((clientId, accept) => {
  projection.decide(clientId, accept);
  answered(clientId);
});

/** Says what goes on, or why it no longer does. */
function changed(state, reason = null, details = {}) {
  const isActive = !["idle", "failed", "ended"].includes(state);
  const focused = document.activeElement;
  status.show(state, reason, { address: location.host, ...details });
  form.hidden = isActive;
  share.disabled = isActive || status.isWaiting;
  stop.hidden = !isActive;
  controls.show(state);
  if (!isActive) asks.clear();
  tab.show(state, details);
  if (state === "projecting") remember("code", code.value);
  const isCodeWrong = ["invalid-code", "invalid-letters", "unavailable"].includes(reason);
  code.setAttribute("aria-invalid", String(isCodeWrong));
  // A control that goes away takes the focus with it; whoever uses a keyboard goes on with the one in its place.
  if (state !== "idle" && (focused === document.body || !focused?.checkVisibility?.() || focused.disabled)) {
    (isActive ? stop : isCodeWrong ? code : share).focus();
  }
}

function asked(question) {
  asks.add(question);
  tab.asked(asks.names);
}

function answered(clientId) {
  asks.remove(clientId);
  tab.asked(asks.names);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (projection.isActive) return;
  const typed = codes.normalized(code.value);
  const strangers = codes.strangers(typed);
  if (!codes.isComplete(typed)) {
    changed("failed", strangers ? "invalid-letters" : "invalid-code", { letters: strangers });
    return code.focus();
  }
  remember("name", name.value.trim());
  projection.start(typed, name.value.trim(), controls.hint);
});

stop.addEventListener("click", () => projection.stop());

// Closing the page ends the projection at once, rather than when the TV misses it.
window.addEventListener("pagehide", () => projection.stop());

codes.attach(code);
name.value ||= remembered("name");
more.open = name.value === "";
code.value = codes.grouped(codes.codeInAddress(location) || codes.normalized(code.value || remembered("code")));
if (code.value) share.focus();
const reason = obstacle();
if (reason) changed("failed", reason, { code: code.value });
else changed("idle");
// Nothing to press where nothing would come of it.
share.hidden = more.hidden = reason !== null;

const ready = performance.now();

// For tests and for whoever looks into a fault: what is going on, read-only.
Object.defineProperty(window, "diascope", {
  value: Object.freeze({
    get state() {
      return status.state;
    },
    get reason() {
      return status.reason;
    },
    get times() {
      return { ready, ...projection.times };
    },
    statistics: async () => [...(await projection.statistics()).values()],
  }),
});
