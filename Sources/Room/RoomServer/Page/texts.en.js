// English. What follows "export default" is JSON, so that tests can read it too. Every language has the same keys.

export default {
  "language": "en",
  "defaults": { "tv": "the TV", "presenter": "Someone else", "username": "Someone", "code": "" },
  "title": "Share your screen",
  "intro": "Type the code that the TV shows.",
  "code": "Projection code",
  "name": "Your name",
  "nameNote": "The TV shows it while you share.",
  "nameSummary": "Your name on the TV",
  "share": "Share screen",
  "controls": "While you share",
  "pause": "Pause",
  "resume": "Resume",
  "switch": "Share something else",
  "stop": "Stop",
  "kept": "Nothing else was chosen. What you share goes on.",
  "quality": "Show first of all",
  "sharp": "Sharp text",
  "smooth": "Smooth motion",
  "sound": "Sound",
  "accept": "Let them in",
  "refuse": "Refuse",
  "asks": "{username} wants to share on this TV.",
  "asksNote": "If you let them in, they take your place.",
  "titleSharing": "● Sharing on {tv}",
  "titlePaused": "❚❚ Paused on {tv}",
  "titleAsked": "{username} asks to share",
  "titleFailed": "Not sharing – {tv}",
  "countdown": "You can try again in {time}.",
  "countdownOver": "You can try again now.",
  "tried": "Tried: {ways}.",
  "shown": {
    "projecting": "On {tv}: {frameWidth} × {frameHeight}, {framesPerSecond} frames per second, shown {delay} after they arrive.",
    "blurred": "On {tv}: {frameWidth} × {frameHeight} for now. It gets sharper within seconds.",
    "interrupted": "On {tv}: your last picture, until the next arrives.",
    "paused": "On {tv}: a still picture, marked as paused."
  },
  "sounds": {
    "shared": "The TV plays the sound of what you share.",
    "off": "The TV does not play the sound of what you share.",
    "unplayable": "This TV plays no sound.",
    "not-shared": "What you share has no sound. To share it, press “Share something else”, choose a tab or the whole screen, and turn sound on there.",
    "impossible": "This browser cannot share sound. Chrome and Edge on a computer can."
  },
  "ways": { "direct": "direct", "stun": "STUN", "turn-udp": "TURN over UDP", "turn-tcp": "TURN over TCP", "turn-tls": "TURN over TLS" },
  "outcomes": {
    "no-answer": "{way} (no answer from the TV)",
    "server-silent": "{way} (the relay server does not answer)",
    "nothing-found": "{way} (no address found)",
    "not-set-up": "{way} (not set up)"
  },
  "states": {
    "idle": { "what": "", "next": "" },
    "choosing": { "what": "Choose what to share.", "next": "Your browser asks which screen, window or tab." },
    "connecting": { "what": "Connecting to the server …", "next": "" },
    "joining": { "what": "Looking for the TV …", "next": "" },
    "asking": { "what": "{presenter} is asked to let you in …", "next": "They have half a minute to answer." },
    "negotiating": { "what": "Connecting to {tv} …", "next": "" },
    "projecting": { "what": "Your screen is on {tv}.", "next": "Leave this page open. Press Stop when you are done." },
    "paused": { "what": "Paused.", "next": "Nobody sees what you do now. Press Resume to go on." },
    "reconnecting": {
      "what": "The connection is interrupted. Reconnecting …",
      "next": "You don’t need to do anything.",
      "later": "Check your network. As soon as the TV can be reached, it shows your screen again. Press Stop if you no longer want that."
    }
  },
  "causes": {
    "stopped": { "what": "You are no longer sharing.", "next": "" },
    "invalid-code": { "what": "This is not a complete code.", "next": "Compare it with the code on the TV and type it again." },
    "invalid-letters": { "what": "A code never has {letters} in it.", "next": "Compare it with the code on the TV and type it again." },
    "unavailable": { "what": "No TV with this code is on line.", "next": "Compare the code with the one on the TV. If it is right, see that the TV is on, then share again." },
    "tv-offline": { "what": "The TV has lost its connection.", "next": "It comes back by itself. Share again in a moment." },
    "busy": { "what": "{presenter} is presenting on this TV.", "next": "Ask them to stop, then share again." },
    "rate-limited": { "what": "Too many wrong codes came from your network.", "next": "Wait until the time is over, and compare the code with the one on the TV." },
    "bad-request": { "what": "The server did not understand this page.", "next": "Reload the page and share again." },
    "permission-denied": { "what": "Nothing was shared, because no screen was chosen.", "next": "Press Share screen again and choose a screen, a window or a tab." },
    "permission-blocked": {
      "what": "Your browser refused without asking you.",
      "next": "Press the symbol left of this page’s address, allow sharing the screen, reload the page and share again. On a managed computer the administrator may have turned it off."
    },
    "permission-system": {
      "what": "Your system does not let this browser see the screen.",
      "next": {
        "mac": "Open System Settings → Privacy & Security → Screen & System Audio Recording, turn this browser on, quit and open it again, then share again.",
        "windows": "Open Settings → Privacy & security → Screenshots and screen recording, allow this browser, then share again.",
        "linux": "See that xdg-desktop-portal and PipeWire run, answer the system’s question with “Share”, then share again.",
        "other": "Allow this browser to record the screen in the system’s settings, then share again."
      }
    },
    "capture-failed": { "what": "Your system could not capture the screen.", "next": "Close other programs that record the screen, then share again or choose another window." },
    "insecure": { "what": "Browsers share screens only from a secure page, and this one is not.", "next": "Open https://{address} instead. If that fails, ask who runs the server for its secure address." },
    "phone": { "what": "A phone or tablet cannot share its screen this way.", "next": "On a computer, open {address} and type the code {code}" },
    "no-capture": { "what": "This browser cannot share a screen.", "next": "Open this page in a current Chrome, Edge, Firefox or Safari on a computer." },
    "no-vp8": { "what": "This browser cannot send VP8, the video format the TV understands.", "next": "Use another browser, or turn VP8 on in this one." },
    "server-unreachable": { "what": "The server does not answer.", "next": "Check that you are still in the right network, then share again." },
    "local-network": {
      "what": "Your browser may not reach devices in your network, and the TV is one.",
      "next": "Press the symbol left of this page’s address, allow access to the local network, reload the page and share again."
    },
    "no-media-path": {
      "what": "The TV was found, but there is no way for the picture to get there.",
      "next": {
        "mac": "Join the same network as the TV and leave any VPN. In System Settings → Privacy & Security → Local Network, turn this browser on. If that doesn’t help, ask for UDP between the two to be allowed, or for a TURN server.",
        "other": "Join the same network as the TV and leave any VPN. If that doesn’t help, ask for UDP between the two to be allowed, or for a TURN server."
      }
    },
    "media-lost": { "what": "The connection to the TV was lost and did not come back.", "next": "Check your network, then share again." },
    "replaced": { "what": "{presenter} has taken over the TV.", "next": "Share again to take it back." },
    "refused": { "what": "You were not let in.", "next": "Ask whoever presents, or is at the TV, then share again." },
    "ended-by-tv": { "what": "Sharing was ended at the TV.", "next": "Share again if you are not done." },
    "tv-restart": { "what": "The TV restarts.", "next": "Share again in a moment." },
    "unsupported": { "what": "The TV cannot show what this browser sends.", "next": "Use another browser, or ask for the TV to be updated." },
    "failed": { "what": "Sharing failed.", "next": "Reload the page and share again." }
  }
};
