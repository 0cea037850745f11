// The clips as a list: the same as on the canvas, for screen readers and as the keyboard's other way.

import { button, el } from './dom.js';
import { formatDuration, formatPoint } from './time.js';

const ROWS = 120;

/** Dispatches `choose` (detail: the id) and `title` (detail: the id). */
export class ClipList extends HTMLElement {
  store = null;
  #rows = new Map();
  #from = 0;
  #end = null;

  connectedCallback() {
    this.list = el('ol', { class: 'clip-rows' });
    this.earlier = button('Earlier clips', () => this.#turn(-ROWS), { hidden: true });
    this.later = button('Later clips', () => this.#turn(ROWS), { hidden: true });
    this.none = el('p', { class: 'empty' }, 'No clip yet. Press S to cut at the playhead, or I and O to mark a clip.');
    this.replaceChildren(this.none, this.earlier, this.list, this.later);
    this.#end = this.store.watch(['clips', 'selected', 'format', 'rate'], () => this.#show());
  }

  disconnectedCallback() {
    this.#end?.();
  }

  focusSelected() {
    const row = this.#rows.get(this.store.state.selected?.clipId);
    row?.focus();
    return Boolean(row);
  }

  #turn(rows) {
    this.#from = Math.max(0, this.#from + rows);
    this.#show(false);
  }

  #show(follow = true) {
    const { clips, selected, rate, format, frames } = this.store.state;
    const chosen = clips.findIndex(clip => clip.id === selected?.clipId);
    if (follow && chosen >= 0 && (chosen < this.#from || chosen >= this.#from + ROWS)) this.#from = Math.max(0, chosen - ROWS / 2);
    if (this.#from >= clips.length) this.#from = Math.max(0, clips.length - ROWS);
    const shown = clips.slice(this.#from, this.#from + ROWS);
    this.none.hidden = clips.length > 0;
    this.earlier.hidden = this.#from === 0;
    this.later.hidden = this.#from + ROWS >= clips.length;
    this.list.start = this.#from + 1;
    const focused = [...this.#rows].find(([, row]) => row === document.activeElement)?.[0];
    const rows = new Map();
    shown.forEach((clip, i) => {
      const row = this.#rows.get(clip.id) ?? this.#newRow(clip.id);
      row.titleText.textContent = clip.title || `Clip ${this.#from + i + 1}`;
      const start = formatPoint({ time: clip.start, frame: clip.startFrame ?? (rate ? frames?.estimate(clip.start) : null) }, rate, format);
      row.facts.textContent = `${start} · ${formatDuration(clip.end - clip.start)}${clip.keyframe?.startsOnKeyframe ? ' · on a keyframe' : ''}`;
      row.setAttribute('aria-current', clip.id === selected?.clipId ? 'true' : 'false');
      rows.set(clip.id, row);
    });
    const order = [...rows.values()].map(row => row.parentNode);
    if (order.length !== this.list.children.length || order.some((item, i) => item !== this.list.children[i])) this.list.replaceChildren(...order);
    this.#rows = rows;
    if (focused !== undefined && !rows.has(focused)) (rows.get(selected?.clipId) ?? rows.values().next().value)?.focus();
    else if (focused !== undefined && document.activeElement !== rows.get(focused)) rows.get(focused).focus();
    if (follow) this.#reveal(rows.get(selected?.clipId));
  }

  /** Scrolls the list, and never the page: the player stays in view. */
  #reveal(row) {
    if (!row) return;
    const list = this.getBoundingClientRect();
    const box = row.getBoundingClientRect();
    if (box.top < list.top) this.scrollTop -= list.top - box.top;
    else if (box.bottom > list.bottom) this.scrollTop += box.bottom - list.bottom;
  }

  #newRow(id) {
    const title = el('span', { class: 'clip-title' });
    const facts = el('span', { class: 'facts' });
    const row = el('button', {
      type: 'button',
      class: 'clip-row',
      on: {
        click: () => this.dispatchEvent(new CustomEvent('choose', { detail: id })),
        dblclick: () => this.dispatchEvent(new CustomEvent('title', { detail: id })),
      },
    }, title, facts);
    Object.assign(row, { titleText: title, facts });
    el('li', {}, row);
    return row;
  }
}

customElements.define('cr-clip-list', ClipList);
