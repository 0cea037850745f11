// The times of a source's frames, from the API. They are read in blocks, so any frame rate works.

import { get } from './api.js';

const BLOCK = 400;

export class Frames {
  #sourceId;
  #rate;
  #blocks = [];
  #reading = new Map();

  constructor(source, rate) {
    this.#sourceId = source.id;
    this.#rate = rate;
    this.count = source.video?.frames ?? 0;
    this.duration = source.durationSeconds;
  }

  /** The frame with a number: `{frame, start, end}`. Numbers outside the source become the first or the last one. */
  async number(frame) {
    const wanted = Math.max(0, Math.min(this.count - 1, frame));
    const from = Math.max(0, Math.min(wanted - BLOCK / 2, this.count - BLOCK));
    return this.#known(wanted) ?? (await this.#read(`frame=${from}`)) ?? this.#known(wanted);
  }

  /** The frame that is shown at a time. */
  async at(time) {
    const inside = Math.max(0, Math.min(this.duration, time));
    return this.shownAt(inside) ?? (await this.#read(`at=${decimal(inside)}`)) ?? this.shownAt(inside);
  }

  /** As `at`, if its times are known; otherwise null. */
  shownAt(time) {
    for (const block of this.#blocks) {
      const { times, first } = block;
      const before = first === 0 ? -Infinity : times[0];
      const last = first + times.length - 1 >= this.count;
      if (time < before || (time >= times[times.length - 1] && !last)) continue;
      let low = 0;
      let high = times.length - 2;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (times[middle] <= time) low = middle;
        else high = middle - 1;
      }
      return { frame: first + low, start: times[low], end: times[low + 1] };
    }
    return null;
  }

  /** The number of the frame at a time, from the mean rate if the times are not known. */
  estimate(time) {
    return this.shownAt(time)?.frame ?? Math.max(0, Math.min(this.count - 1, Math.floor(time * this.#rate.fps + 0.001)));
  }

  #known(frame) {
    const block = this.#blocks.find(({ first, times }) => frame >= first && frame < first + times.length - 1);
    if (!block) return null;
    const at = frame - block.first;
    return { frame, start: block.times[at], end: block.times[at + 1] };
  }

  /** Resolves to undefined, so that callers look again. */
  async #read(query) {
    if (!this.#reading.has(query)) {
      this.#reading.set(
        query,
        get(`/api/sources/${this.#sourceId}/frames?${query}&limit=${BLOCK}`)
          .then(({ firstFrame, times }) => {
            this.#blocks.unshift({ first: firstFrame, times });
            this.#blocks.length = Math.min(this.#blocks.length, 40);
          })
          .finally(() => this.#reading.delete(query)),
      );
    }
    await this.#reading.get(query);
    return undefined;
  }
}

/** A number as the API reads it: at most six decimals. */
export function decimal(seconds) {
  return String(Number(seconds.toFixed(6)));
}
