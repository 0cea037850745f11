// The waveform of a source: made once by a job of the server, read in parts of the zoom level that fits the screen.

import { get, request, send } from './api.js';

const HEADER_BYTES = 24;
const BYTES_PER_PEAK = 2;
// 8 kB. A screen of 1,280 pixels needs at most three blocks, because a level has four times the peaks of the next one.
const PEAKS_PER_BLOCK = 4096;
// 820 kB. What is further away is read again.
const BLOCKS_KEPT = 100;
const BLOCKS_AT_ONCE = 2;
// Levels and places that are only passed are not read.
const SETTLED_MS = 120;
const AGAIN_MS = 10_000;
// A peak of 1 is at most 511 of 32,768: below -36 dBFS.
const QUIET = 1;
const SHORTEST_SILENCE_S = 0.2;

/** Whether a source has audio that a waveform can be made of. Audio that clips leave out, such as PCM, counts. */
export function hasAudio({ audio, ignoredTracks = [] }) {
  return audio.length > 0 || ignoredTracks.some(track => track.kind === 'audio');
}

/** Dispatches `change` when `state`, `progress` or the peaks have other values. */
export class Waveform extends EventTarget {
  /** `unknown`, `none`, `making` or `ready`. */
  state = 'unknown';
  /** Of the job, in per cent. */
  progress = 0;
  #sourceId;
  /** The finest first: `number`, `samplesPerPeak`, `seconds` of one peak, `length` (the number of peaks) and `sizeBytes`. */
  #levels = [];
  #blocks = new Map();
  #wanted = [];
  #reading = 0;
  #timer = 0;
  #end = new AbortController();

  constructor(sourceId) {
    super();
    this.#sourceId = sourceId;
  }

  end() {
    this.#end.abort();
    clearTimeout(this.#timer);
  }

  /**
   * Reads which levels there are.
   *
   * @param {boolean} changed whether the source may have changed, so that its peaks are read again
   */
  async read(changed = true) {
    try {
      const { sampleRate, levels } = await get(this.#path(), { signal: this.#end.signal });
      if (!changed && this.state === 'ready' && levels.length > 0) return;
      this.#levels = levels.map(({ samplesPerPeak, length, sizeBytes }, number) => ({ number, samplesPerPeak, length, sizeBytes, seconds: samplesPerPeak / sampleRate }));
      this.#blocks = new Map();
      this.#become(levels.length > 0 ? 'ready' : 'none');
    } catch {
      // Without a response, nothing is known: an event of the feed or the next visit reads it again.
    }
  }

  /** Opens the job. The server returns the open one if there is one. Rejects with a Problem. */
  async make() {
    const job = await send('POST', this.#path());
    // The event of its end may be faster than the response.
    if (this.state !== 'ready') this.#take(job);
  }

  /** An event of the feed. Returns the problem of a job that failed, otherwise null. */
  async take(event) {
    if (event.type !== 'job-changed' || event.kind !== 'waveform' || event.sourceId !== this.#sourceId) return null;
    this.#take(event);
    if (event.state !== 'failed') return null;
    const { problem } = await get(`/api/jobs/${event.jobId}`, { signal: this.#end.signal }).catch(() => ({ problem: null }));
    return problem ?? { code: 'internal', text: '' };
  }

  #take({ state, progress }) {
    if (state === 'completed') this.read();
    else if (state === 'queued' || state === 'running') this.#become('making', progress ?? 0);
    else if (this.state === 'making') this.#become('none');
  }

  #become(state, progress = 0) {
    this.state = state;
    this.progress = progress;
    this.dispatchEvent(new Event('change'));
  }

  #path() {
    return `/api/sources/${this.#sourceId}/waveform`;
  }

  /**
   * Draws the part of a time range, one line for each pixel.
   *
   * @param {CanvasRenderingContext2D} context with the colour
   * @param {{from: number, scale: number, left: number, right: number, top: number, height: number}} place `from`: the time
   *     at pixel 0, `scale`: pixels per second
   */
  paint(context, { from, scale, left, right, top, height }) {
    const fitting = this.#fitting(scale);
    if (fitting < 0) return;
    const wanted = new Map();
    const middle = top + height / 2;
    const unit = height / 256;
    for (let x = Math.max(0, Math.floor(left)); x < right; x++) {
      const begin = from + x / scale;
      const found = this.#between(fitting, begin, begin + 1 / scale, wanted);
      if (!found) continue;
      const [least, most] = found;
      const up = most * unit;
      context.fillRect(x, middle - up, 1, Math.max(1, up - least * unit));
    }
    this.#want([...wanted.values()]);
  }

  /** The times near a time at which silence begins or ends, as precisely as the screen shows them. */
  silences(time, near, scale) {
    const level = this.#levels[this.#fitting(scale)];
    if (!level) return [];
    const found = [];
    const last = Math.min(level.length - 1, Math.ceil((time + near) / level.seconds));
    for (let i = Math.max(1, Math.floor((time - near) / level.seconds)); i <= last; i++) {
      const before = this.#quiet(level, i - 1);
      const here = this.#quiet(level, i);
      if (before === null || here === null || before === here) continue;
      if (here ? this.#lasts(level, i, 1) : this.#lasts(level, i - 1, -1)) found.push(i * level.seconds);
    }
    return found.filter(it => Math.abs(it - time) <= near);
  }

  /** The index of the coarsest level that has a peak for each pixel; of the finest one if none has; -1 without levels. */
  #fitting(scale) {
    const found = this.#levels.findLastIndex(({ seconds }) => seconds * scale <= 1);
    return found < 0 && this.#levels.length > 0 ? 0 : found;
  }

  /** The least and the most of a time range. A coarser level is used while a level is being read. */
  #between(fitting, begin, end, wanted) {
    for (let i = fitting; i < this.#levels.length; i++) {
      const level = this.#levels[i];
      const first = Math.max(0, Math.floor(begin / level.seconds));
      const last = Math.min(level.length, Math.max(first + 1, Math.floor(end / level.seconds)));
      if (first >= last) return null;
      let least = 127;
      let most = -128;
      let known = true;
      for (let peak = first; peak < last; peak++) {
        const block = this.#block(level, peak, i === fitting ? wanted : null);
        if (!block) {
          known = false;
          break;
        }
        const at = (peak % PEAKS_PER_BLOCK) * BYTES_PER_PEAK;
        if (block[at] < least) least = block[at];
        if (block[at + 1] > most) most = block[at + 1];
      }
      if (known) return [least, most];
    }
    return null;
  }

  /** The block with a peak, if it was read. Notes that it is wanted. */
  #block(level, peak, wanted) {
    const index = Math.floor(peak / PEAKS_PER_BLOCK);
    const key = index * 8 + level.number;
    if (wanted && !wanted.has(key)) wanted.set(key, { key, level, index });
    return this.#blocks.get(key) ?? null;
  }

  /** Whether a peak is silence; null if it was not read. */
  #quiet(level, peak) {
    const block = this.#block(level, peak, null);
    if (!block) return null;
    const at = (peak % PEAKS_PER_BLOCK) * BYTES_PER_PEAK;
    return block[at] >= -QUIET && block[at + 1] <= QUIET;
  }

  /** Whether a silence that begins or ends with a peak is long enough. What is before or after the file is silence. */
  #lasts(level, peak, step) {
    const peaks = Math.max(1, Math.ceil(SHORTEST_SILENCE_S / level.seconds));
    for (let i = 0; i < peaks; i++) {
      const at = peak + i * step;
      if (at < 0 || at >= level.length) return true;
      if (!this.#quiet(level, at)) return false;
    }
    return true;
  }

  #want(blocks) {
    this.#wanted = blocks;
    if (this.#timer || blocks.every(({ key }) => this.#blocks.has(key))) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#readNext();
    }, SETTLED_MS);
  }

  #readNext() {
    for (const block of this.#wanted) {
      if (this.#reading >= BLOCKS_AT_ONCE || this.#end.signal.aborted) return;
      if (!this.#blocks.has(block.key)) this.#readBlock(block);
    }
  }

  async #readBlock({ key, level, index }) {
    const blocks = this.#blocks;
    blocks.set(key, null);
    this.#reading++;
    try {
      const first = index * PEAKS_PER_BLOCK;
      const from = HEADER_BYTES + first * BYTES_PER_PEAK;
      const bytes = Math.min(PEAKS_PER_BLOCK, level.length - first) * BYTES_PER_PEAK;
      const response = await request(`${this.#path()}/${level.samplesPerPeak}.dat`, { headers: { Range: `bytes=${from}-${from + bytes - 1}` }, signal: this.#end.signal });
      const peaks = new Int8Array(await response.arrayBuffer());
      // Another size is that of another revision of the source.
      if (response.status !== 206 || peaks.length !== bytes || !response.headers.get('Content-Range')?.endsWith(`/${level.sizeBytes}`)) throw new Error('waveform');
      blocks.set(key, peaks);
      this.#forget(blocks);
      this.dispatchEvent(new Event('change'));
    } catch {
      if (!this.#end.signal.aborted) {
        setTimeout(() => {
          blocks.delete(key);
          this.dispatchEvent(new Event('change'));
        }, AGAIN_MS);
      }
    }
    this.#reading--;
    this.#readNext();
  }

  /** Keeps a bounded number of blocks: those of the screen, and those that were read last. */
  #forget(blocks) {
    const shown = new Set(this.#wanted.map(({ key }) => key));
    for (const [key, peaks] of blocks) {
      if (blocks.size <= BLOCKS_KEPT) return;
      if (peaks && !shown.has(key)) blocks.delete(key);
    }
  }
}
