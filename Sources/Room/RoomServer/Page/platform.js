// What the page runs on, as far as its advice depends on it.

const agent = navigator.userAgent;

/** iPads pretend to be Macs, which have no touch screens. */
const isTablet = /Macintosh/.test(agent) && navigator.maxTouchPoints > 1;

/** Phones and tablets have no way to capture their screen for a page. */
export const isPhone = (navigator.userAgentData?.mobile ?? false) || /Android|iPhone|iPad|iPod/.test(agent) || isTablet;

/** "mac", "windows", "linux" or "other": where in the system permissions are given. */
export const system = (() => {
  const name = navigator.userAgentData?.platform ?? agent;
  if (/mac/i.test(name) && !isPhone) return "mac";
  if (/win/i.test(name)) return "windows";
  return /linux/i.test(name) && !isPhone ? "linux" : "other";
})();

/** Why this browser can never share from here; `null` if it may. */
export function obstacle() {
  if (isPhone && !navigator.mediaDevices?.getDisplayMedia) return "phone";
  if (!window.isSecureContext) return "insecure";
  if (!navigator.mediaDevices?.getDisplayMedia || !window.RTCPeerConnection) return "no-capture";
  const codecs = globalThis.RTCRtpSender?.getCapabilities?.("video")?.codecs;
  return codecs && !codecs.some(({ mimeType }) => mimeType.toLowerCase() === "video/vp8") ? "no-vp8" : null;
}

/**
 * Firefox and Safari have no sound for screens, and no way to ask them. What tells them apart is that neither knows the wish for
 * it, which Chromium's family has had as long as the sound.
 */
export function isSoundPossible() {
  return navigator.mediaDevices?.getSupportedConstraints().suppressLocalAudioPlayback === true;
}

/** Whether the browser keeps pages from devices in the local network, as newer ones may. */
export async function isLocalNetworkDenied() {
  for (const name of ["local-network", "local-network-access"]) {
    try {
      const { state } = await navigator.permissions.query({ name });
      if (state === "denied") return true;
    } catch {
      // A browser that does not know this permission does not withhold it.
    }
  }
  return false;
}
