// Sends a file to the storage in parts, and continues an upload that was interrupted. Imports nothing, so any page can use it:
// docs/studio.md, "Uploads from your own page".

const LONGEST_WAIT_MS = 30_000;
const SPEED_OVER_MS = 8_000;
const PARTS_TO_SPEED_UP = 8;
const MOST_REJECTIONS = 5;
const LARGEST_HASHED_BYTES = 64 << 20;
const EDGE_BYTES = 1 << 20;
const REPEATABLE = new Set([0, 401, 408, 429]);

/**
 * One upload. `run` sends what is missing and returns the source.
 *
 * `call(method, path, body, idempotencyKey)` sends a request to the control API. It returns a promise of the JSON, and rejects
 * with an error that has `status`, 0 without a response. `id`: of an upload to continue.
 *
 * Dispatches `begun` when `id` is known, and `change` when a property has another value.
 */
export class Upload extends EventTarget {
  /** `waiting`, `sending`, `paused`, `offline`, `completing`, `completed`, `failed` or `cancelled`. */
  state = 'waiting';
  /** Why nothing is sent at the moment, or why the upload failed; otherwise empty. */
  problem = '';
  sentBytes = 0;
  bytesPerSecond = 0;
  #call;
  #most;
  #atOnce;
  #hashes;
  #partSize = 0;
  #urls = new Map();
  #rejected = new Map();
  #loaded = new Map();
  #doneBytes = 0;
  #transferred = 0;
  #samples = [];
  #failures = 0;
  #successes = 0;
  #waitUntil = 0;
  #stop = new AbortController();
  #woken = () => {};

  constructor(file, { call, id = null, partsAtOnce = 4, checksums = true }) {
    super();
    Object.assign(this, { file, id });
    this.#call = call;
    this.#most = this.#atOnce = partsAtOnce;
    this.#hashes = checksums && Boolean(globalThis.crypto?.subtle);
  }

  /** Seconds until all bytes are sent, at the speed of the last seconds; null if it is not known. */
  get secondsLeft() {
    return this.bytesPerSecond > 0 ? (this.file.size - this.sentBytes) / this.bytesPerSecond : null;
  }

  /** Returns the source, or null after `cancel`. Rejects if the upload cannot be continued. */
  async run() {
    const online = () => this.retryNow();
    addEventListener('online', online);
    try {
      if (!this.id) {
        const { name: fileName, size: sizeBytes, type } = this.file;
        const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? { contentType: type } : {};
        this.id = (await this.#ask('POST', '/api/uploads', { fileName, sizeBytes, ...contentType }, crypto.randomUUID?.())).id;
        this.dispatchEvent(new Event('begun'));
      }
      for (;;) {
        const status = await this.#ask('GET', `/api/uploads/${this.id}`);
        if (status.sizeBytes !== this.file.size) throw new Error(`${this.file.name} is not the file of this upload: the sizes differ.`);
        this.#partSize = status.partSizeBytes;
        const missing = new Set(status.missingParts);
        this.#doneBytes = status.state === 'open' ? status.parts.filter(part => !missing.has(part.number)).reduce((sum, part) => sum + part.sizeBytes, 0) : this.file.size;
        this.#progress();
        await this.#sendAll(status.missingParts);
        this.#set('completing');
        try {
          const source = await this.#ask('POST', `/api/uploads/${this.id}/complete`);
          this.#set('completed');
          return source;
        } catch (error) {
          if (error.code !== 'upload-parts-missing') throw error;
        }
      }
    } catch (error) {
      if (this.state === 'cancelled') return null;
      this.#stop.abort();
      this.#set('failed', error.message);
      throw error;
    } finally {
      removeEventListener('online', online);
    }
  }

  pause() {
    if (!['waiting', 'sending', 'offline'].includes(this.state)) return;
    this.#set('paused');
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  resume() {
    if (this.state !== 'paused') return;
    this.#set('waiting');
    this.retryNow();
  }

  /** Ends the upload and deletes its parts. */
  async cancel() {
    if (['completed', 'cancelled', 'completing'].includes(this.state)) return;
    this.#set('cancelled');
    this.#stop.abort();
    this.retryNow();
    if (this.id) await this.#call('DELETE', `/api/uploads/${this.id}`).catch(() => {});
  }

  async #sendAll(numbers) {
    const left = [...numbers];
    const running = new Set();
    let failure = null;
    while (!failure && (left.length > 0 || running.size > 0)) {
      if (left.length > 0 && running.size < this.#atOnce) {
        await this.#ready();
        const number = left.shift();
        const part = this.#send(number, left)
          .then(sent => sent || left.unshift(number), error => (failure = error))
          .finally(() => running.delete(part));
        running.add(part);
      } else {
        await Promise.race(running);
      }
    }
    if (failure) throw failure;
  }

  /** Sends a part. Returns whether the storage has it; if not, it is sent again later. */
  async #send(number, next) {
    const { signal } = this.#stop;
    const begin = (number - 1) * this.#partSize;
    const bytes = this.file.slice(begin, Math.min(begin + this.#partSize, this.file.size));
    const { url, headers } = (await this.#url(number, bytes, next)) ?? {};
    // No URL: the storage has the part.
    const status = url ? await this.#put(url, headers, bytes, number, signal) : 200;
    this.#loaded.delete(number);
    if (status >= 200 && status < 300) {
      this.#doneBytes += bytes.size;
      this.#failures = 0;
      if (++this.#successes % PARTS_TO_SPEED_UP === 0) this.#atOnce = Math.min(this.#most, this.#atOnce + 1);
      this.#progress();
      return true;
    }
    this.#progress();
    if (signal.aborted) return false;
    if (status === 0) await this.#readable(bytes.slice(0, 1));
    if (status === 403) this.#urls.clear();
    if (status >= 400 && status < 500 && !REPEATABLE.has(status)) {
      const count = (this.#rejected.get(number) ?? 0) + 1;
      this.#rejected.set(number, count);
      this.#urls.delete(number);
      if (count >= MOST_REJECTIONS) throw new Error(`The storage rejects part ${number} of ${this.file.name} (status ${status}).`);
      if (status === 403 && count === 1) return false;
    }
    this.#atOnce = Math.max(1, this.#atOnce >> 1);
    const never = this.#successes === 0 && this.#failures > 2 ? ' Its CORS rule may not permit this page.' : '';
    this.#backOff(status === 0 ? `The storage cannot be reached.${never}` : `The storage answers ${status}.`);
    return false;
  }

  /** A URL is requested when it is needed, with those of the next parts unless their bytes must be hashed first. */
  async #url(number, bytes, next) {
    if (this.#urls.has(number)) return this.#urls.get(number);
    const hashed = this.#hashes && bytes.size <= LARGEST_HASHED_BYTES;
    const numbers = hashed ? [number] : [number, ...next.slice(0, 15)];
    const sha256 = hashed ? { sha256: { [number]: hex(await crypto.subtle.digest('SHA-256', await this.#readable(bytes))) } } : {};
    const { parts } = await this.#ask('POST', `/api/uploads/${this.id}/parts`, { numbers, ...sha256 });
    // A server whose storage compares no checksums leaves the header out.
    if (hashed && parts[0] && !Object.keys(parts[0].headers).some(name => /checksum/i.test(name))) this.#hashes = false;
    for (const part of parts) this.#urls.set(part.number, part);
    return this.#urls.get(number);
  }

  /** Returns the status of the response, 0 without one. `fetch` does not report what was sent, so this is a request of the old kind. */
  #put(url, headers, bytes, number, signal) {
    return new Promise(resolve => {
      const request = new XMLHttpRequest();
      const abort = () => request.abort();
      signal.addEventListener('abort', abort);
      request.upload.onprogress = ({ loaded }) => {
        this.#transferred += loaded - (this.#loaded.get(number) ?? 0);
        this.#loaded.set(number, loaded);
        this.#progress();
      };
      request.onloadend = () => {
        signal.removeEventListener('abort', abort);
        resolve(request.status);
      };
      request.open('PUT', url);
      // The browser sets the host and the length.
      for (const [name, value] of Object.entries(headers)) if (!/^(host|content-length)$/i.test(name)) request.setRequestHeader(name, value);
      if (signal.aborted) resolve(0);
      else request.send(bytes);
    });
  }

  async #readable(bytes) {
    try {
      return await bytes.arrayBuffer();
    } catch {
      throw new Error(`${this.file.name} cannot be read any more: it was changed, moved or deleted.`);
    }
  }

  /** A call of the API, repeated while it may succeed later. */
  async #ask(method, path, body, idempotencyKey) {
    for (;;) {
      await this.#ready();
      try {
        const answer = await this.#call(method, path, body, idempotencyKey);
        this.#failures = 0;
        return answer;
      } catch (error) {
        if (!REPEATABLE.has(error.status) && !(error.status >= 500)) throw error;
        this.#backOff(error.message);
      }
    }
  }

  #backOff(problem) {
    this.#waitUntil = performance.now() + Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
    this.problem = problem;
    this.dispatchEvent(new Event('change'));
  }

  /** Waits while the upload is paused, the browser is offline, or a failure was a moment ago. */
  async #ready() {
    for (;;) {
      if (this.state === 'cancelled') throw new Error('cancelled');
      const wait = this.#waitUntil - performance.now();
      const offline = navigator.onLine === false;
      if (this.state !== 'paused' && !offline && wait <= 0) break;
      if (this.state !== 'paused' && offline) this.#set('offline', 'This computer is offline.');
      await new Promise(resolve => {
        const timer = setTimeout(resolve, this.state === 'paused' || offline ? LONGEST_WAIT_MS : wait);
        const before = this.#woken;
        this.#woken = () => {
          clearTimeout(timer);
          before();
          resolve();
        };
      });
    }
    if (this.state !== 'completing') this.#set('sending');
  }

  /** Ends the wait after a failure, as when another key was entered. */
  retryNow() {
    this.#waitUntil = 0;
    const woken = this.#woken;
    this.#woken = () => {};
    woken();
  }

  #progress() {
    const now = performance.now();
    this.sentBytes = Math.min(this.file.size, [...this.#loaded.values()].reduce((sum, bytes) => sum + bytes, this.#doneBytes));
    this.#samples.push([now, this.#transferred]);
    while (this.#samples.length > 2 && this.#samples[0][0] < now - SPEED_OVER_MS) this.#samples.shift();
    const [time, bytes] = this.#samples[0];
    this.bytesPerSecond = now - time > 500 ? ((this.#transferred - bytes) * 1000) / (now - time) : 0;
    this.dispatchEvent(new Event('change'));
  }

  #set(state, problem = '') {
    if (state === this.state && problem === this.problem) return;
    if (this.state === 'cancelled') return;
    this.state = state;
    this.problem = problem;
    this.dispatchEvent(new Event('change'));
  }
}

/** The SHA-256 of the first and the last MiB of a file, to recognise it. Empty without a secure context. */
export async function edgesOf(file) {
  if (!globalThis.crypto?.subtle) return '';
  const edges = new Blob([file.slice(0, EDGE_BYTES), file.slice(Math.max(0, file.size - EDGE_BYTES))]);
  return hex(await crypto.subtle.digest('SHA-256', await edges.arrayBuffer()));
}

function hex(digest) {
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
