// A picture that stands: what is sent while sharing is paused.

/** Encoders send what is new; one that comes late, or asks again, would wait for ever. Milliseconds. */
const interval = 1000;
/** A screen on which nothing moves shows itself once a second. Milliseconds. */
const patience = 1500;

/** A track that shows what `track` shows now, for as long as nobody stops it. Black if it shows nothing. */
export async function still(track) {
  const canvas = document.createElement("canvas");
  const { width = 1280, height = 720 } = track.getSettings();
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { alpha: false });
  const video = await picture(track);
  if (video) {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    context.drawImage(video, 0, 0);
    video.srcObject = null;
  }
  const [standing] = canvas.captureStream().getVideoTracks();
  const timer = setInterval(() => {
    if (standing.readyState === "ended") clearInterval(timer);
    else context.drawImage(canvas, 0, 0);
  }, interval);
  context.drawImage(canvas, 0, 0);
  return standing;
}

/** A video element with a picture of the track; `null` if none comes in time. */
async function picture(track) {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  const isThere = new Promise((resolve) => {
    video.onloadeddata = () => resolve(true);
    setTimeout(resolve, patience, false);
  });
  video.play().catch(() => {});
  return (await isThere) && video.videoWidth > 0 ? video : null;
}
