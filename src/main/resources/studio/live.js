// The figures of the instance during the last hour. They are kept in the page, so they are gone after a reload.

import { get } from './api.js';
import { session } from './session.js';

const EVERY_MS = 2000;
const LONGEST_WAIT_MS = 30_000;
export const KEPT_MS = 3_600_000;
/** Rates and percentiles are those of the last minute. */
const WINDOW_MS = 60_000;
/** Between two responses further apart than this, nothing is known. */
export const GAP_MS = 15_000;

/** Dispatches `change` after each response, also after a failed one. */
class Live extends EventTarget {
  #ended = null;
  /** The counts of the last minute, the oldest first. */
  #samples = [];
  /** What was computed from them, the oldest first: `t` in milliseconds and the values. */
  points = [];
  /** Why the last call failed. */
  problem = null;

  start() {
    this.stop();
    this.#ended = new AbortController();
    this.#run(this.#ended.signal);
  }

  stop() {
    this.#ended?.abort();
  }

  async #run(signal) {
    let wait = EVERY_MS;
    while (!signal.aborted) {
      try {
        this.#take(await get('/api/admin/live', { signal }));
        this.problem = null;
        wait = EVERY_MS;
      } catch (problem) {
        if (signal.aborted) return;
        this.problem = problem;
        wait = Math.min(LONGEST_WAIT_MS, wait * 2);
      }
      this.dispatchEvent(new Event('change'));
      await next(signal, [401, 403].includes(this.problem?.status) ? null : wait);
    }
  }

  #take(figures) {
    const t = Date.parse(figures.at);
    const last = this.#samples.at(-1);
    if (last && (last.figures.startedAt !== figures.startedAt || t < last.t || t - last.t > GAP_MS)) this.#samples = [];
    this.#samples = this.#samples.filter(sample => t - sample.t <= WINDOW_MS);
    const before = this.#samples[0];
    this.#samples.push({ t, figures });
    this.points = this.points.filter(point => t - point.t <= KEPT_MS && point.t < t);
    this.points.push({ t, ...values(figures, before?.figures, before ? (t - before.t) / 1000 : 0) });
  }
}

export const live = new Live();

/**
 * What is shown of two responses. Values that cannot be known are null.
 *
 * @param {object} now
 * @param {object|undefined} before an earlier response of the same instance
 * @param {number} seconds between them
 */
export function values(now, before, seconds) {
  const point = { streams: now.streams, active: now.ffmpeg.active, waiting: now.ffmpeg.waiting, permits: now.ffmpeg.permits };
  const none = { p50: null, p95: null, p99: null, firstBytes: null, tooBusy: null, rejected: null, amplification: null, reads: null, failedReads: null, readBytes: null, servedBytes: null };
  if (!before || seconds <= 0) return { ...point, ...none };
  const served = now.servedBytes - before.servedBytes;
  const read = now.storage.bytes - before.storage.bytes;
  const perMinute = (a, b) => ((a - b) * 60) / seconds;
  return {
    ...point,
    p50: percentile(now.firstByte, before.firstByte, 0.5),
    p95: percentile(now.firstByte, before.firstByte, 0.95),
    p99: percentile(now.firstByte, before.firstByte, 0.99),
    firstBytes: now.firstByte.count - before.firstByte.count,
    tooBusy: perMinute(now.tooBusy.responses, before.tooBusy.responses),
    rejected: perMinute(now.ffmpeg.rejected, before.ffmpeg.rejected),
    amplification: served > 0 ? read / served : null,
    reads: (now.storage.requests - before.storage.requests) / seconds,
    failedReads: perMinute(now.storage.failed, before.storage.failed),
    readBytes: read / seconds,
    servedBytes: served / seconds,
  };
}

/** The time in seconds that a part of the first bytes took at most, estimated within its bucket; null if there was none. */
function percentile(now, before, part) {
  const wanted = (now.count - before.count) * part;
  if (wanted <= 0) return null;
  let [from, below] = [0, 0];
  for (const [i, { seconds, count }] of now.buckets.entries()) {
    const until = count - (before.buckets[i]?.count ?? 0);
    if (until >= wanted) return from + ((seconds - from) * (wanted - below)) / (until - below);
    [from, below] = [seconds, until];
  }
  // Longer than the longest bucket.
  return from;
}

/** Waits; without a time, until another key is used. */
function next(signal, milliseconds) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      session.removeEventListener('change', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = milliseconds === null ? 0 : setTimeout(end, milliseconds);
    session.addEventListener('change', end);
    signal.addEventListener('abort', end);
  });
}
