// A picture that stands: what is sent while sharing is paused.

const patience = 1000;

/** A track that shows what `track` shows now, for as long as nobody stops it. Black if it shows nothing. */
export async function still(track) {
  const canvas = document.createElement("canvas");
  const { width = 1280, height = 720 } = track.getSettings();
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { alpha: false });
  const video = await firstFrame(track);
  if (video) {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    context.drawImage(video, 0, 0);
    video.srcObject = null;
  }
  const [standing] = canvas.captureStream().getVideoTracks();
  // Encoders send a canvas only when something is drawn on it; one that comes late, or asks again, would wait for ever.
  const timer = setInterval(() => {
    if (standing.readyState === "ended") return clearInterval(timer);
    context.drawImage(canvas, 0, 0);
  }, 1000);
  context.drawImage(canvas, 0, 0);
  return standing;
}

async function firstFrame(track) {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  const isThere = new Promise((resolve) => {
    video.onloadeddata = () => resolve(true);
    setTimeout(resolve, patience, false);
  });
  try {
    await video.play();
  } catch {
    return null;
  }
  return (await isThere) && video.videoWidth > 0 ? video : null;
}
