// The uploads of this page: several files in turn, what is remembered for the next visit, and the list of them.

import { get, send } from './api.js';
import { button, el, perFrame } from './dom.js';
import { say, sayProblem } from './messages.js';
import { session } from './session.js';
import { formatDuration, formatSize } from './time.js';
import { edgesOf, Upload } from './upload.js';
import { forget, remember, remembered } from './upload-memory.js';

const STATES = { queued: 'Waits for the file before', sending: '', paused: 'Paused', offline: 'Offline: it continues by itself', completing: 'Making the source …' };
const call = (method, path, body, idempotencyKey) => send(method, path, { body, idempotencyKey });

/** Continues while another page of the studio is shown. Dispatches `change`, and `uploaded` (detail: the source). */
class Uploads extends EventTarget {
  /** `{name, size, record, file, handle, upload, state, sent}`; `state` is that of the upload, or `queued`, `known`, `elsewhere`. */
  items = [];
  #read = null;

  constructor() {
    super();
    session.addEventListener('change', () => this.items.forEach(item => item.upload?.retryNow()));
  }

  /** Reads what earlier visits left open. */
  load() {
    this.#read ??= this.#load();
    return this.#read;
  }

  async #load() {
    for (const record of await remembered()) {
      if (this.items.some(item => item.record?.id === record.id)) continue;
      const item = { name: record.name, size: record.size, record, handle: record.handle, state: 'known', sent: 0 };
      this.items.push(item);
      this.#look(item).then(() => this.#changed());
    }
    this.#changed();
  }

  async #look(item) {
    try {
      const { state, parts, missingParts } = await get(`/api/uploads/${item.record.id}`);
      if (state === 'completed') this.#drop(item);
      const missing = new Set(missingParts);
      item.sent = state === 'open' ? parts.filter(part => !missing.has(part.number)).reduce((sum, part) => sum + part.sizeBytes, 0) : item.size;
    } catch (problem) {
      if (problem.status !== 404) return;
      this.#drop(item);
      say(`The upload of ${item.name} has expired, and its parts were deleted. Choose the file again to send it as a whole.`, { kind: 'error', code: problem.code });
      return;
    }
    try {
      if ((await item.handle?.queryPermission?.({ mode: 'read' })) === 'granted') await this.continue(item);
    } catch {
      // The file was moved. The person chooses it again.
    }
  }

  /** Sends files; one that an open upload began with continues that upload. */
  async add(chosen) {
    await this.load();
    for (const { file, handle = null } of chosen) {
      if (file.size === 0) {
        say(`${file.name} is empty, so it was not sent.`, { kind: 'error' });
        continue;
      }
      const edges = await edgesOf(file).catch(() => '');
      const known = this.items.find(item => item.state === 'known' && !mismatch(item.record, file, edges));
      if (known) Object.assign(known, { file, handle, state: 'queued' });
      else this.items.push({ name: file.name, size: file.size, file, handle, edges, state: 'queued', sent: 0 });
    }
    this.#next();
  }

  /** Continues a remembered upload with its handle. Returns whether it does. */
  async continue(item) {
    if (!item.handle) return false;
    if ((await item.handle.requestPermission?.({ mode: 'read' })) !== 'granted') return false;
    return this.continueWith(item, await item.handle.getFile());
  }

  /** Continues a remembered upload with a file, if it is the one. */
  async continueWith(item, file) {
    const wrong = mismatch(item.record, file, await edgesOf(file));
    if (wrong) {
      say(`${file.name} is not the file of this upload: ${wrong}. Nothing was sent. Choose ${item.name} (${formatSize(item.size)}).`, { kind: 'error' });
      return false;
    }
    Object.assign(item, { file, state: 'queued' });
    this.#next();
    return true;
  }

  /** Sends a file that was rejected once more, from its start. */
  begin(item) {
    item.state = 'queued';
    this.#next();
  }

  pause(item) {
    item.upload?.pause();
    this.#next();
  }

  resume(item) {
    item.upload?.resume();
  }

  async cancel(item) {
    this.#drop(item);
    if (item.upload) await item.upload.cancel();
    else if (item.record) await call('DELETE', `/api/uploads/${item.record.id}`).catch(() => {});
    this.#next();
  }

  #drop(item) {
    this.items = this.items.filter(it => it !== item);
    if (item.record) forget(item.record.id);
    this.#changed();
  }

  #next() {
    if (!this.items.some(item => ['waiting', 'sending', 'offline', 'completing'].includes(item.state))) {
      const item = this.items.find(it => it.state === 'queued');
      if (item) this.#run(item);
    }
    this.#changed();
  }

  async #run(item) {
    item.state = 'waiting';
    const upload = new Upload(item.file, { call, id: item.record?.id ?? null });
    item.upload = upload;
    const release = new AbortController();
    upload.addEventListener('begun', () => {
      const { name, size, lastModified } = item.file;
      item.record = { id: upload.id, name, size, lastModified, edges: item.edges, handle: item.handle };
      remember(item.record);
      hold(upload.id, release.signal);
    });
    upload.addEventListener('change', () => {
      if (this.items.includes(item)) Object.assign(item, { state: upload.state, sent: upload.sentBytes });
      this.#changed();
    });
    if (item.record && !(await hold(item.record.id, release.signal))) {
      Object.assign(item, { state: 'elsewhere', upload: null });
      this.#next();
      return;
    }
    try {
      const source = await upload.run();
      if (source) {
        this.#drop(item);
        say(`${item.name} is uploaded and is being read. It can be cut when its state is Ready.`);
        this.dispatchEvent(new CustomEvent('uploaded', { detail: source }));
      }
    } catch (problem) {
      if (problem.code === 'upload-unknown') item.record = void forget(item.record.id);
      sayProblem(`${item.name} was not uploaded.`, problem);
      Object.assign(item, item.record ? { state: 'known' } : { state: 'failed' }, { upload: null });
    }
    release.abort();
    this.#next();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

export const uploads = new Uploads();

/** Why a file is not the one of an upload; null if it is. */
function mismatch(record, file, edges) {
  if (file.size !== record.size) return `it has ${formatSize(file.size)}, and the other one has ${formatSize(record.size)}`;
  if (edges && record.edges) return edges === record.edges ? null : 'its content differs';
  return file.name === record.name && file.lastModified === record.lastModified ? null : 'its name or its date differs';
}

/** Keeps an upload for this tab. Returns false if another tab has it. */
function hold(id, released) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise(resolve => {
    navigator.locks.request(`cliprange-upload-${id}`, { ifAvailable: true }, lock => {
      resolve(lock !== null);
      return lock && new Promise(end => (released.aborted ? end() : released.addEventListener('abort', end)));
    });
  });
}

/** The drop zone, the file button, and the list of uploads. */
class UploadList extends HTMLElement {
  #rows = new Map();
  #left = new AbortController();
  #draw = perFrame(() => this.#show());

  connectedCallback() {
    const { signal } = this.#left;
    this.input = el('input', { type: 'file', multiple: true, hidden: true, name: 'files', on: { change: () => this.#chosen() } });
    this.again = el('input', { type: 'file', hidden: true, name: 'again', on: { change: () => this.#chosenAgain() } });
    this.rows = el('ul', { class: 'upload-rows', hidden: true });
    this.zone = el('div', { class: 'drop card' },
      el('p', {}, 'Drop videos here, or'),
      button('Choose files', () => this.#choose(), { class: 'primary' }),
      this.input, this.again);
    this.replaceChildren(this.zone, this.rows);
    document.addEventListener('dragover', event => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      this.zone.classList.add('over');
    }, { signal });
    document.addEventListener('dragleave', event => {
      if (!event.relatedTarget) this.zone.classList.remove('over');
    }, { signal });
    document.addEventListener('drop', event => this.#dropped(event), { signal });
    uploads.addEventListener('change', this.#draw, { signal });
    uploads.load();
    this.#show();
  }

  disconnectedCallback() {
    this.#left.abort();
  }

  /** A file picker of Chromium gives handles, with which an upload continues after a reload by one click. */
  async #choose() {
    if (!window.showOpenFilePicker) {
      this.input.click();
      return;
    }
    try {
      const handles = await showOpenFilePicker({ multiple: true });
      await uploads.add(await Promise.all(handles.map(async handle => ({ handle, file: await handle.getFile() }))));
    } catch (error) {
      if (error.name !== 'AbortError') this.input.click();
    }
  }

  #chosen() {
    const files = [...this.input.files];
    this.input.value = '';
    uploads.add(files.map(file => ({ file })));
  }

  #chosenAgain() {
    const [file] = this.again.files;
    this.again.value = '';
    if (file && this.wanted) uploads.continueWith(this.wanted, file).catch(() => say(`${file.name} cannot be read.`, { kind: 'error' }));
  }

  async #dropped(event) {
    this.zone.classList.remove('over');
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    // The items are empty after this turn, so everything is read from them now.
    const items = [...event.dataTransfer.items].filter(item => item.kind === 'file');
    const chosen = await Promise.all(items.map(async item => {
      const file = item.getAsFile();
      const handle = item.getAsFileSystemHandle?.().catch(() => null);
      return { file, handle: await handle };
    }));
    const files = chosen.filter(({ file, handle }) => file && handle?.kind !== 'directory');
    if (files.length < chosen.length) say('Folders are not uploaded. Drop the files in them.', { kind: 'error' });
    uploads.add(files);
  }

  async #continue(item) {
    if (item.state === 'failed') {
      uploads.begin(item);
      return;
    }
    this.wanted = item;
    try {
      if (await uploads.continue(item)) return;
      if (item.handle) return;
    } catch {
      say(`${item.name} is not where it was. Choose it again.`);
    }
    this.again.click();
  }

  #show() {
    this.rows.hidden = uploads.items.length === 0;
    const rows = uploads.items.map(item => {
      const row = this.#rows.get(item) ?? this.#newRow(item);
      this.#rows.set(item, row);
      this.#fill(item, row);
      return row.element;
    });
    if (rows.length !== this.rows.children.length || rows.some((row, i) => row !== this.rows.children[i])) this.rows.replaceChildren(...rows);
  }

  #newRow(item) {
    const bar = el('progress', { max: item.size, attr: { 'aria-label': `Upload of ${item.name}` } });
    const facts = el('span', { class: 'facts' });
    const pause = button('Pause', () => (item.state === 'paused' ? uploads.resume(item) : uploads.pause(item)), { class: 'pause' });
    const again = button('Continue', () => this.#continue(item), { class: 'again primary' });
    const element = el('li', { class: 'card upload' },
      el('span', { class: 'upload-name' }, item.name), facts, bar,
      el('span', { class: 'buttons' }, again, pause, button('Cancel', () => uploads.cancel(item), { attr: { 'aria-label': `Cancel the upload of ${item.name}` } })));
    return { element, bar, facts, pause, again };
  }

  #fill(item, { bar, facts, pause, again }) {
    const { upload, state } = item;
    bar.value = item.sent;
    const focused = document.activeElement === again || document.activeElement === pause;
    again.hidden = !['known', 'elsewhere', 'failed'].includes(state);
    pause.hidden = !upload || state === 'completing';
    pause.textContent = state === 'paused' ? 'Resume' : 'Pause';
    if (focused) (again.hidden ? pause : again).focus();
    const sent = `${Math.floor((item.sent / item.size) * 100)} % of ${formatSize(item.size)}`;
    const left = upload?.secondsLeft;
    facts.textContent = [
      sent,
      state === 'known' ? (item.handle ? 'Interrupted' : `Interrupted: choose ${item.name} again`) : state === 'elsewhere' ? 'It is sent by another tab' : state === 'failed' ? 'Failed' : upload?.problem || STATES[state],
      state === 'sending' && !upload.problem && upload.bytesPerSecond > 0 ? `${formatSize(upload.bytesPerSecond)}/s` : '',
      state === 'sending' && !upload.problem && left > 0 ? `${formatDuration(Math.ceil(left))} left` : '',
    ].filter(Boolean).join(' · ');
  }
}

customElements.define('cr-uploads', UploadList);
