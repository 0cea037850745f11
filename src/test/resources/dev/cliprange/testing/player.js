// Put into a page by BrowserPlayer. An expression: evaluates to true when `cliprange` is there.
(() => {
  const COLUMNS = 8, ROWS = 4;
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  (document.body ?? document.documentElement).append(video);
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });

  // The brightness in the middle of each cell of a numbered picture.
  const cells = () => {
    if (video.videoWidth === 0) {
      return Array(COLUMNS * ROWS).fill(0);
    }
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    const values = [];
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const x = Math.floor((2 * column + 1) * canvas.width / (2 * COLUMNS));
        const y = Math.floor((2 * row + 1) * canvas.height / (2 * ROWS));
        const at = 4 * (y * canvas.width + x);
        values.push(Math.round((pixels[at] + pixels[at + 1] + pixels[at + 2]) / 3));
      }
    }
    return values;
  };

  const shown = () => ({ time: video.currentTime, cells: cells() });

  const failure = () => new Error(`the browser refuses the video: ${video.error?.code} ${video.error?.message}`);

  // Resolves at the event; rejects if the video breaks first.
  const event = name => new Promise((resolve, reject) => {
    video.addEventListener(name, resolve, { once: true });
    video.addEventListener('error', () => reject(failure()), { once: true });
  });

  // The next presented picture, or the one that is there already if none comes: a seek within a frame presents nothing.
  const picture = () => new Promise(resolve => {
    video.requestVideoFrameCallback(resolve);
    setTimeout(resolve, 300);
  });

  window.cliprange = {
    async load(src) {
      const loaded = event('loadeddata');
      video.src = src;
      await loaded;
      await picture();
      return null;
    },
    state: () => ({
      duration: Number.isFinite(video.duration) ? video.duration : null,
      width: video.videoWidth,
      height: video.videoHeight,
      seekable: video.seekable.length > 0 && video.seekable.end(0) > 0,
    }),
    shown,
    async seek(seconds) {
      const next = picture();
      const seeked = event('seeked');
      video.currentTime = seconds;
      await seeked;
      await next;
      return shown();
    },
    async play() {
      const seen = [];
      let running = true;
      const look = () => {
        seen.push(cells());
        if (running) {
          video.requestVideoFrameCallback(look);
        }
      };
      look();
      const ended = event('ended');
      await video.play();
      await ended;
      const endedAt = video.currentTime;
      running = false;
      await picture();
      return { seen, endedAt, last: shown(), total: video.getVideoPlaybackQuality().totalVideoFrames };
    },
  };
  return true;
})()
