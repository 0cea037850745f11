// A video element and the clip that is loaded into it, in one of the forms that viewers get.

import { library, pause, SHOWS_LEAD_IN, WORKER } from './media.js';

const LONGEST_RELOAD_MS = 15_000;

export class Deck {
  hls = null;
  url = null;
  /** The time of the source at which the time of the element is 0. */
  offset = 0;
  #bytes = 0;
  #firstByteMs = null;
  #age = null;
  #failed;
  #read;

  /**
   * @param {Function} failed called with the library, its player and what it reports
   * @param {Function} read called when a segment was read
   */
  constructor(video, failed, read) {
    this.video = video;
    this.#failed = failed;
    this.#read = read;
  }

  /** @param {{form: 'copy'|'precise', delivery: 'mp4'|'hls'}} how */
  async load(clip, { form, delivery }) {
    const copied = form === 'copy' || !clip.preciseStreamUrl;
    const stream = delivery === 'hls' && Boolean(clip.hlsUrl);
    const url = stream ? `${clip.hlsUrl}${copied ? `${clip.hlsUrl.includes('?') ? '&' : '?'}form=copy` : ''}` : copied ? clip.streamUrl : clip.preciseStreamUrl;
    // The copy of a stream, and each clip of FFmpeg, starts at the keyframe. So does a copy whose edit list is ignored.
    const lead = clip.engine === 'ffmpeg' || (copied && (delivery === 'hls' || SHOWS_LEAD_IN)) ? (clip.keyframe?.leadSeconds ?? 0) : 0;
    this.offset = clip.start - lead;
    if (this.url === url) return;
    this.url = url;
    this.#bytes = 0;
    this.#firstByteMs = this.#age = null;
    this.end();
    if (stream) await this.#stream(url);
    else this.video.src = url;
  }

  /** The time of the element at which a clip begins. The start of a frame itself may show the frame before. */
  begin({ start }) {
    return start > this.offset ? start - this.offset + 0.001 : 0;
  }

  /** Reads the MP4 again. Returns whether it can be read. */
  async reload() {
    const { video } = this;
    const read = new Promise(resolve => {
      video.addEventListener('loadeddata', () => resolve(true), { once: true });
      video.addEventListener('error', () => resolve(false), { once: true });
    });
    video.src = this.url;
    return Promise.race([read, pause(LONGEST_RELOAD_MS).then(() => false)]);
  }

  end() {
    this.hls?.destroy();
    this.hls = null;
  }

  /** What is known of the transfer. `url`: of an MP4, whose headers an element does not show. */
  transfer() {
    if (this.hls) return { bytes: this.#bytes, firstByteMs: this.#firstByteMs, age: this.#age, url: null };
    const timing = performance.getEntriesByName(this.url).at(-1);
    return {
      bytes: timing?.transferSize || null,
      firstByteMs: timing?.responseStart ? timing.responseStart - timing.requestStart : null,
      age: null,
      url: this.url,
    };
  }

  async #stream(url) {
    const Hls = await library();
    if (url !== this.url) return;
    const hls = new Hls({ workerPath: WORKER });
    this.hls = hls;
    hls.on(Hls.Events.ERROR, (event, data) => this.#failed(Hls, hls, data));
    hls.on(Hls.Events.FRAG_LOADED, (event, { frag, networkDetails }) => {
      this.#bytes += frag.stats.total;
      this.#firstByteMs ??= frag.stats.loading.first - frag.stats.loading.start;
      this.#age = networkDetails?.getResponseHeader?.('Age') ?? this.#age;
      this.#read();
    });
    hls.loadSource(url);
    hls.attachMedia(this.video);
  }
}
