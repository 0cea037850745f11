// A small chart of the last hour, with its newest value as text.

import { el } from './dom.js';
import { GAP_MS, KEPT_MS } from './live.js';

const STYLES = [
  { color: '--accent', dash: [], words: 'solid line' },
  { color: '--good', dash: [6, 3], words: 'dashed line' },
  { color: '--bad', dash: [2, 2], words: 'dotted line' },
];

export class Chart {
  #series;
  #format;
  #title;
  #points = [];

  /**
   * @param {string} title
   * @param {function(number): string} format of a value
   * @param {Array<{name: string, pick: function(object): ?number}>} series at most three
   */
  constructor(title, format, series) {
    this.#title = title;
    this.#format = format;
    this.#series = series;
    this.values = series.map(() => el('span', {}, '–'));
    const named = ({ name }, i) => el('span', { class: `series line-${i}` }, el('small', {}, name), ' ', this.values[i]);
    this.value = el('p', { class: 'chart-value' }, ...(series.length > 1 ? series.map(named) : this.values));
    this.facts = el('p', { class: 'facts' });
    this.most = el('span', {});
    this.canvas = el('canvas', { attr: { role: 'img' } });
    this.element = el('section', { class: 'card chart' },
      el('h2', {}, title), this.value, this.canvas,
      el('p', { class: 'axis facts' }, el('span', {}, 'an hour ago'), this.most, el('span', {}, 'now')),
      this.facts);
  }

  /** @param {Array<object>} points by time */
  show(points) {
    this.#points = points;
    const last = points.at(-1);
    const text = value => (value === null || value === undefined ? '–' : this.#format(value));
    const values = this.#series.map(({ pick }) => text(last && pick(last)));
    this.values.forEach((element, i) => {
      element.textContent = values[i];
    });
    const now = this.#series.map(({ name }, i) => `${name} ${values[i]}, ${STYLES[i].words}`).join('; ');
    const top = this.#top();
    this.most.textContent = top > 0 ? `most: ${text(top)}` : '';
    this.canvas.setAttribute('aria-label', `${this.#title} during the last hour. Now: ${now}. Most: ${text(top)}.`);
    this.draw();
  }

  #top() {
    return this.#points.reduce((most, point) => Math.max(most, ...this.#series.map(({ pick }) => pick(point) ?? 0)), 0);
  }

  draw() {
    const { canvas } = this;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (width === 0) return;
    const scale = devicePixelRatio;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    const style = getComputedStyle(canvas);
    context.scale(scale, scale);
    context.strokeStyle = style.getPropertyValue('--line');
    for (const part of [0, 0.5, 1]) {
      const y = Math.round(2 + part * (height - 4)) + 0.5;
      context.beginPath();
      context.moveTo(0, y);
      context.lineTo(width, y);
      context.stroke();
    }
    const end = this.#points.at(-1)?.t ?? 0;
    const top = this.#top() || 1;
    const x = t => width - ((end - t) / KEPT_MS) * width;
    const y = value => height - 2 - (value / top) * (height - 4);
    context.lineWidth = 1.75;
    context.lineJoin = 'round';
    for (const [i, { pick }] of this.#series.entries()) {
      context.strokeStyle = context.fillStyle = style.getPropertyValue(STYLES[i].color);
      context.setLineDash(STYLES[i].dash);
      context.beginPath();
      let before = null;
      for (const point of this.#points) {
        const value = pick(point);
        if (value === null) {
          before = null;
          continue;
        }
        if (before !== null && point.t - before <= GAP_MS) context.lineTo(x(point.t), y(value));
        else context.moveTo(x(point.t), y(value));
        before = point.t;
      }
      context.stroke();
      // The newest value is seen although the line is short at first.
      const last = this.#points.at(-1);
      if (last && pick(last) !== null) context.fillRect(width - 4, Math.min(height - 5, Math.max(0, y(pick(last)) - 2)), 4, 4);
    }
  }
}
