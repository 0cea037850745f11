// The timeline: one canvas with the ruler, pictures, keyframes, the waveform, clips and the playhead. It shows the state of the store,
// and dispatches what the person does: `seek`, `choose`, `over`, `move`, `title`. Everything on it is also in the list of clips.

import { get, picture, request } from './api.js';
import { el, perFrame } from './dom.js';
import { decimal } from './frames.js';
import { formatPoint, formatSeconds } from './time.js';
import { hasAudio, Waveform } from './waveform.js';

const RULER = 24;
const TILES = 54;
// With its gap, the 40 pixels that the style sheet adds for a source with audio.
const WAVE = 36;
const LANE = 46;
const GAP = 4;
const HEIGHT = RULER + TILES + LANE + 3 * GAP;
const EDGE_PX = 7;
const SNAP_PX = 7;
const FRAME_PX = 20;
const KEYFRAMES_WITHIN_S = 900;
const KEYFRAME_BLOCK_S = 120;
const SHEETS_AT_ONCE = 3;

export class Timeline extends HTMLElement {
  store = null;
  /** Null for a source without audio. */
  waveform = null;
  /** The height of the waveform with its gap. */
  #audio = 0;
  #canvas = null;
  #context = null;
  #colours = {};
  #width = 0;
  #keyframes = new Map();
  #tiles = [];
  #sheets = new Map();
  #pointers = new Map();
  #drag = null;
  #over = undefined;
  #ends = [];
  #draw = perFrame(() => this.#paint());

  connectedCallback() {
    this.#canvas = el('canvas', {
      tabIndex: 0,
      attr: { role: 'slider', 'aria-label': 'Playhead on the timeline', 'aria-valuemin': '0', 'aria-describedby': 'timeline-help' },
    });
    this.replaceChildren(
      this.#canvas,
      el('p', { id: 'timeline-help', class: 'hidden' }, 'Arrow keys move the playhead. The list of clips has the same content.'),
    );
    this.#context = this.#canvas.getContext('2d');
    const { source } = this.store.state;
    if (hasAudio(source)) {
      this.#audio = WAVE + GAP;
      this.waveform = new Waveform(source.id);
      this.waveform.addEventListener('change', this.#draw);
      this.#ends.push(() => this.waveform.end());
    }
    const size = new ResizeObserver(() => this.#resize());
    size.observe(this);
    this.#ends.push(() => size.disconnect());
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const colours = () => {
      this.#readColours();
      this.#draw();
    };
    dark.addEventListener('change', colours);
    this.#ends.push(() => dark.removeEventListener('change', colours));
    this.#readColours();
    const canvas = this.#canvas;
    canvas.addEventListener('pointerdown', event => this.#down(event));
    canvas.addEventListener('pointermove', event => this.#move(event));
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, event => this.#up(event));
    canvas.addEventListener('dblclick', event => this.#title(event));
    canvas.addEventListener('wheel', event => this.#wheel(event), { passive: false });
    this.#ends.push(
      this.store.watch(['clips', 'time', 'selected', 'view', 'marks', 'source', 'format'], () => {
        this.#describe();
        this.#draw();
      }),
    );
  }

  disconnectedCallback() {
    this.#ends.forEach(end => end());
    this.#sheets.forEach(sheet => sheet.close?.());
  }

  /** Shows a range in full. */
  fit(from, to) {
    const span = Math.max(to - from, 10 * this.#frameSeconds());
    this.#setView(from - span * 0.02, this.#width / (span * 1.04));
  }

  /** @param {number} factor above 1: closer */
  zoom(factor, aroundPx = this.#x(this.store.state.time)) {
    const { view } = this.store.state;
    const at = Math.max(0, Math.min(this.#width, aroundPx));
    const time = view.from + at / view.scale;
    const scale = this.#limit(view.scale * factor);
    this.#setView(time - at / scale, scale);
  }

  /** Moves the view so that a time is visible. */
  follow(time) {
    const { view } = this.store.state;
    const x = this.#x(time);
    if (x < 0 || x > this.#width) this.#setView(time - this.#width / view.scale / 4, view.scale);
  }

  /** Reads where the pictures of the source are. */
  async readTiles(sourceId) {
    try {
      const text = await (await request(`/api/sources/${sourceId}/storyboard/cues.vtt`)).text();
      const cue = /^(\d+):(\d+):(\d+\.\d+) --> .*\n(sheet(?:-\d+)?\.jpg)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;
      this.#tiles = [...text.matchAll(cue)].map(([, hours, minutes, seconds, sheet, x, y, width, height]) => ({
        time: (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds),
        sheet: `/api/sources/${sourceId}/storyboard/${sheet}`,
        x: +x,
        y: +y,
        width: +width,
        height: +height,
      }));
      this.#draw();
    } catch {
      // A source without a storyboard has an empty lane.
    }
  }

  /** The keyframe before or after a time; null if there is none. */
  async keyframe(direction, time) {
    const { source } = this.store.state;
    const margin = this.#frameSeconds() / 2;
    try {
      const { before, after } = await get(`/api/sources/${source.id}/suggest?at=${decimal(direction > 0 ? time + margin / 2 : Math.max(0, time - margin))}`);
      return direction > 0 ? after : before;
    } catch {
      return null;
    }
  }

  get #tilesEnd() {
    return RULER + TILES + 2 * GAP;
  }

  get #clipsTop() {
    return this.#tilesEnd + this.#audio;
  }

  get #height() {
    return HEIGHT + this.#audio;
  }

  #x(time) {
    const { view } = this.store.state;
    return (time - view.from) * view.scale;
  }

  #time(x) {
    const { view, source } = this.store.state;
    return Math.max(0, Math.min(source.durationSeconds, view.from + x / view.scale));
  }

  #frameSeconds() {
    return 1 / (this.store.state.rate?.fps ?? 25);
  }

  #limit(scale) {
    const { source } = this.store.state;
    const whole = (this.#width || 1) / (source.durationSeconds * 1.04);
    return Math.max(whole, Math.min(Math.max(whole, FRAME_PX / this.#frameSeconds()), scale));
  }

  #setView(from, wanted) {
    const { source } = this.store.state;
    const scale = this.#limit(wanted);
    const span = this.#width / scale;
    const margin = source.durationSeconds * 0.02;
    const last = source.durationSeconds + margin - span;
    this.store.set({ view: { scale, from: Math.max(Math.min(-margin, last), Math.min(from, Math.max(last, -margin))), span } });
  }

  #resize() {
    const width = this.clientWidth;
    if (width === 0 || !this.store.state.source) return;
    const ratio = devicePixelRatio || 1;
    const first = this.#width === 0;
    this.#width = width;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(this.#height * ratio);
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { view, source } = this.store.state;
    if (first && !view.wanted) this.fit(0, source.durationSeconds);
    else if (first) this.fit(view.wanted.from, view.wanted.to);
    else this.#setView(view.from, view.scale);
    this.#draw();
  }

  #readColours() {
    const style = getComputedStyle(this);
    for (const name of ['ground', 'panel', 'line', 'text', 'quiet', 'clip', 'clip-line', 'chosen', 'chosen-line', 'clip-text', 'play', 'key', 'mark', 'empty', 'wave']) {
      this.#colours[name] = style.getPropertyValue(`--tl-${name}`).trim() || 'gray';
    }
  }

  #describe() {
    const { time, frame, rate, format, source } = this.store.state;
    if (!source) return;
    this.#canvas.setAttribute('aria-valuemax', String(Math.round(source.durationSeconds * 1000) / 1000));
    this.#canvas.setAttribute('aria-valuenow', String(Math.round(time * 1000) / 1000));
    this.#canvas.setAttribute('aria-valuetext', formatPoint({ time, frame }, rate, format));
  }

  // Painting

  #paint() {
    const { source, view } = this.store.state;
    if (!source || this.#width === 0) return;
    const context = this.#context;
    context.clearRect(0, 0, this.#width, this.#height);
    context.font = '12px system-ui, sans-serif';
    context.textBaseline = 'middle';
    const from = view.from;
    const to = view.from + this.#width / view.scale;
    this.#paintGround();
    this.#paintRuler(from, to);
    this.#paintTiles(from, to);
    this.#paintWaveform(from);
    this.#paintKeyframes(from, to);
    this.#paintClips(from, to);
    this.#paintMarks();
    this.#paintPlayhead();
  }

  #paintGround() {
    const { source } = this.store.state;
    const context = this.#context;
    const left = this.#x(0);
    const width = this.#x(source.durationSeconds) - left;
    context.fillStyle = this.#colours.empty;
    context.fillRect(left, RULER + GAP, width, TILES);
    if (this.#audio > 0) context.fillRect(left, this.#tilesEnd, width, WAVE);
    context.fillRect(left, this.#clipsTop, width, LANE);
  }

  #paintWaveform(from) {
    if (!this.waveform) return;
    const { view, source } = this.store.state;
    const right = Math.min(this.#width, this.#x(source.durationSeconds));
    this.#context.fillStyle = this.#colours.wave;
    this.waveform.paint(this.#context, { from, scale: view.scale, left: this.#x(0), right, top: this.#tilesEnd, height: WAVE });
  }

  #paintRuler(from, to) {
    const { rate, format, view, source } = this.store.state;
    const context = this.#context;
    const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
    const frame = this.#frameSeconds();
    const wide = 96 / view.scale;
    const inFrames = rate && format !== 'seconds' && wide < 1;
    const step = inFrames ? Math.max(1, Math.ceil(wide / frame)) * frame : (steps.find(it => it >= wide) ?? 14400);
    context.strokeStyle = this.#colours.line;
    context.fillStyle = this.#colours.quiet;
    context.lineWidth = 1;
    context.beginPath();
    for (let i = Math.max(0, Math.ceil(from / step)); i * step <= Math.min(to, source.durationSeconds); i++) {
      const time = i * step;
      const x = Math.round(this.#x(time)) + 0.5;
      context.moveTo(x, RULER - 7);
      context.lineTo(x, RULER);
      const label = inFrames ? formatPoint({ time, frame: Math.round(time / frame) }, rate, format) : formatSeconds(time);
      const text = inFrames || step < 1 ? label : label.slice(0, -4);
      if (x + 4 + context.measureText(text).width <= this.#width) context.fillText(text, x + 4, RULER - 12);
    }
    context.moveTo(this.#x(0), RULER + 0.5);
    context.lineTo(this.#x(source.durationSeconds), RULER + 0.5);
    context.stroke();
  }

  #paintTiles(from, to) {
    if (this.#tiles.length === 0) return;
    const context = this.#context;
    const { source } = this.store.state;
    const { width, height } = this.#tiles[0];
    const drawn = (TILES * width) / height;
    const wanted = new Set();
    context.save();
    context.beginPath();
    context.rect(this.#x(0), RULER + GAP, this.#x(source.durationSeconds) - this.#x(0), TILES);
    context.clip();
    const begin = this.#x(0) + Math.max(0, Math.floor(-this.#x(0) / drawn)) * drawn;
    for (let x = begin; x < Math.min(this.#width, this.#x(source.durationSeconds)); x += drawn) {
      const tile = this.#tileAt(this.#time(x + drawn / 2));
      if (!tile) continue;
      wanted.add(tile.sheet);
      const sheet = this.#sheets.get(tile.sheet);
      if (sheet?.width) context.drawImage(sheet, tile.x, tile.y, tile.width, tile.height, x, RULER + GAP, drawn - 1, TILES);
    }
    context.restore();
    for (const sheet of [...wanted].slice(0, SHEETS_AT_ONCE)) this.#readSheet(sheet);
  }

  #tileAt(time) {
    let low = 0;
    let high = this.#tiles.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tiles[middle].time <= time) low = middle;
      else high = middle - 1;
    }
    return this.#tiles[low];
  }

  async #readSheet(url) {
    if (this.#sheets.has(url)) return;
    this.#sheets.set(url, {});
    try {
      this.#sheets.set(url, await picture(url));
      this.#draw();
    } catch {
      setTimeout(() => this.#sheets.delete(url), 10_000);
    }
  }

  #paintKeyframes(from, to) {
    const { source } = this.store.state;
    if (to - from > KEYFRAMES_WITHIN_S || !source.sliceable || !source.video) return;
    const context = this.#context;
    context.strokeStyle = this.#colours.key;
    context.lineWidth = 1.5;
    context.beginPath();
    const times = this.#keyframesIn(Math.max(0, from), Math.min(to, source.durationSeconds));
    // Ticks that would touch each other say nothing.
    if (times.length * 6 > this.#width) return;
    for (const time of times) {
      const x = this.#x(time);
      context.moveTo(x, RULER - 1);
      context.lineTo(x, RULER + GAP + 3);
    }
    context.stroke();
  }

  #keyframesIn(from, to) {
    const found = [];
    for (let block = Math.floor(from / KEYFRAME_BLOCK_S); block * KEYFRAME_BLOCK_S < to; block++) {
      const known = this.#keyframes.get(block);
      if (known) found.push(...known.filter(time => time >= from && time <= to));
      else this.#readKeyframes(block);
    }
    return found;
  }

  async #readKeyframes(block) {
    const { source } = this.store.state;
    const from = block * KEYFRAME_BLOCK_S;
    this.#keyframes.set(block, []);
    try {
      const to = Math.min(source.durationSeconds, from + KEYFRAME_BLOCK_S);
      const { keyframes } = await get(`/api/sources/${source.id}/keyframes?from=${from}&to=${decimal(to)}`);
      this.#keyframes.set(block, keyframes);
      this.#draw();
    } catch {
      setTimeout(() => this.#keyframes.delete(block), 10_000);
    }
  }

  #paintClips(from, to) {
    const { clips, selected, view } = this.store.state;
    const context = this.#context;
    // Clips that are narrower than a pixel are painted once for each pixel, so that ten thousand of them cost as much as a thousand.
    for (let i = firstEndingAfter(clips, from); i < clips.length && clips[i].start < to; ) {
      const clip = this.#preview(clips[i]);
      if ((clip.end - clip.start) * view.scale >= 1) {
        if (clip.id !== selected?.clipId) this.#paintClip(clip, i, false);
        i++;
      } else {
        const left = Math.floor(this.#x(clip.start));
        context.fillStyle = this.#colours.clip;
        context.fillRect(left, this.#clipsTop, 1, LANE);
        i = Math.max(i + 1, firstEndingAfter(clips, view.from + (left + 1) / view.scale));
      }
    }
    const chosen = selected ? clips.findIndex(clip => clip.id === selected.clipId) : -1;
    if (chosen >= 0) this.#paintClip(this.#preview(clips[chosen]), chosen, true);
  }

  #paintClip(clip, i, chosen) {
    const { selected } = this.store.state;
    const context = this.#context;
    const top = this.#clipsTop;
    const left = Math.max(-2, this.#x(clip.start));
    const right = Math.min(this.#width + 2, this.#x(clip.end));
    if (right < -2 || left > this.#width + 2) return;
    const width = Math.max(chosen ? 2 : 1, right - left);
    context.fillStyle = this.#colours[chosen ? 'chosen' : 'clip'];
    context.fillRect(left, top, width, LANE);
    // The lines of narrow clips would hide the clips.
    const line = Math.min(2, chosen ? width : width / 4);
    context.fillStyle = this.#colours[chosen ? 'chosen-line' : 'clip-line'];
    context.fillRect(left, top, line, LANE);
    context.fillRect(Math.max(left, right - line), top, line, LANE);
    // A cut on a keyframe costs nothing.
    if (clip.keyframe?.startsOnKeyframe && width > 4) {
      context.fillStyle = this.#colours.key;
      context.beginPath();
      context.moveTo(left, top);
      context.lineTo(left + Math.min(9, width), top);
      context.lineTo(left, top + 9);
      context.fill();
    }
    if (chosen && selected.edge) {
      context.fillStyle = this.#colours.play;
      context.fillRect(selected.edge === 'start' ? left : right - 4, top, 4, LANE);
    }
    if (width > 26) {
      context.save();
      context.beginPath();
      context.rect(left + 8, top, width - 14, LANE);
      context.clip();
      context.fillStyle = this.#colours['clip-text'];
      context.fillText(clip.title || `Clip ${i + 1}`, left + 11, top + LANE / 2 + (clip.draft ? 0 : 1));
      context.restore();
    }
  }

  #preview(clip) {
    if (this.#drag?.kind !== 'edge') return clip;
    if (clip.id === this.#drag.left?.id) return { ...clip, end: this.#drag.to };
    if (clip.id === this.#drag.right?.id) return { ...clip, start: this.#drag.to };
    return clip;
  }

  #paintMarks() {
    const { marks } = this.store.state;
    const context = this.#context;
    context.fillStyle = this.#colours.mark;
    for (const [time, side] of [[marks.start, 1], [marks.end, -1]]) {
      if (time === null) continue;
      const x = this.#x(time);
      context.fillRect(x - 1, RULER, 2, this.#height - RULER);
      context.beginPath();
      context.moveTo(x, RULER);
      context.lineTo(x + 9 * side, RULER);
      context.lineTo(x, RULER + 9);
      context.fill();
    }
  }

  #paintPlayhead() {
    const context = this.#context;
    const x = Math.round(this.#x(this.store.state.time)) + 0.5;
    context.strokeStyle = this.#colours.play;
    context.fillStyle = this.#colours.play;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(x, 6);
    context.lineTo(x, this.#height);
    context.stroke();
    context.beginPath();
    context.moveTo(x - 6, 0);
    context.lineTo(x + 6, 0);
    context.lineTo(x + 6, 6);
    context.lineTo(x, 12);
    context.lineTo(x - 6, 6);
    context.fill();
  }

  // Pointers

  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #down(event) {
    if (event.button > 0) return;
    this.#canvas.setPointerCapture(event.pointerId);
    const place = this.#place(event);
    this.#pointers.set(event.pointerId, place);
    if (this.#pointers.size === 2) {
      this.#drag = { kind: 'pinch', distance: this.#distance(), middle: this.#middle() };
    } else if (place.y < this.#clipsTop - GAP) {
      this.#drag = { kind: 'seek' };
      this.#seek(place.x);
    } else {
      const edge = this.#edgeAt(place.x, event.pointerType === 'touch' ? 2 * EDGE_PX : EDGE_PX);
      this.#drag = edge ? { kind: 'edge', ...edge, at: edge.time, to: edge.time, moved: false, x: place.x } : { kind: 'pan', x: place.x, moved: false };
    }
  }

  #move(event) {
    const place = this.#place(event);
    if (!this.#pointers.has(event.pointerId)) {
      const low = place.y >= this.#clipsTop - GAP;
      this.#canvas.dataset.over = low && this.#edgeAt(place.x, EDGE_PX) ? 'edge' : '';
      const over = low ? this.#clipAt(place.x) : null;
      if (over?.id !== this.#over) this.#tell('over', over);
      this.#over = over?.id;
      return;
    }
    const before = this.#pointers.get(event.pointerId);
    this.#pointers.set(event.pointerId, place);
    const { view } = this.store.state;
    switch (this.#drag?.kind) {
      case 'pinch': {
        const distance = this.#distance();
        const middle = this.#middle();
        this.#setView(view.from - (middle - this.#drag.middle) / view.scale, view.scale);
        this.zoom(distance / this.#drag.distance, middle);
        this.#drag = { kind: 'pinch', distance, middle };
        break;
      }
      case 'seek':
        this.#seek(place.x);
        break;
      case 'edge':
        this.#drag.moved ||= Math.abs(place.x - this.#drag.x) > 3;
        if (this.#drag.moved) this.#drag.to = this.#bounded(event.altKey ? this.#time(place.x) : this.#snapped(place.x));
        this.#draw();
        break;
      case 'pan':
        this.#drag.moved ||= Math.abs(place.x - this.#drag.x) > 3;
        if (this.#drag.moved) this.#setView(view.from - (place.x - before.x) / view.scale, view.scale);
        break;
    }
  }

  #up(event) {
    const drag = this.#drag;
    const place = this.#pointers.get(event.pointerId);
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size > 0) return;
    this.#drag = null;
    if (event.type === 'pointercancel' || !place) {
      this.#draw();
      return;
    }
    if (drag?.kind === 'edge' && drag.moved && drag.to !== drag.at) {
      this.#tell('move', { left: drag.left, right: drag.right, to: drag.to });
    } else if (drag?.kind === 'edge') {
      this.#tell('choose', drag.left ? { clipId: drag.left.id, edge: 'end' } : { clipId: drag.right.id, edge: 'start' });
      this.#tell('seek', { time: drag.at });
    } else if (drag?.kind === 'pan' && !drag.moved) {
      const clip = this.#clipAt(place.x);
      this.#tell('choose', clip ? { clipId: clip.id, edge: null } : null);
      this.#seek(place.x);
    }
    this.#draw();
  }

  #title(event) {
    const { x, y } = this.#place(event);
    const clip = y >= this.#clipsTop - GAP && this.#clipAt(x);
    if (clip) this.#tell('title', { clipId: clip.id });
  }

  #wheel(event) {
    event.preventDefault();
    const pixels = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      this.zoom(Math.exp((-event.deltaY * pixels) / 250), this.#place(event).x);
      return;
    }
    const { view } = this.store.state;
    const moved = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    this.#setView(view.from + (moved * pixels) / view.scale, view.scale);
  }

  #seek(x) {
    this.#tell('seek', { time: this.#time(x) });
  }

  /** The playhead, a keyframe, or the start or end of silence near a place; otherwise the time of the place. */
  #snapped(x) {
    const { time, view } = this.store.state;
    const near = SNAP_PX / view.scale;
    const here = this.#time(x);
    const points = [time, ...this.#keyframesIn(Math.max(0, here - near), here + near), ...(this.waveform?.silences(here, near, view.scale) ?? [])];
    const nearest = points.sort((a, b) => Math.abs(a - here) - Math.abs(b - here))[0];
    return Math.abs(nearest - here) <= near ? nearest : here;
  }

  /** Between the ends that must stay. */
  #bounded(time) {
    const { clips, source } = this.store.state;
    const { left, right } = this.#drag;
    const frame = this.#frameSeconds();
    const index = clips.findIndex(clip => clip.id === (left ?? right).id);
    const least = left ? left.start + frame : (clips[index - 1]?.end ?? 0);
    const most = right ? right.end - frame : (clips[index + 1]?.start ?? source.durationSeconds);
    return Math.max(least, Math.min(most, time));
  }

  #edgeAt(x, within) {
    const { clips } = this.store.state;
    const near = within / this.store.state.view.scale;
    const time = this.#time(x);
    let best = null;
    for (let i = firstEndingAfter(clips, time - near); i < clips.length && clips[i].start <= time + near; i++) {
      for (const edge of [clips[i].start, clips[i].end]) {
        if (Math.abs(edge - time) <= near && (!best || Math.abs(edge - time) < Math.abs(best.time - time))) {
          best = {
            time: edge,
            left: clips.find(clip => clip.end === edge) ?? null,
            right: clips.find(clip => clip.start === edge) ?? null,
          };
        }
      }
    }
    return best;
  }

  #clipAt(x) {
    const { clips } = this.store.state;
    const time = this.#time(x);
    const clip = clips[firstEndingAfter(clips, time)];
    return clip && clip.start <= time ? clip : null;
  }

  #distance() {
    const [one, other] = [...this.#pointers.values()];
    return Math.max(1, Math.abs(one.x - other.x));
  }

  #middle() {
    const [one, other] = [...this.#pointers.values()];
    return (one.x + other.x) / 2;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The index of the first clip that ends after a time. Clips are in order and do not overlap. */
export function firstEndingAfter(clips, time) {
  let low = 0;
  let high = clips.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (clips[middle].end > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

customElements.define('cr-timeline', Timeline);
