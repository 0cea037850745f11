// What the playback costs and how it runs, over the picture.

import { el } from './dom.js';
import { formatDuration, formatSize } from './time.js';

const EVERY_MS = 500;

export class Statistics {
  #player;
  #timer = 0;
  /** The headers of the MP4 that was asked about last. A media element shows none. */
  #asked = { url: null };

  constructor(player) {
    this.#player = player;
    this.element = el('dl', { class: 'stats', hidden: true, attr: { 'aria-label': 'Statistics of the playback' } });
  }

  /** Returns whether they are shown now. */
  toggle() {
    this.element.hidden = !this.element.hidden;
    clearInterval(this.#timer);
    if (!this.element.hidden) {
      this.#timer = setInterval(() => this.#show(), EVERY_MS);
      this.#show();
    }
    return !this.element.hidden;
  }

  end() {
    clearInterval(this.#timer);
  }

  async #ask(url) {
    this.#asked = { url };
    try {
      const { headers } = await fetch(url, { method: 'HEAD' });
      Object.assign(this.#asked, { age: headers.get('Age'), length: Number(headers.get('Content-Length')) || null });
    } catch {
      // The storage of another origin may not show its headers.
    }
  }

  #show() {
    const { clip, mode } = this.#player;
    const stats = this.#player.stats();
    if (stats.url && stats.url !== this.#asked.url) this.#ask(stats.url);
    const { age, length } = stats.url ? this.#asked : { age: stats.age, length: null };
    const ms = value => (value === null ? '–' : `${Math.round(value)} ms`);
    const rows = [
      ['Plays', mode === 'clip' ? (clip.title || 'Clip') : 'Source'],
      ['Picture', stats.level ?? '–'],
      ['Received', stats.bytes ? formatSize(stats.bytes) : length ? `${formatSize(length)} in all` : '–'],
      ['First byte', ms(stats.firstByteMs)],
      ['From a cache', age ? `${formatDuration(Number(age))} old` : 'no'],
      ['Lead-in', mode === 'clip' ? formatDuration(clip.keyframe?.leadSeconds ?? 0) : '–'],
      ['Buffer', formatDuration(stats.bufferedSeconds)],
      ['Dropped frames', stats.dropped === null ? '–' : `${stats.dropped} of ${stats.frames}`],
      ['Gap between clips', ms(stats.gapMs)],
    ];
    this.element.replaceChildren(...rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  }
}
