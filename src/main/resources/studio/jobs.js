// The list of the jobs: progress, reason, cancel and retry.

import { get, send } from './api.js';
import { button, el } from './dom.js';
import { say, sayProblem } from './messages.js';
import { fileName, JOBS } from './sources.js';

const STATES = { queued: 'Waiting', running: 'Running', completed: 'Completed', failed: 'Failed', cancelled: 'Cancelled' };
const PAGE = 20;
const MOST = 500;
const REFRESH_MS = 1000;

export class Jobs {
  #rows = new Map();
  #names = new Map();
  #shown = PAGE;
  #timer = 0;
  #reading = false;
  #again = false;
  #signal;

  /** @param {AbortSignal} signal ends everything */
  constructor(feed, signal) {
    this.#signal = signal;
    this.list = el('ul', { class: 'job-rows' });
    this.heading = el('h2', { id: 'jobs-title', tabIndex: -1 }, 'Jobs');
    this.state = el('select', { name: 'state', on: { change: () => this.#refresh() } },
      el('option', { value: '' }, 'All'), ...Object.entries(STATES).map(([value, text]) => el('option', { value }, text)));
    this.empty = el('p', { class: 'empty', hidden: true, attr: { role: 'status' } });
    this.more = button('Show more', () => this.#showMore(), { hidden: true });
    this.element = el('section', { class: 'jobs', attr: { 'aria-labelledby': 'jobs-title' } },
      el('div', { class: 'title-row' }, this.heading, el('label', { class: 'choice' }, el('span', {}, 'State'), this.state)),
      this.empty, this.list, this.more);
    feed.addEventListener('event', ({ detail }) => {
      if (detail.type === 'job-changed' || detail.type === 'gap' || detail.type === 'source-deleted') this.#soon();
    }, { signal });
    feed.addEventListener('open', () => this.#refresh(), { signal });
    feed.addEventListener('state', ({ detail }) => {
      if (detail) this.#refresh();
    }, { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#timer));
    this.#refresh();
  }

  /** At most once a second, however many events there are. */
  #soon() {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#refresh();
    }, REFRESH_MS);
  }

  async #refresh() {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    const state = this.state.value;
    try {
      const page = await get(`/api/jobs?order=newest&limit=${this.#shown}${state && `&state=${state}`}`, { signal: this.#signal });
      if (state === this.state.value) this.#show(page);
      else this.#again = true;
    } catch (problem) {
      if (!this.#signal.aborted) sayProblem('The jobs are not up to date.', problem, { action: { label: 'Try again', run: () => this.#refresh() } });
    }
    this.#reading = false;
    if (this.#again && !this.#signal.aborted) {
      this.#again = false;
      this.#refresh();
    }
  }

  #showMore() {
    this.#shown = Math.min(MOST, this.#shown + PAGE);
    this.#refresh();
  }

  #show({ items, next }) {
    const kept = new Set(items.map(job => job.id));
    for (const [id, row] of this.#rows) {
      if (kept.has(id)) continue;
      if (row.element.contains(document.activeElement)) this.heading.focus();
      row.element.remove();
      this.#rows.delete(id);
    }
    items.forEach((job, i) => {
      const row = this.#rows.get(job.id) ?? this.#row(job);
      this.#fill(row, job);
      // A row that is in its place is not moved, so that it keeps the focus.
      if (this.list.children[i] !== row.element) this.list.insertBefore(row.element, this.list.children[i] ?? null);
    });
    this.more.hidden = next === null || this.#shown === MOST;
    this.empty.hidden = items.length > 0;
    this.empty.textContent = this.state.value ? 'No job is in this state.' : 'There is no job.';
  }

  #row(job) {
    const row = {
      kind: el('span', { class: 'job-kind' }),
      source: el('a', { href: `/studio?source=${job.sourceId}` }, this.#names.get(job.sourceId) ?? job.sourceId),
      facts: el('p', { class: 'facts' }),
      bar: el('progress', { max: 100 }),
      problem: el('p', { class: 'problem' }),
      action: button('', () => this.#act(row)),
      job,
    };
    row.element = el('li', { class: 'card job' },
      el('p', { class: 'job-title' }, row.kind, ' ', row.source), row.facts, row.bar, row.problem, row.action);
    this.#rows.set(job.id, row);
    this.#name(row);
    return row;
  }

  #fill(row, job) {
    row.job = job;
    row.element.dataset.state = job.state;
    row.kind.textContent = JOBS[job.kind] ?? job.kind;
    const ended = job.completedAt && new Date(job.completedAt).toLocaleString();
    row.facts.textContent = [
      STATES[job.state] ?? job.state,
      job.phase,
      job.state === 'running' || job.state === 'queued' ? `${job.progress} %` : null,
      job.attempt > 1 ? `attempt ${job.attempt}` : null,
      job.state === 'running' ? job.worker : null,
      ended ? `ended ${ended}` : `created ${new Date(job.createdAt).toLocaleString()}`,
    ].filter(Boolean).join(' · ');
    row.bar.hidden = job.state !== 'running';
    row.bar.value = job.progress;
    row.bar.setAttribute('aria-label', `Progress of: ${row.kind.textContent}`);
    row.problem.textContent = job.problem ? `${job.problem.text} (${job.problem.code})` : '';
    const open = job.state === 'queued' || job.state === 'running';
    const focused = row.action === document.activeElement;
    row.action.textContent = open ? 'Cancel' : 'Retry';
    row.action.hidden = job.state === 'completed';
    if (focused && row.action.hidden) this.heading.focus();
    this.#label(row);
  }

  #label(row) {
    row.action.setAttribute('aria-label', `${row.action.textContent}: ${row.kind.textContent} ${row.source.textContent}`);
  }

  /** The name of the source of a job, read once. */
  async #name(row) {
    const id = row.job.sourceId;
    if (this.#names.has(id)) return;
    this.#names.set(id, id);
    try {
      const source = await get(`/api/sources/${id}`, { signal: this.#signal });
      this.#names.set(id, source.title || fileName(source.uri));
    } catch {
      // It was deleted meanwhile, and its jobs with it.
      this.#names.delete(id);
      return;
    }
    for (const other of this.#rows.values()) {
      if (other.job.sourceId !== id) continue;
      other.source.textContent = this.#names.get(id);
      this.#label(other);
    }
  }

  async #act(row) {
    if (row.element.getAttribute('aria-busy') === 'true') return;
    row.element.setAttribute('aria-busy', 'true');
    const cancels = row.action.textContent === 'Cancel';
    try {
      const job = await send('POST', `/api/jobs/${row.job.id}/${cancels ? 'cancel' : 'retry'}`);
      if (job.id === row.job.id) this.#fill(row, job);
      if (cancels && job.state === 'completed') say('The job was completed before it could be cancelled.');
      this.#soon();
    } catch (problem) {
      sayProblem(cancels ? 'The job was not cancelled.' : 'The job does not run again.', problem);
    }
    row.element.removeAttribute('aria-busy');
  }
}
