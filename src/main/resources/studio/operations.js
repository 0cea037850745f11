// What the instance does now, and the jobs.

import { Chart } from './chart.js';
import { el } from './dom.js';
import { Jobs } from './jobs.js';
import { live } from './live.js';
import { formatSize } from './time.js';

const number = value => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
const milliseconds = seconds => (seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${number(seconds)} s`);

class Operations extends HTMLElement {
  feed = null;
  #left = new AbortController();

  connectedCallback() {
    const { signal } = this.#left;
    this.charts = [
      new Chart('Running streams', number, [{ name: 'streams', pick: it => it.streams }]),
      new Chart('Time to the first byte', milliseconds, [{ name: 'p50', pick: it => it.p50 }, { name: 'p95', pick: it => it.p95 }, { name: 'p99', pick: it => it.p99 }]),
      new Chart('FFmpeg processes', number, [{ name: 'running', pick: it => it.active }, { name: 'waiting', pick: it => it.waiting }]),
      new Chart('429 in a minute', number, [{ name: '429', pick: it => it.tooBusy }]),
      new Chart('Amplification', value => value.toFixed(2), [{ name: 'read for each byte served', pick: it => it.amplification }]),
      new Chart('Storage reads in a second', number, [{ name: 'reads', pick: it => it.reads }]),
      new Chart('Bytes in a second', value => formatSize(Math.round(value)), [{ name: 'read', pick: it => it.readBytes }, { name: 'served', pick: it => it.servedBytes }]),
    ];
    this.sign = el('p', { class: 'problem', attr: { role: 'status' } });
    this.jobs = new Jobs(this.feed, signal);
    this.replaceChildren(
      el('div', { class: 'page' },
        el('h1', {}, 'Operations'),
        el('p', { class: 'facts' }, 'Of the instance that responds. Rates and percentiles are those of the last minute. The charts are kept in this page and begin when it is opened.'),
        this.sign,
        el('div', { class: 'charts' }, ...this.charts.map(chart => chart.element)),
        this.jobs.element),
    );
    const draw = () => this.charts.forEach(chart => chart.draw());
    this.sizes = new ResizeObserver(draw);
    this.sizes.observe(this.charts[0].canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw, { signal });
    live.addEventListener('change', () => this.#show(), { signal });
    this.#show();
    live.start();
  }

  disconnectedCallback() {
    this.#left.abort();
    this.sizes.disconnect();
    live.stop();
  }

  #show() {
    const { points, problem } = live;
    this.charts.forEach(chart => chart.show(points));
    const [, firstByte, ffmpeg, tooBusy, , reads] = this.charts;
    const last = points.at(-1);
    if (last) {
      firstByte.facts.textContent = last.firstBytes === null ? '' : `Responses: ${number(last.firstBytes)}`;
      ffmpeg.facts.textContent = `At most: ${number(last.permits)}`;
      tooBusy.facts.textContent = last.rejected === null ? '' : `No FFmpeg process free: ${number(last.rejected)}`;
      reads.facts.textContent = last.failedReads === null ? '' : `Failed in a minute: ${number(last.failedReads)}`;
    }
    const text = !problem
      ? ''
      : problem.status === 403
        ? 'The figures need a key with the role admin. The jobs are shown below. To see the figures, sign out and use such a key.'
        : `The figures are not updated. ${problem.message} Trying again …`;
    if (this.sign.textContent !== text) this.sign.textContent = text;
  }
}

customElements.define('cr-operations', Operations);
