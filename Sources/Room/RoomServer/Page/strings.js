// Every word the page says. A translation is another module of this shape.

const minutes = (seconds) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`);

/** What goes on, by state: `what` happens, and what comes `next`. */
export const states = {
  idle: () => ({ what: "", next: "" }),
  choosing: () => ({ what: "Choose what to share.", next: "Your browser asks which screen, window or tab." }),
  connecting: () => ({ what: "Connecting to the server …", next: "" }),
  joining: () => ({ what: "Looking for the TV …", next: "" }),
  asking: () => ({ what: "Waiting for permission at the TV …", next: "Someone at the TV has to let you in." }),
  negotiating: ({ tv }) => ({ what: `Connecting to ${tv || "the TV"} …`, next: "" }),
  projecting: ({ tv }) => ({ what: `Your screen is on ${tv || "the TV"}.`, next: "Leave this page open. Press Stop when you are done." }),
  reconnecting: () => ({ what: "The connection is interrupted. Reconnecting …", next: "You don’t need to do anything." }),
};

/** What failed or ended, by reason, and what to do. */
export const reasons = {
  stopped: () => ({ what: "You are no longer sharing.", next: "" }),
  "invalid-code": ({ letters }) => ({
    what: letters ? `A code never has the characters ${letters}.` : "This is not a complete code.",
    next: "Compare it with the code on the TV and type it again.",
  }),
  unavailable: () => ({
    what: "No TV with this code is on line.",
    next: "Compare the code with the one on the TV and type it again.",
  }),
  "tv-offline": () => ({ what: "The TV has lost its connection.", next: "It comes back by itself. Try again in a moment." }),
  busy: ({ presenter }) => ({
    what: `${presenter || "Someone else"} is presenting on this TV.`,
    next: "Ask them to stop, then share again.",
  }),
  "rate-limited": ({ retryAfter }) => ({
    what: "Too many wrong codes came from your network.",
    next: `Wait ${minutes(retryAfter || 6)}, then type the code again.`,
  }),
  "bad-request": () => ({ what: "The server did not understand this page.", next: "Reload the page and share again." }),
  "permission-denied": () => ({
    what: "Nothing was shared, because no screen was chosen or allowed.",
    next: "Share again and choose a screen. If your browser didn’t ask, allow screen recording for it in the system settings.",
  }),
  "capture-failed": ({ message }) => ({
    what: `Your system could not capture the screen${message ? ` (${message})` : ""}.`,
    next: "Close other programs that record the screen, then share again or choose another window.",
  }),
  insecure: () => ({
    what: "Browsers share screens only from a secure page, and this one is not.",
    next: "Open the address that the TV shows. It begins with https://.",
  }),
  unsupported: () => ({
    what: "This browser cannot share a screen.",
    next: "Use Chrome, Edge, Firefox or Safari on a computer.",
  }),
  "no-vp8": () => ({
    what: "This browser cannot send VP8, the video format the TV understands.",
    next: "Use another browser, or turn VP8 on in this one.",
  }),
  "server-unreachable": () => ({
    what: "The server does not answer.",
    next: "Check that you are in the right network, then share again.",
  }),
  "no-media-path": () => ({
    what: "The TV was found, but no way for the picture to get there.",
    next: "Join the same network as the TV and leave any VPN. If that doesn’t help, ask for UDP between the two to be allowed.",
  }),
  "media-lost": () => ({
    what: "The connection to the TV was lost and did not come back.",
    next: "Check your network, then share again.",
  }),
  replaced: () => ({ what: "Someone else has taken over the TV.", next: "Share again to take it back." }),
  refused: () => ({ what: "The TV did not let you in.", next: "Ask whoever is at the TV, then share again." }),
  "ended-by-tv": () => ({ what: "Sharing was ended at the TV.", next: "Share again if you are not done." }),
  "unsupported-by-tv": () => ({
    what: "The TV cannot show what this browser sends.",
    next: "Use another browser, or ask for the TV to be updated.",
  }),
  failed: ({ message }) => ({
    what: `Sharing failed${message ? ` (${message})` : ""}.`,
    next: "Reload the page and share again.",
  }),
};

export const shown = ({ frameWidth, frameHeight, framesPerSecond }) =>
  `The TV shows ${frameWidth} × ${frameHeight} at ${Math.round(framesPerSecond)} frames per second.`;

/** Whether the TV gets sound, by `Projection.sound`. */
export const sound = {
  shared: "Sound is shared too.",
  "not-shared": "No sound is shared. To share it, choose a tab or the whole screen and turn sound on in your browser’s window.",
  impossible: "This browser cannot share sound. Chrome and Edge on a computer can.",
};
