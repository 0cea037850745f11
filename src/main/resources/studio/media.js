// What the player needs of a browser's media elements, and the library that plays segments.

const LIBRARY = new URL('./lib/hls.min.mjs', import.meta.url).href;

/** Of the library. */
export const WORKER = new URL('./lib/hls.worker.js', import.meta.url).href;

/**
 * Whether this browser ignores the start of edit lists, so that the copy of a clip as MP4 shows the frames from the keyframe on.
 * Firefox does, and no property of a media element reports it.
 */
export const SHOWS_LEAD_IN = /\bGecko\/\d/.test(navigator.userAgent);

let hls = null;

/** The player of segments, loaded when the first one is needed. */
export function library() {
  hls ??= import(LIBRARY).then(module => module.default);
  return hls;
}

export function loaded(video) {
  return video.readyState >= 1 ? Promise.resolve() : Promise.race([once(video, 'loadedmetadata'), pause(15_000)]);
}

export function once(target, event) {
  return new Promise(resolve => target.addEventListener(event, resolve, { once: true }));
}

export function pause(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
