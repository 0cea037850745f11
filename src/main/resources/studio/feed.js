// The event feed, read by fetch because EventSource cannot send a key. It resumes after the last event, with back-off.

import { key, session } from './session.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
// The server writes a comment every 15 s.
const SILENCE_MS = 45_000;

/** Dispatches `event` (detail: the event), `state` (detail: whether the feed is up), and `open` when it is read from now on. */
export class Feed extends EventTarget {
  #lastId = '';
  #ended = null;
  up = true;
  /** Whether every change since a moment ago is received: from the start of the feed on, or from the last event on. */
  opened = false;

  start() {
    this.#ended = new AbortController();
    this.#run(this.#ended.signal);
  }

  stop() {
    this.#ended?.abort();
    this.opened = false;
  }

  async #run(signal) {
    let wait = FIRST_WAIT_MS;
    while (!signal.aborted) {
      try {
        await this.#read(signal, () => {
          wait = FIRST_WAIT_MS;
          this.#report(true);
        });
        // The server ends a feed after some minutes, so that the key is checked again.
        continue;
      } catch (error) {
        if (signal.aborted) return;
        this.#report(false);
        if (error.status === 400) {
          // The events were deleted with their database. Listeners read everything again.
          this.#lastId = '';
          this.opened = false;
        }
        if (error.status === 401) session.dispatchEvent(new Event('refused'));
      }
      await pause(wait * (0.75 + Math.random() / 2), signal);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    }
  }

  async #read(signal, opened) {
    const silence = new AbortController();
    let watch = setTimeout(() => silence.abort(), SILENCE_MS);
    const headers = { Authorization: `Bearer ${key() ?? ''}`, Accept: 'text/event-stream' };
    if (this.#lastId) headers['Last-Event-ID'] = this.#lastId;
    try {
      const response = await fetch('/api/events', { headers, signal: AbortSignal.any([signal, silence.signal]) });
      if (!response.ok) throw Object.assign(new Error('feed'), { status: response.status });
      opened();
      if (!this.opened) {
        this.opened = true;
        this.dispatchEvent(new Event('open'));
      }
      let rest = '';
      for (const reader = response.body.pipeThrough(new TextDecoderStream()).getReader(); ; ) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watch);
        watch = setTimeout(() => silence.abort(), SILENCE_MS);
        const parts = (rest + value).split(/\r?\n\r?\n/);
        rest = parts.pop();
        for (const part of parts) this.#take(part);
      }
    } finally {
      clearTimeout(watch);
    }
  }

  #take(part) {
    let data = '';
    for (const line of part.split(/\r?\n/)) {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      const value = line.slice(colon + 1).replace(/^ /, '');
      if (line.startsWith('id:')) this.#lastId = value;
      if (line.startsWith('data:')) data += value;
    }
    if (data) this.dispatchEvent(new CustomEvent('event', { detail: JSON.parse(data) }));
  }

  #report(up) {
    if (up === this.up) return;
    this.up = up;
    this.dispatchEvent(new CustomEvent('state', { detail: up }));
  }
}

function pause(milliseconds, signal) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    addEventListener('online', end);
    signal.addEventListener('abort', end, { once: true });
  });
}
