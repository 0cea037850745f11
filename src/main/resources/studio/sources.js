// The list of sources: posters, live state, uploads, and adding a source by its URL.

import { get, picture, send } from './api.js';
import { button, el, field } from './dom.js';
import { say, sayProblem } from './messages.js';
import { formatDuration, formatSize } from './time.js';
import { uploads } from './uploads.js';

const STATES = {
  registered: 'Waiting',
  indexing: 'Being read',
  ready: 'Ready',
  failed: 'Failed',
};
/** The kinds of jobs, in words. */
export const JOBS = {
  remux: 'Copying into MP4',
  renditions: 'Making renditions',
  proxy: 'Making the proxy',
  storyboard: 'Making the storyboard',
  waveform: 'Reading the audio',
  'audio-sidecar': 'Copying the audio',
  verify: 'Checking the file',
};
const PAGE = 24;

class Sources extends HTMLElement {
  feed = null;
  #cards = new Map();
  #next = '';
  #left = new AbortController();
  #failed = false;
  #jobs = new Map();

  connectedCallback() {
    const { signal } = this.#left;
    this.list = el('ul', { class: 'sources' });
    this.more = button('Show more', () => this.#load(), { hidden: true });
    this.empty = el('p', { hidden: true, class: 'empty' }, 'There is no source yet. Drop a video here, or add one by its URL.');
    this.found = el('p', { class: 'empty', hidden: true, attr: { role: 'status' } });
    this.search = el('input', { type: 'search', name: 'search', on: { input: () => this.#filter() } });
    this.replaceChildren(
      el('div', { class: 'page' },
        el('div', { class: 'title-row' }, el('h1', {}, 'Sources'), field('Search', this.search)),
        document.createElement('cr-uploads'), this.#form(), this.empty, this.found, this.list, this.more),
    );
    for (let i = 0; i < 3; i++) this.list.append(el('li', { class: 'card skeleton', attr: { 'aria-hidden': 'true' } }));
    this.feed.addEventListener('event', ({ detail }) => this.#changed(detail), { signal });
    this.feed.addEventListener('open', () => this.#readAgain(), { signal });
    this.feed.addEventListener('state', ({ detail }) => {
      if (detail && this.#failed) this.#load();
    }, { signal });
    uploads.addEventListener('uploaded', ({ detail }) => this.#add(detail), { signal });
    this.#load();
  }

  disconnectedCallback() {
    this.#left.abort();
  }

  async #load() {
    this.more.disabled = true;
    try {
      const after = this.#next && `&after=${encodeURIComponent(this.#next)}`;
      const page = await get(`/api/sources?limit=${PAGE}${after}`);
      this.list.querySelectorAll('.skeleton').forEach(card => card.remove());
      page.items.forEach(source => this.#show(source));
      this.#next = page.next;
      this.more.hidden = page.next === null;
      this.empty.hidden = this.#cards.size > 0;
      this.#filter();
      this.#failed = false;
    } catch (problem) {
      this.#failed = true;
      sayProblem('The sources are not shown.', problem, { action: { label: 'Try again', run: () => this.#load() } });
    }
    this.more.disabled = false;
  }

  /** Shows a source in the place that it has, or at the end. */
  #show(source) {
    const before = this.#cards.get(source.id);
    if (before && JSON.stringify(before.source) === JSON.stringify(source)) return;
    const card = el('li', { class: 'card source' });
    const focused = before?.card.contains(document.activeElement);
    if (before) before.card.replaceWith(card);
    else this.list.append(card);
    const name = source.title || fileName(source.uri);
    const facts = [
      source.durationSeconds === null ? null : formatDuration(source.durationSeconds),
      source.video ? `${source.video.width} × ${source.video.height}` : source.audio.length > 0 ? 'audio only' : null,
      source.sizeBytes === null ? null : formatSize(source.sizeBytes),
    ].filter(Boolean);
    const poster = before?.poster ?? el('canvas', { width: 320, height: 180, class: 'poster', attr: { 'aria-hidden': 'true' } });
    const heading =
      source.state === 'ready'
        ? el('a', { href: `/studio?source=${source.id}`, class: 'cover' }, name)
        : el('span', {}, name);
    card.append(
      poster,
      el('h2', {}, heading),
      el('p', { class: 'facts' }, facts.join(' · ') || source.uri),
      el('p', { class: `state ${source.state}` }, this.#stateOf(source)),
    );
    if (source.problem) card.append(el('p', { class: 'problem' }, source.problem.detail ?? source.problem.code));
    this.#cards.set(source.id, { source, card, poster, name });
    if (focused) card.querySelector('a')?.focus();
    if (source.state === 'ready' && source.video && source.sliceable && !poster.dataset.drawn) this.#draw(source, poster);
  }

  #stateOf(source) {
    const { kind, progress } = this.#jobs.get(source.id) ?? {};
    return [STATES[source.state] ?? source.state, kind && `${JOBS[kind] ?? kind}: ${progress} %`].filter(Boolean).join(' · ');
  }

  #add(source) {
    this.#show(source);
    this.empty.hidden = true;
    this.#filter();
  }

  /** The state of a job of a source, in its card. */
  #jobChanged({ sourceId, kind, state, progress }) {
    if (state === 'queued' || state === 'running') this.#jobs.set(sourceId, { kind, progress });
    else this.#jobs.delete(sourceId);
    const shown = this.#cards.get(sourceId);
    if (shown) shown.card.querySelector('.state').textContent = this.#stateOf(shown.source);
  }

  async #draw(source, canvas) {
    canvas.dataset.drawn = 'true';
    const at = Math.floor(Math.min(5, source.durationSeconds / 3));
    try {
      const query = `width=320&mode=keyframe${at > 0 ? `&at=${at}` : ''}`;
      const image = await picture(`/api/sources/${source.id}/poster.jpg?${query}`, this.#left.signal);
      const scale = Math.min(canvas.width / image.width, canvas.height / image.height);
      const [width, height] = [image.width * scale, image.height * scale];
      canvas.getContext('2d').drawImage(image, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
      image.close();
    } catch {
      // A source without a picture has an empty one.
    }
  }

  async #changed(event) {
    if (event.type === 'source-deleted') {
      this.#cards.get(event.sourceId)?.card.remove();
      this.#cards.delete(event.sourceId);
      this.empty.hidden = this.#cards.size > 0;
    } else if (event.type === 'gap') {
      this.#readAgain();
    } else if (event.type === 'job-changed') {
      this.#jobChanged(event);
    } else if (event.type === 'source-changed' && (this.#cards.has(event.sourceId) || this.#next === null)) {
      try {
        this.#add(await get(`/api/sources/${event.sourceId}`));
      } catch {
        // It was deleted meanwhile. An event says so.
      }
    }
  }

  /** What happened before the feed was read is in no event. */
  #readAgain() {
    this.#next = '';
    this.#load();
  }

  #filter() {
    const words = this.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { source, card, name } of this.#cards.values()) {
      const text = `${name} ${source.uri}`.toLowerCase();
      card.hidden = !words.every(word => text.includes(word));
      if (!card.hidden) shown++;
    }
    this.found.hidden = words.length === 0 || shown > 0;
    this.found.textContent = this.#next ? 'None of the sources shown so far matches.' : 'No source matches.';
  }

  #form() {
    const uri = el('input', { name: 'uri', required: true, maxLength: 4096, spellcheck: false, placeholder: 's3://bucket/film.mp4' });
    const title = el('input', { name: 'title', maxLength: 500 });
    const problem = el('p', { class: 'problem', attr: { role: 'alert' } });
    const add = el('button', { type: 'submit' }, 'Add');
    return el(
      'details',
      { class: 'card add' },
      el('summary', {}, 'Add a source by URL'),
      el(
        'form',
        {
          on: {
            submit: async event => {
              event.preventDefault();
              add.disabled = true;
              problem.textContent = '';
              try {
                const body = title.value.trim() ? { uri: uri.value.trim(), title: title.value.trim() } : { uri: uri.value.trim() };
                const source = await send('POST', '/api/sources', { body });
                this.#add(source);
                say(`${source.title || fileName(source.uri)} is being read. It can be cut when its state is Ready.`);
                event.target.reset();
              } catch (refused) {
                problem.textContent = `${refused.message} The source was not added.`;
                uri.focus();
              }
              add.disabled = false;
            },
          },
        },
        field('URL', uri, 'An object in the bucket, or a URL that the configuration allows'),
        field('Title', title),
        problem,
        add,
      ),
    );
  }
}

/** The last part of the path of a URI. */
export function fileName(uri) {
  const path = uri.split(/[?#]/)[0];
  const name = path.slice(path.lastIndexOf('/') + 1) || uri;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

customElements.define('cr-sources', Sources);
