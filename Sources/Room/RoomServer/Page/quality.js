// Sharp text or smooth motion, within what the TV can paint.

/** Frames a second: more than the TV is asked to decode by anybody. */
const most = 30;

/**
 * What the encoder is told.
 * @param hint "detail" or "motion"
 * @param size of what is captured, pixels
 * @param display the TV's, `{displayWidth, displayHeight}` in pixels, as far as it has said so
 */
export function encoding(hint, { width, height }, { displayWidth, displayHeight } = {}) {
  // What the TV would only scale down again need not be encoded, sent and decoded.
  const isKnown = width > 0 && height > 0 && displayWidth > 0 && displayHeight > 0;
  const scaleResolutionDownBy = isKnown ? Math.max(1, width / displayWidth, height / displayHeight) : 1;
  const degradationPreference = hint === "motion" ? "maintain-framerate" : "maintain-resolution";
  return { degradationPreference, scaleResolutionDownBy, maxFramerate: most };
}

/** Tells a sender; what a browser does not know it leaves as it was. */
export async function apply(sender, { degradationPreference, ...limits }) {
  try {
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) Object.assign(encoding, limits);
    await sender.setParameters({ ...parameters, degradationPreference });
  } catch {
    return;
  }
}
