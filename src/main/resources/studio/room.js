// The cutting room: the player, the timeline, the list of clips, and the keys that do everything.

import { get, isId, patiently, Problem, send } from './api.js';
import './clip-list.js';
import { CutLists } from './cut-lists.js';
import './timeline.js';
import { button, el, field } from './dom.js';
import { Edits } from './edits.js';
import { Frames } from './frames.js';
import { Inspector } from './inspector.js';
import { actionOf, keyLabel, nameOf, showKeys } from './keys.js';
import { SHOWS_LEAD_IN } from './media.js';
import { say, sayProblem } from './messages.js';
import { Player } from './player.js';
import { fileName } from './sources.js';
import { Statistics } from './statistics.js';
import { Store } from './store.js';
import { FORMATS, formatDuration, formatPoint, parseRate, parseTime } from './time.js';
import { firstEndingAfter } from './timeline.js';
import { hasAudio } from './waveform.js';

const AROUND_S = 2;
const NEAR = 1e-6;

class Room extends HTMLElement {
  sourceId = '';
  feed = null;
  #left = new AbortController();
  #store = null;
  #edits = null;
  #refused = [];
  #ends = [];
  #stopHeld = false;
  #url = 0;
  #closeUnreadable = () => {};

  async connectedCallback() {
    const { signal } = this.#left;
    this.replaceChildren(el('div', { class: 'room loading' }, el('h1', {}, 'Opening the source …'), el('div', { class: 'skeleton stage-skeleton' })));
    let source;
    try {
      source = await this.#patiently(() => get(`/api/sources/${this.sourceId}`));
      while (!signal.aborted && (source.state === 'registered' || source.state === 'indexing')) {
        this.querySelector('h1').textContent = 'The source is being read …';
        source = await this.#patiently(() => get(`/api/sources/${this.sourceId}?wait=20`, { signal }));
      }
      if (signal.aborted) return;
      if (source.state === 'failed') throw new Problem(422, { code: source.problem?.code, detail: source.problem?.detail ?? 'The source cannot be read.' });
      await this.#build(source);
    } catch (problem) {
      if (signal.aborted) return;
      this.#fail(problem);
    }
  }

  disconnectedCallback() {
    this.#left.abort();
    this.#edits?.end();
    this.#ends.forEach(end => end());
    this.statistics?.end();
  }

  /** Makes a call until there is a response, and says why there is none. */
  #patiently(call) {
    const waiting = problem => {
      const text = `${problem.message} Trying again …`;
      const opening = this.querySelector('.room.loading h1');
      if (opening) opening.textContent = text;
      else this.state.textContent = text;
    };
    return patiently(call, waiting, this.#left.signal);
  }

  #fail(problem) {
    const known = problem instanceof Problem ? problem : new Problem(500, { detail: String(problem.message) });
    this.replaceChildren(
      el('div', { class: 'page' },
        el('h1', {}, known.status === 404 ? 'No such source' : 'This source cannot be opened'),
        el('p', {}, known.status === 404 ? 'It was deleted, or the URL of this page is wrong.' : known.message),
        el('p', {}, el('a', { href: '/studio' }, 'All sources')),
      ),
    );
  }

  async #build(source) {
    const { signal } = this.#left;
    const rate = source.video ? parseRate(source.video.frameRate) : null;
    const frames = new Frames(source, rate ?? parseRate('25'));
    const asked = new URLSearchParams(location.search);
    const wanted = asked.has('from') ? { from: Number(asked.get('from')) || 0, to: Number(asked.get('to')) || source.durationSeconds } : null;
    const listId = isId(asked.get('list')) ? asked.get('list') : source.id;
    this.#store = new Store({
      source, listId, rate, frames, clips: [], selected: null, time: 0, frame: rate ? 0 : null, marks: { start: null, end: null },
      view: { from: 0, scale: 1, span: source.durationSeconds, wanted }, waiting: 0, redoable: 0, stalled: null,
      format: rate?.regular ? 'timecode' : 'seconds', form: SHOWS_LEAD_IN ? 'precise' : 'copy', delivery: 'mp4', loop: false,
    });
    const store = this.#store;
    this.player = new Player();
    this.player.keyframeBefore = time => this.timeline.keyframe(-1, time);
    this.statistics = new Statistics(this.player);
    this.timeline = Object.assign(document.createElement('cr-timeline'), { store });
    this.clipList = Object.assign(document.createElement('cr-clip-list'), { store });
    this.inspector = new Inspector(store, { run: action => this.#run(action), change: (clip, change) => this.#change(clip, change), clip: () => this.#chosen() });
    this.lists = new CutLists(source.id, listId);
    this.#edit(listId);
    this.#layOut(source);
    this.#listen(signal);
    this.#playerChanged();
    this.lists.read();
    // The list appears in its place: below the selected clip.
    this.clipList.hidden = true;
    await this.#load();
    if (signal.aborted) return;
    const clip = store.state.clips.find(it => it.id === asked.get('clip'));
    if (clip) store.set({ selected: { clipId: clip.id, edge: null } });
    this.clipList.hidden = false;
    this.timeline.readTiles(source.id);
    this.timeline.waveform?.read();
    await this.player.open(source, frames);
    if (!this.player.watchable) say('This source can be watched after its first cut: only sources with an index are streamed as a whole.');
    const start = parseTime(asked.get('t') ?? '', rate);
    if (asked.has('t') && !start) say('The time in the URL cannot be read, so the start is shown.', { kind: 'error' });
    await this.#seek(start?.seconds ?? 0);
  }

  /** Begins to cut a list. */
  #edit(listId) {
    this.#edits?.end();
    const edits = new Edits(this.#store, this.sourceId, listId);
    this.#edits = edits;
    edits.addEventListener('gone', () => {
      if (edits === this.#edits) this.#listGone();
    });
    this.#edits.addEventListener('refused', ({ detail }) => this.#refusedEdit(detail));
    this.#edits.addEventListener('foreign', () => say('Another client changed the clips of this source. You see its changes now.'));
    this.#refused = [];
    this.lists.current = listId;
    this.#store.set({ listId, clips: [], marks: { start: null, end: null }, redoable: 0, waiting: 0, stalled: null });
  }

  /** Reads the clips of the list. */
  async #load() {
    const edits = this.#edits;
    try {
      await this.#patiently(() => edits.load());
    } catch (problem) {
      if (problem.code !== 'cut-list-unknown' || edits !== this.#edits) throw problem;
      say('There is no such cut list. The list main is shown.', { kind: 'error' });
      this.#edit(this.sourceId);
      return this.#load();
    }
    if (edits === this.#edits) this.state.textContent = '';
  }

  /** Shows another list, when no edit of this one waits. */
  async #chooseList(listId) {
    if (listId === this.#store.state.listId) return;
    if (this.#edits.waiting > 0) {
      say('Edits of this cut list are being saved. Choose another list when they are saved.');
      return;
    }
    this.#edit(listId);
    try {
      await this.#load();
    } catch (problem) {
      if (!this.#left.signal.aborted) sayProblem('The clips of the cut list are not shown.', problem);
    }
  }

  #layOut(source) {
    const store = this.#store;
    const control = (action, label, given = {}) =>
      this.#keyed(action, given.tip ?? label, button(label, () => this.#run(action), given));
    this.playButton = control('toggle', 'Play', { class: 'primary play' });
    this.clock = this.#keyed('goTo', 'Go to a timecode', button('', () => this.#run('goTo'), { class: 'clock' }));
    this.state = el('span', { class: 'sign quiet', attr: { role: 'status' } });
    this.pill = el('span', { class: 'pill' });
    const choice = (name, label, options, change) => {
      const select = el('select', { name, on: { change: () => change(select.value) } }, ...Object.entries(options).map(([value, text]) => el('option', { value }, text)));
      return Object.assign(el('label', { class: 'choice' }, el('span', {}, label), select), { select });
    };
    this.formatChoice = choice('format', 'Times', source.video ? FORMATS : { seconds: FORMATS.seconds }, format => store.set({ format }));
    this.formatChoice.select.value = store.state.format;
    this.formChoice = choice('form', 'Form', { copy: 'Copy', precise: 'Precise' }, form => this.#playAs({ form }));
    this.formChoice.select.value = store.state.form;
    this.deliveryChoice = choice('delivery', 'As', { mp4: 'MP4', hls: 'HLS' }, delivery => this.#playAs({ delivery }));
    this.loopButton = control('loop', 'Loop', { attr: { 'aria-pressed': 'false' } });
    this.statsButton = control('stats', 'Stats', { attr: { 'aria-pressed': 'false' } });
    this.sourceButton = button('Back to the source', () => this.player.showSource(), { hidden: true });
    this.cost = el('p', { class: 'facts cost' });
    this.undoButton = control('undo', 'Undo');
    this.redoButton = control('redo', 'Redo');
    this.waveformButton = button('Show the audio', () => this.#makeWaveform(), { hidden: !hasAudio(source) });
    this.waveformButton.style.visibility = 'hidden';
    const name = source.title || fileName(source.uri);
    this.replaceChildren(
      el('div', { class: hasAudio(source) ? 'room audible' : 'room' },
        el('div', { class: 'room-title' },
          el('h1', {}, name),
          el('p', { class: 'facts' }, [formatDuration(source.durationSeconds), source.video ? `${source.video.width} × ${source.video.height}` : 'audio only', source.video ? `${source.video.codec}, ${Number(store.state.rate.fps.toFixed(3))} frames/s` : null].filter(Boolean).join(' · ')),
          this.state,
        ),
        el('section', { class: 'stage', attr: { 'aria-label': 'Player' } },
          el('div', { class: 'screen' }, this.player, this.pill, this.statistics.element),
          el('div', { class: 'transport' },
            control('frameBack', '◂', { tip: 'One frame back', attr: { 'aria-label': 'One frame back' } }),
            this.playButton,
            control('frameOn', '▸', { tip: 'One frame on', attr: { 'aria-label': 'One frame on' } }),
            this.clock,
            this.formatChoice,
            this.sourceButton,
          ),
          el('div', { class: 'transport' }, control('playClip', 'Play clip'), control('playAll', 'Play all'), this.loopButton, this.formChoice, this.deliveryChoice, this.statsButton, this.cost),
        ),
        el('section', { class: 'clips', attr: { 'aria-labelledby': 'clips-title' } }, el('h2', { id: 'clips-title' }, 'Clips'), this.lists.element, this.inspector.element, this.clipList),
        el('section', { class: 'cutting', attr: { 'aria-label': 'Timeline' } },
          el('div', { class: 'tools' },
            control('markStart', 'In'), control('markEnd', 'Out'), control('split', 'Split'), control('merge', 'Merge'), control('delete', 'Delete'),
            this.undoButton, this.redoButton,
            el('span', { class: 'space' }),
            this.waveformButton,
            control('wider', '−', { tip: 'Zoom out', attr: { 'aria-label': 'Zoom out' } }), control('closer', '+', { tip: 'Zoom in', attr: { 'aria-label': 'Zoom in' } }), control('fit', 'Fit'),
            control('help', 'Keys'),
          ),
          this.timeline,
        ),
      ),
    );
  }

  #controls = [];

  /** Names the key of an action on its button. */
  #keyed(action, tip, control) {
    this.#controls.push({ action, tip, control });
    this.#labelKeys([this.#controls.at(-1)]);
    return control;
  }

  #labelKeys(controls = this.#controls) {
    for (const { action, tip, control } of controls) {
      control.title = `${tip} (${keyLabel(action)})`;
      control.setAttribute('aria-keyshortcuts', keyLabel(action));
    }
  }

  #listen(signal) {
    const store = this.#store;
    document.addEventListener('keydown', event => this.#key(event), { signal });
    document.addEventListener('keyup', event => {
      if (nameOf(event) === 'K') this.#stopHeld = false;
    }, { signal });
    this.player.addEventListener('shown', ({ detail }) => {
      store.set({ time: detail.time, frame: detail.frame });
      if (this.player.playing) this.timeline.follow(detail.time);
    });
    this.player.addEventListener('state', () => this.#playerChanged());
    this.player.addEventListener('next', () => this.#nextPlays());
    this.player.addEventListener('problem', ({ detail }) => say(detail, { kind: 'error' }));
    this.player.addEventListener('unreadable', ({ detail }) => {
      this.#closeUnreadable();
      this.#closeUnreadable = say(detail, { kind: 'error' });
    });
    this.player.addEventListener('readable', ({ detail: again }) => {
      this.#closeUnreadable();
      if (again) say('The video can be read again.');
    });
    this.timeline.addEventListener('seek', ({ detail }) => this.#seek(detail.time));
    this.timeline.addEventListener('choose', ({ detail }) => this.#choose(detail));
    this.timeline.addEventListener('over', ({ detail }) => this.#prepareAt(detail));
    this.timeline.addEventListener('title', ({ detail }) => this.#title(detail.clipId));
    this.timeline.addEventListener('move', ({ detail }) => this.#moveDragged(detail));
    this.timeline.waveform?.addEventListener('change', () => this.#waveformChanged());
    this.clipList.addEventListener('choose', ({ detail }) => this.#choose({ clipId: detail, edge: null }, true));
    this.clipList.addEventListener('title', ({ detail }) => this.#title(detail));
    this.lists.addEventListener('choose', ({ detail }) => this.#chooseList(detail));
    this.feed.addEventListener('event', ({ detail }) => this.#event(detail), { signal });
    // What happened before the feed was read is in no event.
    this.feed.addEventListener('open', () => this.#readAgain(), { signal });
    addEventListener('popstate', () => this.#placeOfUrl(), { signal });
    this.#ends.push(
      store.watch(['time', 'frame', 'format'], ({ time, frame, rate, format }) => {
        this.clock.textContent = formatPoint({ time, frame }, rate, format);
        this.clock.setAttribute('aria-label', `Time ${this.clock.textContent}. Go to a timecode`);
      }),
      store.watch(['clips'], () => this.#clipsChanged()),
      store.watch(['selected', 'form', 'delivery', 'clips'], () => this.#showCost()),
      store.watch(['waiting', 'stalled'], ({ waiting, stalled }) => {
        this.state.textContent = waiting === 0 ? '' : stalled ? `${stalled} ${waiting} ${waiting === 1 ? 'edit waits' : 'edits wait'} and will be sent.` : 'Saving …';
        this.state.classList.toggle('bad', Boolean(waiting && stalled));
      }),
      store.watch(['redoable'], ({ redoable }) => {
        this.redoButton.disabled = redoable === 0;
      }),
      store.watch(['time', 'view', 'selected', 'listId'], () => this.#rememberPlace()),
    );
  }

  #key(event) {
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    if (action === 'stop') this.#stopHeld = true;
    this.#run(action, event);
  }

  /** Runs an action of the table of keys. */
  #run(action, event = {}) {
    const { player, timeline } = this;
    const { time, frame, source, marks } = this.#store.state;
    const held = event.repeat ? (this.#repeats = (this.#repeats ?? 0) + 1) : (this.#repeats = 0);
    const frames = 2 ** Math.min(4, Math.floor(held / 8));
    switch (action) {
      case 'toggle': return player.playing || player.reversing ? player.pause() : player.play();
      case 'back': return player.reverse();
      case 'stop': return player.pause();
      case 'forward': return this.#stopHeld ? player.step(1) : player.play(player.playing ? Math.min(8, player.rate * 2) : 1);
      case 'frameBack': return player.step(-frames);
      case 'frameOn': return player.step(frames);
      case 'secondBack': return this.#seek(time - 1);
      case 'secondOn': return this.#seek(time + 1);
      case 'first': return this.#seek(0);
      case 'last': return this.#seek(source.durationSeconds);
      case 'previousCut': return this.#toCut(-1);
      case 'nextCut': return this.#toCut(1);
      case 'previousKeyframe': return this.#toKeyframe(-1);
      case 'nextKeyframe': return this.#toKeyframe(1);
      case 'markStart': return this.#mark({ ...marks, start: time });
      case 'markEnd': return this.#markEnd(frame);
      case 'split': return this.#split();
      case 'merge': return this.#merge();
      case 'nudgeBack': return this.#nudge(-frames);
      case 'nudgeOn': return this.#nudge(frames);
      case 'endToPlayhead': return this.#endToPlayhead();
      case 'playClip': return this.#playClip();
      case 'playAll': return this.#playClip({ all: true });
      case 'stats': return this.statsButton.setAttribute('aria-pressed', String(this.statistics.toggle()));
      case 'playAround': return this.#playAround();
      case 'loop': return this.#loop();
      case 'title': return this.#title();
      case 'delete': return this.#delete();
      case 'undo': return this.#edits.undo();
      case 'redo': return this.#edits.redo();
      case 'retry': return this.#retry();
      case 'goTo': return this.#goTo();
      case 'full': return document.fullscreenElement ? document.exitFullscreen() : this.querySelector('.stage').requestFullscreen?.().catch(() => {});
      case 'closer': return timeline.zoom(1.6);
      case 'wider': return timeline.zoom(1 / 1.6);
      case 'fit': return this.#fit();
      case 'clear': return this.#clear();
      case 'help': return showKeys(it => this.#run(it), () => this.#labelKeys());
      default: return undefined;
    }
  }

  #repeats = 0;
  #fitted = false;

  // Places

  async #seek(time) {
    const { source } = this.#store.state;
    const to = Math.max(0, Math.min(source.durationSeconds, time));
    if (this.player.playing) this.player.pause();
    this.timeline.follow(to);
    try {
      await this.player.seek(to);
    } catch (problem) {
      sayProblem('The frame is not shown.', problem);
    }
    if (!source.video) this.#store.set({ time: to });
  }

  #cuts() {
    const { clips, source } = this.#store.state;
    return [...new Set([0, ...clips.flatMap(clip => [clip.start, clip.end]), source.durationSeconds])].sort((a, b) => a - b);
  }

  async #toCut(direction) {
    const { time, clips } = this.#store.state;
    const cuts = this.#cuts();
    const to = direction > 0 ? cuts.find(cut => cut > time + NEAR) : cuts.findLast(cut => cut < time - NEAR);
    if (to === undefined) return;
    const starting = clips.find(clip => Math.abs(clip.start - to) < NEAR);
    const ending = clips.find(clip => Math.abs(clip.end - to) < NEAR);
    if (starting) this.#choose({ clipId: starting.id, edge: 'start' });
    else if (ending) this.#choose({ clipId: ending.id, edge: 'end' });
    await this.#seek(to);
  }

  async #toKeyframe(direction) {
    const to = await this.timeline.keyframe(direction, this.#store.state.time);
    if (to !== null) await this.#seek(to);
    else say(direction > 0 ? 'There is no keyframe after this frame.' : 'There is no keyframe before this frame.');
  }

  #fit() {
    const clip = this.#chosen();
    const { source } = this.#store.state;
    this.#fitted = clip ? !this.#fitted : false;
    if (this.#fitted) this.timeline.fit(clip.start, clip.end);
    else this.timeline.fit(0, source.durationSeconds);
  }

  #goTo() {
    const { rate, format, time, frame } = this.#store.state;
    const input = el('input', { name: 'time', value: formatPoint({ time, frame }, rate, format), autocomplete: 'off', spellcheck: false, attr: { 'aria-describedby': 'go-problem' } });
    const problem = el('p', { id: 'go-problem', class: 'problem', attr: { role: 'alert' } });
    const dialog = el('dialog', { class: 'small', attr: { 'aria-labelledby': 'go-title' }, on: { close: () => dialog.remove() } },
      el('form', { on: { submit: async event => {
        event.preventDefault();
        const to = parseTime(input.value, rate);
        if (!to) {
          problem.textContent = 'This is not a time. Write 01:02:03:04, 1:02:03.5, 62.5 or 1500f.';
          return;
        }
        dialog.close();
        if (to.frame === undefined) this.#seek(to.seconds);
        else if (rate) this.player.seekFrame(to.frame).then(() => this.timeline.follow(this.#store.state.time));
      } } },
        el('h2', { id: 'go-title' }, 'Go to'),
        field('Time', input, 'Timecode, time, seconds, or a frame number as 1500f'),
        problem,
        el('div', { class: 'buttons' }, el('button', { type: 'submit', class: 'primary' }, 'Go'), button('Cancel', () => dialog.close())),
      ));
    document.body.append(dialog);
    dialog.showModal();
    input.select();
  }

  // Clips

  #chosen() {
    const { clips, selected, time } = this.#store.state;
    const chosen = clips.find(clip => clip.id === selected?.clipId);
    if (chosen) return chosen;
    const clip = clips[firstEndingAfter(clips, time + NEAR)];
    return clip && clip.start <= time + NEAR ? clip : null;
  }

  /** The clip that the playhead is in. */
  #under() {
    const { clips, time } = this.#store.state;
    const clip = clips[firstEndingAfter(clips, time + NEAR)];
    return clip && clip.start <= time + NEAR ? clip : null;
  }

  #choose(selected, goThere = false) {
    this.#store.set({ selected });
    this.#fitted = false;
    const clip = selected && this.#store.state.clips.find(it => it.id === selected.clipId);
    if (!clip) return;
    if (goThere) this.#seek(clip.start);
    this.#prepare(clip);
  }

  /** Makes the precise forms of a clip and of the two after it, if that is what would be played. Each version once. */
  #prepare(clip) {
    const { clips, form } = this.#store.state;
    if (form !== 'precise') return;
    const from = clips.indexOf(clip);
    for (const { id, preciseStreamUrl, draft } of from < 0 ? [clip] : clips.slice(from, from + 3)) {
      if (draft || !preciseStreamUrl || this.#prepared.has(preciseStreamUrl)) continue;
      if (this.#prepared.size > 1000) this.#prepared.clear();
      this.#prepared.add(preciseStreamUrl);
      send('POST', `/api/clips/${id}/prepare`).catch(() => this.#prepared.delete(preciseStreamUrl));
    }
  }

  #prepared = new Set();

  /** The pointer rests on a clip. */
  #prepareAt(clip) {
    clearTimeout(this.#over);
    if (clip) this.#over = setTimeout(() => this.#prepare(clip), 200);
  }

  #over = 0;

  #mark(marks) {
    this.#store.set({ marks });
    if (marks.start !== null && marks.end !== null && marks.end > marks.start) this.#create(marks.start, marks.end);
  }

  async #markEnd(frame) {
    const { marks, frames, rate, time } = this.#store.state;
    const end = rate ? (await frames.number(frame)).end : time;
    this.#mark({ ...marks, end });
  }

  async #create(start, end) {
    const { clips } = this.#store.state;
    const other = clips[firstEndingAfter(clips, start)];
    if (other && other.start < end) {
      say('The marked range overlaps a clip. Move a mark, or split the clip instead.', { kind: 'error' });
      return;
    }
    this.#store.set({ marks: { start: null, end: null } });
    const made = this.#edits.create(start, end);
    this.#select(it => Math.abs(it.start - start) < NEAR);
    await made;
  }

  #select(matches) {
    const clip = this.#store.state.clips.find(matches);
    if (clip) this.#choose({ clipId: clip.id, edge: null });
  }

  #split() {
    const { clips, time } = this.#store.state;
    const clip = this.#under();
    if (clip && time > clip.start + NEAR) {
      this.#edits.split(clip, time);
    } else if (clips.length === 0 && time > NEAR) {
      this.#edits.partition([time]);
    } else if (clips.length === 0) {
      this.#edits.partition([]);
    } else {
      say(clip ? 'There is a cut already.' : `No clip is here. Mark one with ${keyLabel('markStart')} and ${keyLabel('markEnd')}.`);
      return;
    }
    this.#select(it => Math.abs(it.start - time) < NEAR);
  }

  #merge() {
    const clip = this.#chosen();
    const { clips } = this.#store.state;
    const next = clip && clips[clips.indexOf(clip) + 1];
    if (!next || Math.abs(next.start - clip.end) > NEAR) {
      say('No clip begins where this one ends, so there is nothing to merge.');
      return;
    }
    this.#edits.merge(clip, next);
    this.#choose({ clipId: clip.id, edge: null });
  }

  #delete() {
    const clip = this.#chosen();
    if (!clip) return;
    const { clips } = this.#store.state;
    const index = clips.indexOf(clip);
    const next = clips[index + 1] ?? clips[index - 1];
    this.#edits.delete(clip);
    this.#store.set({ selected: next ? { clipId: next.id, edge: null } : null });
  }

  /** The end that is selected, or the nearer one of the clip. */
  #edge() {
    const clip = this.#chosen();
    if (!clip) return null;
    const { selected, time } = this.#store.state;
    const edge = (selected?.clipId === clip.id && selected.edge) || (Math.abs(clip.start - time) <= Math.abs(clip.end - time) ? 'start' : 'end');
    return { clip, edge };
  }

  async #nudge(count) {
    const found = this.#edge();
    const { frames, rate, source } = this.#store.state;
    if (!found) return;
    const { clip, edge } = found;
    const at = clip[edge];
    let to = at + count / 25;
    if (rate) {
      const frame = at >= source.durationSeconds - NEAR ? frames.count : (await frames.at(at + NEAR)).frame;
      const wanted = Math.max(0, Math.min(frames.count, frame + count));
      to = wanted >= frames.count ? source.durationSeconds : (await frames.number(wanted)).start;
    }
    this.#store.set({ selected: { clipId: clip.id, edge } });
    this.#moveEdge(clip, edge, to);
    await this.#seek(to);
  }

  #endToPlayhead() {
    const clip = this.#chosen();
    const { time } = this.#store.state;
    if (!clip) return;
    const edge = Math.abs(clip.start - time) <= Math.abs(clip.end - time) ? 'start' : 'end';
    this.#store.set({ selected: { clipId: clip.id, edge } });
    this.#moveEdge(clip, edge, time);
  }

  #moveEdge(chosen, edge, to) {
    const { clips, source } = this.#store.state;
    // The list may have been replaced since the clip was chosen.
    const index = clips.findIndex(it => it.id === this.#edits.real(chosen.id));
    if (index < 0) return;
    const clip = clips[index];
    const before = clips[index - 1];
    const after = clips[index + 1];
    const at = Math.max(0, Math.min(source.durationSeconds, to));
    if (Math.abs(at - clip[edge]) < NEAR) return;
    if (edge === 'start' ? at >= clip.end - NEAR : at <= clip.start + NEAR) {
      say('A clip keeps at least one frame.');
    } else if (edge === 'end' && after && Math.abs(after.start - clip.end) < NEAR) {
      if (at >= after.end - NEAR) say('The next clip keeps at least one frame.');
      else this.#edits.moveEnd(clip, after, at);
    } else if (edge === 'start' && before && Math.abs(before.end - clip.start) < NEAR) {
      if (at <= before.start + NEAR) say('The clip before keeps at least one frame.');
      else this.#edits.moveEnd(before, clip, at);
    } else {
      this.#edits.change(clip, { [edge]: at });
    }
  }

  async #moveDragged({ left, right, to }) {
    const { rate, frames, clips } = this.#store.state;
    const frame = rate ? await frames.at(to) : null;
    const at = !frame ? to : to - frame.start <= frame.end - to ? frame.start : frame.end;
    const clip = clips.find(it => it.id === (left ?? right).id);
    if (!clip) return;
    this.#choose({ clipId: clip.id, edge: left ? 'end' : 'start' });
    this.#moveEdge(clip, left ? 'end' : 'start', at);
    await this.#seek(at);
  }

  #change(clip, change) {
    if ('title' in change) return this.#edits.change(clip, change);
    const [edge] = Object.keys(change);
    return this.#moveEdge(clip, edge, change[edge]);
  }

  #title(clipId) {
    if (clipId) this.#choose({ clipId, edge: null });
    const clip = this.#chosen();
    if (!clip) return;
    if (this.#store.state.selected?.clipId !== clip.id) this.#choose({ clipId: clip.id, edge: null });
    queueMicrotask(() => this.inspector.editTitle());
  }

  #clear() {
    this.#store.set({ marks: { start: null, end: null }, selected: null });
    if (this.player.mode === 'clip') this.player.showSource();
  }

  // Playing

  /** The clip that follows another one, in the list of now. With the loop, the first one follows the last one. */
  #after(clip) {
    const { clips, loop } = this.#store.state;
    const following = clips[clips.findIndex(it => it.id === clip.id) + 1] ?? (loop ? clips[0] : null);
    return following?.draft ? null : following;
  }

  /** With `all`, the clips after it follow without a gap. */
  async #playClip({ all = false } = {}) {
    const clip = this.#chosen() ?? (all ? this.#store.state.clips[0] : null);
    if (!clip) {
      say('No clip is selected, and none is at the playhead.');
      return;
    }
    if (clip.draft) await this.#confirmed();
    const now = this.#store.state.clips.find(it => it.id === this.#edits.real(clip.id));
    if (!now || now.draft) return;
    this.#choose({ clipId: now.id, edge: null });
    const { form, delivery, loop } = this.#store.state;
    this.player.follow = all ? it => this.#after(it) : null;
    await this.player.playClip(now, { form, delivery, loop });
  }

  #nextPlays() {
    const { clip } = this.player;
    this.#store.set({ selected: { clipId: clip.id, edge: null } });
    this.#prepare(clip);
    this.timeline.follow(clip.start);
  }

  /** Resolves when no edit waits. */
  #confirmed() {
    return new Promise(resolve => {
      const end = this.#store.watch(['waiting'], ({ waiting }) => {
        if (waiting > 0) return;
        queueMicrotask(() => end());
        resolve();
      });
    });
  }

  #playAround() {
    const { time, source } = this.#store.state;
    const inner = this.#cuts().filter(cut => cut > 0 && cut < source.durationSeconds);
    const cut = inner.sort((a, b) => Math.abs(a - time) - Math.abs(b - time))[0] ?? time;
    return this.player.playRange(Math.max(0, cut - AROUND_S), Math.min(source.durationSeconds, cut + AROUND_S));
  }

  #loop() {
    const loop = !this.#store.state.loop;
    this.#store.set({ loop });
    this.player.setLoop(loop);
    this.loopButton.setAttribute('aria-pressed', String(loop));
  }

  #playAs(change) {
    this.#store.set(change);
    const clip = this.#chosen();
    if (clip) this.#prepare(clip);
    if (this.player.mode === 'clip') this.#playAgain(this.player.clip);
  }

  #playAgain(clip) {
    const { form, delivery, loop } = this.#store.state;
    const play = this.player.playing;
    const from = Math.max(clip.start, Math.min(this.player.time, clip.end - 0.001));
    return this.player.playClip(clip, { form, delivery, loop, from: play ? clip.start : from, play });
  }

  #playerChanged() {
    const { player } = this;
    this.playButton.textContent = player.playing || player.reversing ? 'Pause' : 'Play';
    this.sourceButton.hidden = player.mode === 'source';
    const clip = player.mode === 'clip' ? (player.clip.title || 'Clip') : 'Source';
    const how = player.reversing ? (player.reverseRate > 1 ? `backwards, ${player.reverseRate} ×, no audio` : 'backwards, frame by frame, no audio') : player.playing && player.rate !== 1 ? `${player.rate} ×` : '';
    this.pill.textContent = [clip, player.mode === 'clip' && player.follow ? 'then all after it' : '', how].filter(Boolean).join(' · ');
  }

  #clipsChanged() {
    const { selected, clips } = this.#store.state;
    if (selected) {
      const id = this.#edits.real(selected.clipId);
      if (!clips.some(clip => clip.id === id)) this.#store.set({ selected: null });
      else if (id !== selected.clipId) this.#store.set({ selected: { ...selected, clipId: id } });
    }
    const { player } = this;
    if (player.mode !== 'clip') return;
    const now = clips.find(clip => clip.id === player.clip.id);
    if (!now) player.showSource();
    else if (now.streamUrl !== player.clip.streamUrl && this.#store.state.waiting === 0) this.#playAgain(now);
  }

  /** What the chosen form costs. */
  #showCost() {
    const clip = this.#chosen();
    const { form, delivery } = this.#store.state;
    if (!clip || clip.draft || !this.#store.state.selected) {
      this.cost.textContent = '';
      return;
    }
    this.formChoice.select.options[1].disabled = !clip.preciseStreamUrl;
    this.deliveryChoice.select.options[1].disabled = !clip.hlsUrl;
    const lead = formatDuration(clip.keyframe?.leadSeconds ?? 0);
    if (clip.keyframe?.startsOnKeyframe) this.cost.textContent = 'Starts on a keyframe: nothing is encoded.';
    else if (form === 'precise' && clip.preciseStreamUrl) this.cost.textContent = clip.precise?.wholeEncoded ? 'All its frames are encoded once.' : 'The frames at its ends are encoded once.';
    else if (delivery === 'hls' || clip.engine === 'ffmpeg') this.cost.textContent = `Starts ${lead} early, at the keyframe.`;
    else this.cost.textContent = `Carries ${lead} before its start, which only Firefox shows.`;
  }

  // Other people and failures

  #event(event) {
    if (event.type === 'gap') this.#readAgain();
    if (event.sourceId !== this.sourceId) return;
    if (event.type === 'clips-changed' && event.cutListId === this.#store.state.listId) this.#edits.take(event);
    if (event.type === 'cut-list-changed') this.#listsChanged(event);
    if (event.type === 'source-deleted') this.#fail(new Problem(404));
    if (event.type === 'source-changed' && event.state === 'ready') this.#readAgain(true);
    if (event.type === 'job-changed') this.#jobChanged(event);
  }

  #listsChanged({ cutListId, deleted }) {
    if (deleted && cutListId === this.#store.state.listId) this.#listGone();
    this.lists.read();
  }

  /** The list that is shown was deleted by another client. */
  #listGone() {
    if (this.#store.state.listId === this.sourceId) {
      this.#fail(new Problem(404));
      return;
    }
    say(`Another client deleted the cut list “${this.lists.name}”. The list main is shown.`, { kind: 'error' });
    this.#edit(this.sourceId);
    this.#load().catch(problem => sayProblem('The clips are not shown.', problem));
  }

  #readAgain(changed = false) {
    this.#edits.reload();
    this.lists.read();
    this.timeline.waveform?.read(changed);
  }

  async #jobChanged(event) {
    const problem = await this.timeline.waveform?.take(event);
    if (problem) say(`The waveform was not made. ${problem.text}`, { kind: 'error', code: problem.code });
  }

  async #makeWaveform() {
    try {
      await this.timeline.waveform.make();
    } catch (problem) {
      sayProblem('The waveform is not made.', problem);
    }
  }

  #waveformChanged() {
    const { state, progress } = this.timeline.waveform;
    const offered = state === 'none' || state === 'making';
    if (!offered && document.activeElement === this.waveformButton) this.timeline.querySelector('canvas').focus({ preventScroll: true });
    // The button keeps its place, so that nothing moves when the page knows whether it is needed.
    this.waveformButton.style.visibility = offered ? 'visible' : 'hidden';
    this.waveformButton.textContent = state === 'making' ? `Reading the audio, ${progress} %` : 'Show the audio';
  }

  /** Says which edits were not made and why, and keeps them one key away. */
  #refusedEdit({ edits, problem, before, now }) {
    const conflict = problem.status === 409 || problem.status === 412;
    const repeatable = conflict ? edits.filter(edit => edit.send && edit.kind !== 'undo') : [];
    const [first, ...later] = edits;
    const also = later.length === 0 ? '' : ` ${later.length === 1 ? 'An edit' : `${later.length} edits`} that you made on it since then ${later.length === 1 ? 'was' : 'were'} not made either.`;
    this.#refused = repeatable;
    say(`${first.name} ${this.#why(problem, before, now)}${also}`, {
      kind: 'error',
      code: problem.code,
      action: repeatable.length > 0 ? { label: `Try again (${keyLabel('retry')})`, run: () => this.#retry(repeatable) } : undefined,
    });
  }

  #why(problem, before, now) {
    if (problem.code === 'clip-not-found') return now ? 'Another client deleted the other clip meanwhile.' : 'Another client deleted the clip meanwhile.';
    if (problem.status !== 412) return problem.message;
    const { rate, format, frames } = this.#store.state;
    const point = time => formatPoint({ time, frame: rate ? frames.estimate(time + NEAR) : null }, rate, format);
    const changes = before && now
      ? [
        before.start === now.start ? null : `moved its start to ${point(now.start)}`,
        before.end === now.end ? null : `moved its end to ${point(now.end)}`,
        before.title === now.title ? null : now.title ? `named it “${now.title}”` : 'removed its title',
      ].filter(Boolean)
      : [];
    return `Another client ${changes.length > 0 ? changes.join(' and ') : 'changed the clips'} meanwhile. You see the state of now.`;
  }

  #retry(edits = this.#refused) {
    if (edits === this.#refused) this.#refused = [];
    for (const edit of edits) this.#edits.retry(edit);
  }

  // The URL

  #rememberPlace() {
    clearTimeout(this.#url);
    this.#url = setTimeout(() => {
      if (!this.isConnected) return;
      const { time, view, selected, source, listId } = this.#store.state;
      const place = new URLSearchParams({ source: source.id, t: time.toFixed(3) });
      if (view.span && view.span < source.durationSeconds) {
        place.set('from', Math.max(0, view.from).toFixed(3));
        place.set('to', Math.min(source.durationSeconds, view.from + view.span).toFixed(3));
      }
      if (listId !== source.id) place.set('list', listId);
      if (selected && !selected.clipId.startsWith('new-')) place.set('clip', selected.clipId);
      history.replaceState(history.state, '', `/studio?${place}`);
    }, 300);
  }

  #placeOfUrl() {
    const asked = new URLSearchParams(location.search);
    const to = parseTime(asked.get('t') ?? '', null);
    if (asked.get('source') !== this.sourceId) return;
    this.#chooseList(isId(asked.get('list')) ? asked.get('list') : this.sourceId);
    if (to?.seconds !== undefined) this.#seek(to.seconds);
  }
}

customElements.define('cr-room', Room);
