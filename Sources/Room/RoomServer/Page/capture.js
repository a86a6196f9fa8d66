// The browser's picker, and why it gave nothing.

import { Cause } from "/cause.js";

/** Nobody reads a question and answers it in this time: the browser did not ask. Milliseconds. */
const unasked = 250;

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

/** Opens the picker; call it in the click, because browsers allow it only there. Throws a `Cause`. */
export async function capture() {
  const start = performance.now();
  try {
    return await ask();
  } catch (error) {
    throw causeOf(error, performance.now() - start);
  }
}

// A browser that fails because of the sound is asked without it, which it still allows in the same click.
async function ask() {
  try {
    return await navigator.mediaDevices.getDisplayMedia(wishes);
  } catch (error) {
    if (!["TypeError", "NotSupportedError", "OverconstrainedError", "NotReadableError"].includes(error.name)) throw error;
    return navigator.mediaDevices.getDisplayMedia({ ...wishes, audio: false });
  }
}

function causeOf({ name, message }, time) {
  switch (name) {
    case "NotAllowedError":
    case "AbortError":
      // Chromium says "Permission denied by system".
      if (/system/i.test(message)) return new Cause("permission-system");
      return new Cause(time < unasked ? "permission-blocked" : "permission-denied");
    case "NotFoundError":
      // Firefox, when the system shows it no screen.
      return new Cause("permission-system");
    case "InvalidStateError":
    case "InvalidAccessError":
      // Not in a click.
      return new Cause("permission-denied");
    case "NotSupportedError":
    case "TypeError":
      return new Cause("no-capture");
    default:
      return new Cause("capture-failed", { message });
  }
}
