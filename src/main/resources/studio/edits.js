// Edits: shown at once, sent one after another, each with the entity tag of what the person saw. The server's response
// replaces what was shown. Undo is the server's log; redo applies an operation again.

import { allClips, clipsAndTag, get, inList, Problem, request, send } from './api.js';
import { decimal } from './frames.js';

const LONGEST_WAIT_MS = 15_000;
const SINGLE_CLIPS = 20;
// All clips are read again at most this often, however many events there are.
const ALL_EVERY_MS = 1000;

/**
 * Keeps `clips` (with what waits), `waiting` (the number of edits that are not confirmed) and `redoable` in the store.
 * Dispatches `refused`, `foreign` (another client changed the clips), `gone` (the list or its source does not exist any more) and
 * `done` (detail: the edit). The detail of `refused` is
 * `{edits, problem, before, now}`: the edit that was rejected and those that were made on it, the problem, and the clip that
 * the person saw and the one of now, each null if there is none.
 */
export class Edits extends EventTarget {
  #store;
  #sourceId;
  #listId;
  /** The field of a request that names the list. */
  #list;
  #confirmed = [];
  #queue = [];
  #running = false;
  #ids = new Map();
  #temporary = 0;
  #own = [];
  #events = [];
  #redo = [];
  #ended = false;
  #loaded = false;
  /** Counts the changes of this page that the server has confirmed. */
  #changes = 0;

  constructor(store, sourceId, listId) {
    super();
    this.#store = store;
    this.#sourceId = sourceId;
    this.#listId = listId;
    this.#list = listId === sourceId ? {} : { cutList: listId };
  }

  async load() {
    const clips = await allClips(this.#sourceId, this.#listId);
    const redo = undoneOperations(await this.#operations());
    if (this.#ended) return;
    this.#confirmed = clips;
    this.#show();
    this.#setRedo(redo);
    this.#loaded = true;
    this.#catchUp();
  }

  /** Ends what is shown. Edits that wait are still sent. */
  end() {
    this.#ended = true;
  }

  get waiting() {
    return this.#queue.length;
  }

  // The edits. Each returns a promise of whether it was made.

  create(start, end, title) {
    const id = this.#temporaryId();
    const body = { start: number(start), end: number(end), ...(title ? { title } : {}), ...this.#list };
    return this.#add({
      name: 'The new clip was not made.',
      kind: 'create',
      made: [id],
      apply: clips => sorted([...clips, { ...draft(id), start, end, title: title ?? null }]),
      send: how => send('POST', `/api/sources/${this.#sourceId}/clips`, { body, ...how }),
    });
  }

  partition(cuts) {
    const ends = [...cuts, this.#store.state.source.durationSeconds];
    const ids = ends.map(() => this.#temporaryId());
    return this.#add({
      name: 'The source was not cut.',
      kind: 'partition',
      made: ids,
      replacesAll: true,
      apply: () => ends.map((end, i) => ({ ...draft(ids[i]), start: i === 0 ? 0 : ends[i - 1], end })),
      send: async ({ edit, idempotencyKey }) => {
        edit.listTag ??= await this.#tagOfSeen();
        return send('POST', `/api/sources/${this.#sourceId}/clips:partition`, { body: { cuts: cuts.map(number), ...this.#list }, ifMatch: edit.listTag, idempotencyKey });
      },
    });
  }

  /** Returns the entity tag of the list. Rejects if the list is not what the person saw. */
  async #tagOfSeen() {
    const { clips, tag } = await clipsAndTag(this.#sourceId, this.#listId);
    if (JSON.stringify(clips.map(facts)) === JSON.stringify(this.#confirmed.map(facts))) return tag;
    throw new Problem(412, { code: 'precondition-failed', detail: 'Another client changed the clips meanwhile.' });
  }

  split(clip, at) {
    const id = this.#temporaryId();
    return this.#change(clip, {
      name: 'The clip was not split.',
      kind: 'split',
      made: [clip.id, id],
      apply: (found, clips) =>
        sorted(clips.flatMap(it => (it.id === found.id ? [{ ...it, end: at }, { ...draft(id), title: it.title, start: at, end: it.end }] : [it]))),
      path: '/split',
      body: () => ({ at: number(at) }),
    });
  }

  merge(clip, next) {
    return this.#change(clip, {
      name: 'The clips were not merged.',
      kind: 'merge',
      made: [clip.id],
      gone: [next.id],
      apply: (found, clips) => {
        const other = clips.find(it => it.id === this.#real(next.id));
        if (!other) return clips;
        return clips
          .filter(it => it.id !== other.id)
          .map(it => (it.id === found.id ? { ...it, start: Math.min(it.start, other.start), end: Math.max(it.end, other.end) } : it));
      },
      path: '/merge',
      body: () => ({ with: this.#real(next.id) }),
    });
  }

  moveEnd(clip, next, to) {
    return this.#change(clip, {
      name: 'The cut was not moved.',
      kind: 'move-end',
      made: [clip.id, next.id],
      apply: (found, clips) =>
        clips.map(it => (it.id === found.id ? { ...it, end: to } : it.id === this.#real(next.id) ? started(it, to) : it)),
      path: '/move-end',
      body: () => ({ to: number(to) }),
    });
  }

  change(clip, change) {
    return this.#change(clip, {
      name: 'The clip was not changed.',
      kind: 'change',
      made: [clip.id],
      apply: (found, clips) => sorted(clips.map(it => (it.id === found.id ? started({ ...it, ...change }, change.start ?? it.start) : it))),
      method: 'PATCH',
      path: '',
      body: () => Object.fromEntries(Object.entries(change).map(([name, value]) => [name, typeof value === 'number' ? number(value) : value])),
    });
  }

  delete(clip) {
    return this.#change(clip, {
      name: 'The clip was not deleted.',
      kind: 'delete',
      made: [],
      gone: [clip.id],
      apply: (found, clips) => clips.filter(it => it.id !== found.id),
      method: 'DELETE',
      path: '',
      body: () => undefined,
    });
  }

  undo() {
    return this.#add({
      name: 'Nothing was undone.',
      kind: 'undo',
      keepsRedo: true,
      apply: clips => clips,
      send: async how => {
        const { edit, idempotencyKey } = how;
        // If the response was lost, the same operation is asked for again, and not the one before it.
        edit.operationId ??= (await this.#operations()).find(operation => operation.undoneAt === null)?.id;
        if (!edit.operationId) throw new Problem(409, { code: 'nothing-to-undo', detail: 'The log of these clips has no operation to undo.' });
        const undone = await send('POST', `/api/operations/${edit.operationId}/undo`, { idempotencyKey });
        this.#confirmed = await allClips(this.#sourceId, this.#listId);
        this.#redo.push(undone);
        this.#own.push({ operationId: undone.id });
        return null;
      },
    });
  }

  redo() {
    const operation = this.#redo.pop();
    if (!operation) return Promise.resolve(false);
    this.#store.set({ redoable: this.#redo.length });
    const again = this.#again(operation);
    if (again) return again;
    this.#refuse([{ name: 'The operation was not applied again.' }], new Problem(409, { code: 'too-large', detail: 'It changed more clips than its log entry lists, or they are gone.' }));
    return Promise.resolve(false);
  }

  /** An event of the feed about this source. */
  take(event) {
    this.#events.push(event);
    this.#catchUp();
  }

  /** Reads all clips again, after a gap in the feed. */
  reload() {
    this.take({ type: 'gap' });
  }

  /** Applies an undone operation again. Returns null if the log entry does not list all its changes. */
  #again({ kind, changes, changeCount }) {
    if (changeCount > changes.length) return null;
    const find = id => this.#store.state.clips.find(clip => clip.id === this.#real(id));
    const kept = changes.find(({ before, after }) => before && after);
    const made = changes.filter(({ before }) => !before).sort((a, b) => a.after.start - b.after.start);
    const gone = changes.filter(({ after }) => !after);
    const remember = edit => {
      edit.keepsRedo = true;
      edit.stands = made.map(({ clipId }) => clipId);
      return edit;
    };
    this.#mark = remember;
    try {
      const clip = find((kept ?? gone[0])?.clipId);
      switch (kind) {
        case 'create':
          return this.create(made[0].after.start, made[0].after.end, made[0].after.title);
        case 'partition':
          return this.partition(made.map(({ after }) => after.start).filter(start => start > 0));
        case 'delete':
          return clip ? this.delete(clip) : null;
        case 'change':
          return clip ? this.change(clip, { start: kept.after.start, end: kept.after.end, ...(kept.after.title === null ? {} : { title: kept.after.title }) }) : null;
        case 'split':
          return clip ? this.split(clip, kept.after.end) : null;
        case 'merge': {
          const other = find(gone[0].clipId);
          return clip && other ? this.merge(clip, other) : null;
        }
        case 'move-end': {
          const left = changes.find(({ before, after }) => before.start === after.start);
          const right = changes.find(it => it !== left);
          return left && right && find(left.clipId) && find(right.clipId)
            ? this.moveEnd(find(left.clipId), find(right.clipId), left.after.end)
            : null;
        }
        default:
          return null;
      }
    } finally {
      this.#mark = null;
    }
  }

  #mark = null;

  /** An edit of one clip that exists. */
  #change(clip, { method = 'POST', path, body, apply, ...edit }) {
    return this.#add({
      ...edit,
      clipId: clip.id,
      apply: clips => {
        const found = clips.find(it => it.id === this.#real(clip.id));
        return found ? apply(found, clips) : clips;
      },
      send: how => send(method, `/api/clips/${this.#real(clip.id)}${path}`, { body: body(), ...how }),
    });
  }

  #add(edit) {
    // What the person sees is what the server has confirmed, unless own edits of the clip wait.
    const waits = this.#queue.some(it => it.replacesAll || it.kind === 'undo' || this.#touched(it).includes(this.#real(edit.clipId)));
    const seen = waits ? undefined : this.#confirmed.find(it => it.id === this.#real(edit.clipId))?.etag;
    const queued = { ...edit, seen, listTag: undefined, operationId: undefined, idempotencyKey: crypto.randomUUID() };
    this.#mark?.(queued);
    if (!queued.keepsRedo) this.#setRedo([]);
    const made = new Promise(resolve => {
      queued.resolve = resolve;
    });
    this.#queue.push(queued);
    this.#show();
    this.#run();
    return made;
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    addEventListener('beforeunload', ask);
    let wait = 500;
    // What waits is also sent when the list is no longer shown.
    while (this.#queue.length > 0) {
      const edit = this.#queue[0];
      try {
        const ifMatch = edit.seen ?? this.#confirmed.find(it => it.id === this.#real(edit.clipId))?.etag;
        const response = await edit.send({ edit, ifMatch, idempotencyKey: edit.idempotencyKey });
        this.#confirm(edit, response);
        this.#queue.shift();
        this.#publish({ stalled: null, redoable: this.#redo.length });
        wait = 500;
        edit.resolve(true);
        this.dispatchEvent(new CustomEvent('done', { detail: edit }));
      } catch (error) {
        const problem = error instanceof Problem ? error : new Problem(500, { detail: String(error.message) });
        if (problem.status === 401 || problem.passing) {
          // The edit stays in the queue, and is sent again with the same key: it is made once.
          this.#publish({ stalled: problem.message });
          await pause(Math.max(wait, problem.retryAfterSeconds * 1000));
          wait = Math.min(LONGEST_WAIT_MS, wait * 2);
          continue;
        }
        this.#queue.shift();
        const later = this.#takeLater(edit);
        const find = () => this.#confirmed.find(it => it.id === this.#real(edit.clipId)) ?? null;
        const before = find();
        await this.#readAgain();
        this.#publish({ stalled: null });
        wait = 500;
        this.#refuse([edit, ...later], problem, before, find());
      }
      this.#show();
    }
    this.#running = false;
    removeEventListener('beforeunload', ask);
    this.#catchUp();
  }

  #refuse(edits, problem, before = null, now = null) {
    for (const edit of edits) edit.resolve?.(false);
    this.dispatchEvent(new CustomEvent('refused', { detail: { edits, problem, before, now } }));
  }

  /** Takes the waiting edits that were made on a rejected one out of the queue: the clips are not those that the person saw. */
  #takeLater(rejected) {
    const touched = new Set(this.#touched(rejected));
    const [later, kept] = [[], []];
    for (const edit of this.#queue) {
      const own = this.#touched(edit);
      const made = rejected.replacesAll || edit.replacesAll || edit.kind === 'undo' || own.some(id => touched.has(id));
      (made ? later : kept).push(edit);
      if (made) own.forEach(id => touched.add(id));
    }
    this.#queue = kept;
    return later;
  }

  /** The clips that an edit changes, creates or deletes. */
  #touched({ clipId, made = [], gone = [] }) {
    return [clipId, ...made, ...gone].filter(Boolean).map(id => this.#real(id));
  }

  /** The same edit again, on the state of now. */
  retry(edit) {
    return this.#add({ ...edit, seen: undefined });
  }

  #confirm(edit, response) {
    this.#changes++;
    if (edit.kind === 'undo') return;
    const answered = response === null ? [] : (response.clips ?? [response]);
    (edit.made ?? []).forEach((id, i) => {
      if (answered[i]) this.#ids.set(id, answered[i].id);
    });
    // Clips that an operation made again have other ids.
    const fresh = answered.filter(clip => !this.#confirmed.some(it => it.id === clip.id));
    (edit.stands ?? []).forEach((id, i) => {
      if (fresh[i]) this.#ids.set(id, fresh[i].id);
    });
    const gone = new Set((edit.gone ?? []).map(id => this.#real(id)));
    const byId = new Map(edit.replacesAll ? [] : this.#confirmed.map(clip => [clip.id, clip]));
    gone.forEach(id => byId.delete(id));
    answered.forEach(clip => byId.set(clip.id, clip));
    this.#confirmed = sorted([...byId.values()]);
    this.#own.push({ kind: edit.kind, ids: new Set([...answered.map(clip => clip.id), ...gone]) });
    this.#own = this.#own.slice(-50);
    if (response?.clipsUrl) this.#events.push({ type: 'gap', own: true });
  }

  async #catchUp() {
    if (!this.#loaded || this.#running || this.#catching || this.#events.length === 0) return;
    this.#catching = true;
    while (this.#events.length > 0 && !this.#running && !this.#ended) {
      const events = this.#events.splice(0);
      // Events of this page may be among those that were lost. They must not hide later changes of the same clips.
      if (events.some(event => event.type === 'gap')) this.#own = [];
      const foreign = events.filter(event => !this.#isOwn(event));
      if (foreign.length === 0) continue;
      const before = JSON.stringify(this.#confirmed.map(facts));
      const changes = this.#changes;
      const ids = new Set(foreign.flatMap(event => event.clipIds ?? []));
      const single = foreign.every(event => event.type === 'clips-changed' && event.kind !== 'partition' && event.clipCount === event.clipIds.length);
      const few = single && ids.size <= SINGLE_CLIPS;
      const early = this.#allAt + ALL_EVERY_MS - performance.now();
      if (!few && early > 0) {
        this.#events.unshift(...foreign);
        await new Promise(resolve => setTimeout(resolve, early));
        continue;
      }
      let read;
      try {
        if (!few) this.#allAt = performance.now();
        read = few ? await this.#withRead(ids) : await allClips(this.#sourceId, this.#listId);
      } catch (problem) {
        if (problem.status === 404) {
          this.dispatchEvent(new Event('gone'));
          break;
        }
        this.#events.push(...foreign);
        await pause(3000);
        continue;
      }
      if (this.#ended) break;
      // What was read while this page changed clips may be older than the response.
      if (this.#running || changes !== this.#changes) {
        this.#events.push(...foreign);
        continue;
      }
      this.#confirmed = read;
      this.#show();
      if (before !== JSON.stringify(this.#confirmed.map(facts)) && foreign.some(event => !event.own)) {
        this.#setRedo([]);
        this.dispatchEvent(new Event('foreign'));
      }
    }
    this.#catching = false;
    if (this.#events.length > 0 && !this.#ended) this.#catchUp();
  }

  #catching = false;
  /** When all clips were read because of events. */
  #allAt = -Infinity;

  #isOwn(event) {
    const index = this.#own.findIndex(
      own => own.operationId ? own.operationId === event.operationId && event.undone
        : !event.undone && own.kind === event.kind && (event.clipIds ?? []).every(id => own.ids.has(id)) && event.type === 'clips-changed',
    );
    if (index >= 0) this.#own.splice(index, 1);
    return index >= 0;
  }

  /** The confirmed clips, with those of the given ids as they are now. */
  async #withRead(ids) {
    const clips = this.#confirmed.filter(clip => !ids.has(clip.id));
    for (const id of ids) {
      try {
        clips.push(await get(`/api/clips/${id}`));
      } catch (problem) {
        if (problem.status !== 404) throw problem;
      }
    }
    return sorted(clips);
  }

  /** Reads all clips while an edit runs. Without a response, they are read when the edits are done. */
  async #readAgain() {
    try {
      this.#confirmed = await allClips(this.#sourceId, this.#listId);
    } catch {
      this.#events.push({ type: 'gap' });
    }
  }

  async #operations() {
    return (await (await request(`/api/sources/${this.#sourceId}/operations?limit=50${inList(this.#sourceId, this.#listId)}`)).json()).items;
  }

  #setRedo(redo) {
    this.#redo = redo;
    this.#publish({ redoable: redo.length });
  }

  /** Changes the store, unless another list is shown. */
  #publish(change) {
    if (!this.#ended) this.#store.set(change);
  }

  #show() {
    const clips = this.#queue.reduce((shown, edit) => edit.apply(shown), this.#confirmed);
    this.#publish({ clips, waiting: this.#queue.length });
  }

  /** The id that the server gave to a clip. */
  #real(id) {
    let real = id;
    while (this.#ids.has(real) && this.#ids.get(real) !== real) real = this.#ids.get(real);
    return real;
  }

  real(id) {
    return this.#real(id);
  }

  #temporaryId() {
    return `new-${++this.#temporary}`;
  }
}

/** The operations that can be applied again: those undone after the last one that holds, the last undone at the end. */
export function undoneOperations(newestFirst) {
  const held = newestFirst.findIndex(operation => operation.undoneAt === null);
  return newestFirst.slice(0, held < 0 ? newestFirst.length : held);
}

/** The browser asks whether the page is to be left. */
function ask(event) {
  event.preventDefault();
}

function draft(id) {
  return { id, draft: true, title: null };
}

/** The clip with another start, which the server has not confirmed. */
function started(clip, start) {
  return clip.start === start && !('startFrame' in clip) ? clip : { ...clip, start, startFrame: undefined, keyframe: undefined };
}

function sorted(clips) {
  return clips.sort((a, b) => a.start - b.start);
}

function facts({ id, start, end, title }) {
  return [id, start, end, title];
}

function number(seconds) {
  return Number(decimal(seconds));
}

function pause(milliseconds) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    addEventListener('online', end);
  });
}
