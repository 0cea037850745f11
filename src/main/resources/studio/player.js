// The player. It shows the whole source, or clips through the URLs that viewers get, one after another on two video elements.
// What is on the screen is known only from `mediaTime` of the frame callback; a seek goes to the middle of a frame.

import { key } from './session.js';
import { Deck } from './deck.js';
import { el } from './dom.js';
import { library, loaded, once, pause, WORKER } from './media.js';

const SHOWN_WITHIN_MS = 400;
const SLOWEST = 0.0625;
const AGAIN_MS = 3000;
const LONGEST_AGAIN_MS = 15_000;
// How long a prepared video takes from play() to its first frame, until it was measured.
const START_MS = 25;
const LONGEST_START_MS = 120;

/**
 * Dispatches `shown` (detail: `{time, frame}` in the source), `state` (what is played has changed), `next` (the next clip
 * plays now), `problem` (detail: a text), `unreadable` (detail: a text; the video cannot be read and is tried again) and
 * `readable` (detail: whether it can be read again, or is no longer shown).
 */
export class Player extends HTMLElement {
  /** `source` or `clip`. */
  mode = 'source';
  clip = null;
  playing = false;
  reversing = false;
  rate = 1;
  time = 0;
  frame = 0;
  watchable = false;
  /** Returns the clip to play after a clip, or null. Null: playback ends with the clip. */
  follow = null;
  /** Returns the time of the keyframe before a time, or null. */
  keyframeBefore = null;
  reverseRate = 1;
  /** How much later than one frame after the last one the next clip began, in ms; null before the first change of clips. */
  gapMs = null;

  #source = null;
  #frames = null;
  #sourceVideo = null;
  #decks = [];
  #sourceHls = null;
  #sourceOffset = 0;
  #how = { form: 'copy', delivery: 'mp4' };
  #loop = false;
  #next = null;
  #change = null;
  #startMs = START_MS;
  #wanted = null;
  #busy = null;
  /** The frame that the last seek is to show. */
  #awaited = null;
  /** Whether the element plays only to show the frame of a seek. */
  #creeping = false;
  #range = null;
  /** Whether the page says that the video cannot be read. */
  #away = false;
  /** The URL of the MP4 that is being read again. */
  #recovering = null;

  connectedCallback() {
    this.#sourceVideo = this.#newVideo('source-video', 'The source');
    this.#decks = ['The clip', 'The next clip'].map(label => new Deck(this.#newVideo('clip-video', label), (...failure) => this.#failed(...failure), () => this.#readable()));
    for (const { video } of this.#decks) video.hidden = true;
    this.replaceChildren(this.#sourceVideo, ...this.#decks.map(({ video }) => video));
  }

  /** The element that shows the clip, and what belongs to it. The other one has the next clip. */
  get #deck() {
    return this.#decks[0];
  }

  disconnectedCallback() {
    this.#sourceHls?.destroy();
    this.#decks.forEach(deck => deck.end());
    for (const video of [this.#sourceVideo, ...this.#decks.map(deck => deck.video)]) {
      video.pause();
      video.removeAttribute('src');
      video.load();
    }
  }

  get video() {
    return this.mode === 'source' ? this.#sourceVideo : this.#deck.video;
  }

  /** Loads the whole source, if the API can stream it. */
  async open(source, frames) {
    this.#source = source;
    this.#frames = frames;
    this.watchable = Boolean(source.sliceable);
    if (!this.watchable) return;
    try {
      const Hls = await library();
      // The stream begins at its first frame.
      this.#sourceOffset = source.video ? (await frames.number(0)).start : 0;
      const hls = new Hls({
        workerPath: WORKER,
        maxBufferLength: 20,
        backBufferLength: 30,
        xhrSetup: (request, url) => {
          if (request.readyState === 0) request.open('GET', url, true);
          request.setRequestHeader('Authorization', `Bearer ${key()}`);
        },
      });
      hls.on(Hls.Events.ERROR, (event, data) => this.#failed(Hls, hls, data));
      hls.on(Hls.Events.FRAG_LOADED, () => this.#readable());
      hls.loadSource(`/api/sources/${source.id}/hls/master.m3u8`);
      hls.attachMedia(this.#sourceVideo);
      this.#sourceHls = hls;
    } catch {
      this.watchable = false;
      this.#say('The player cannot be loaded. Cuts can still be made on the timeline.');
    }
  }

  /** Shows the frame at a time of the source. Requests while one is under way are merged into the last. */
  async seek(time) {
    this.#leaveClipFor(time);
    if (!this.#source?.video) return this.#seekWithoutFrames(time);
    const frame = await this.#frames.at(time);
    if (frame) await this.#go(frame.frame);
  }

  async seekFrame(number) {
    if (!this.#source?.video) return;
    const frame = await this.#frames.number(number);
    if (!frame) return;
    this.#leaveClipFor(frame.start);
    await this.#go(frame.frame);
  }

  /** Steps from the frame that is shown, or is about to be. */
  async step(count) {
    this.pause();
    if (!this.#source?.video) return this.#seekWithoutFrames(this.time + count / 25);
    await this.seekFrame((this.#wanted ?? this.frame) + count);
  }

  async play(rate = 1) {
    this.#stopReverse();
    this.rate = rate;
    const video = this.video;
    if (this.mode === 'clip' && video.ended) video.currentTime = this.#deck.begin(this.clip);
    video.playbackRate = rate;
    video.muted = rate > 4;
    try {
      await video.play();
    } catch (error) {
      if (error.name === 'NotAllowedError') this.#say('This browser does not start playback. Press play again.');
    }
  }

  pause() {
    this.#stopReverse();
    this.#range = null;
    const changing = this.#change?.played;
    this.#change = null;
    this.video.pause();
    if (changing) this.#prepareNext();
  }

  /**
   * Steps frames back as fast as they are decoded; again: in steps of 2, 4, 8 frames, or of keyframes if only these decode
   * fast. No browser but Safari plays backwards. Without audio.
   */
  async reverse() {
    if (this.reversing) {
      this.reverseRate = Math.min(8, this.reverseRate * 2);
      this.#changed();
      return;
    }
    this.pause();
    if (!this.#source?.video) return;
    this.reversing = true;
    this.reverseRate = 1;
    this.#changed();
    while (this.reversing && this.frame > 0 && this.isConnected) {
      const before = this.frame;
      const keyframe = this.reverseRate >= 4 && !this.#source.video.allIntra ? await this.keyframeBefore?.(this.time) : null;
      if (keyframe === null || keyframe === undefined) await this.seekFrame(this.frame - this.reverseRate);
      else if (this.reversing) await this.seek(keyframe);
      if (this.frame === before) break;
    }
    this.#stopReverse();
  }

  /**
   * Plays a clip through its own URL, from its first frame.
   *
   * @param {{form: 'copy'|'precise', delivery: 'mp4'|'hls', loop?: boolean, from?: number, play?: boolean}} how `from`: a time of the source
   */
  async playClip(clip, { form, delivery, loop = false, from = clip.start, play = true }) {
    this.pause();
    this.mode = 'clip';
    this.clip = clip;
    this.#next = null;
    this.#how = { form, delivery };
    this.#sourceVideo.pause();
    this.#sourceVideo.hidden = true;
    const deck = this.#deck;
    deck.video.hidden = false;
    await deck.load(clip, this.#how);
    this.setLoop(loop);
    this.#changed();
    const start = Math.max(deck.begin(clip), from - deck.offset);
    if (start > 0 || deck.video.currentTime > 0) deck.video.currentTime = start;
    if (play) await this.play(1);
    if (play && this.follow) this.#prepareNext();
  }

  /** Loads the next clip into the other element and decodes its first frame. */
  async #prepareNext() {
    const clip = this.follow?.(this.clip) ?? null;
    const deck = this.#decks[1];
    const next = { clip, deck, ready: false };
    this.#next = clip && next;
    if (!clip) return;
    // The end of this clip is recognised by the times of its last frame.
    if (this.#source.video) this.#frames.at(Math.max(this.clip.start, this.clip.end - 0.001)).catch(() => {});
    deck.video.pause();
    deck.video.loop = false;
    deck.video.classList.add('spare');
    deck.video.hidden = false;
    await deck.load(clip, this.#how);
    await loaded(deck.video);
    const begin = deck.begin(clip);
    if (Math.abs(deck.video.currentTime - begin) > 0.001) deck.video.currentTime = begin;
    if (deck.video.readyState < 2 || deck.video.seeking) await Promise.race([once(deck.video, deck.video.seeking ? 'seeked' : 'loadeddata'), pause(15_000)]);
    next.ready = true;
    if (this.#next === next && this.video.ended) this.#showNext();
  }

  /** The last frame of the clip is on the screen until `end` (of `performance.now()`). */
  #changeAt(end) {
    const next = this.#next;
    if (!next?.ready || this.#change) return;
    const change = { end, played: false };
    this.#change = change;
    const look = now => {
      if (this.#change !== change) return;
      // The next video begins to play early by the time that it needs for it.
      if (!change.played && now >= end - this.#startMs - 8) {
        change.played = true;
        change.asked = performance.now();
        next.deck.video.playbackRate = this.rate;
        next.deck.video.muted = this.video.muted;
        next.deck.video.play().catch(() => {});
      }
      if (now >= end - 8) this.#showNext(change);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  /** Swaps the elements. */
  #showNext(change = { end: performance.now(), played: false }) {
    const next = this.#next;
    if (!next?.ready) return;
    this.#next = null;
    this.#change = null;
    const [old] = this.#decks;
    this.#decks.reverse();
    next.deck.video.classList.remove('spare');
    old.video.classList.add('spare');
    this.clip = next.clip;
    if (!change.played) next.deck.video.play().catch(() => {});
    const asked = change.asked ?? performance.now();
    // The second frame says when the first one was due.
    const measure = (now, { expectedDisplayTime, mediaTime }) => {
      if (mediaTime - (next.clip.start - next.deck.offset) > 1) return;
      const began = expectedDisplayTime - ((mediaTime - (next.clip.start - next.deck.offset)) * 1000) / this.rate;
      this.gapMs = began - change.end;
      this.#startMs = Math.max(0, Math.min(LONGEST_START_MS, (this.#startMs + began - asked) / 2));
      this.dispatchEvent(new Event('stats'));
    };
    next.deck.video.requestVideoFrameCallback?.(measure);
    old.video.pause();
    this.#report(next.clip.start, next.clip.startFrame ?? this.#frames.estimate(next.clip.start + 1e-6));
    this.#changed();
    this.dispatchEvent(new Event('next'));
    if (next.deck.video.error) this.#recover();
    this.#prepareNext();
  }

  /** Returns to the whole source at a time. */
  async showSource(time = this.time) {
    if (this.mode === 'clip') this.#leaveClip();
    await this.seek(time);
  }

  /** Plays a range of the source and stops at its end, or begins again if it is looped. */
  async playRange(from, to) {
    this.pause();
    if (this.mode === 'clip') this.#leaveClip();
    await this.seek(from);
    const range = { from, to };
    this.#range = range;
    await this.play(1);
  }

  async #endOfRange() {
    const range = this.#range;
    this.pause();
    if (this.#loop) await this.playRange(range.from, range.to);
  }

  setLoop(loop) {
    this.#loop = loop;
    // With other clips to follow, the first one follows the last one. An element goes back to its own start, where the lead-in may be.
    for (const { video } of this.#decks) video.loop = loop && !this.follow && this.clip !== null && this.#deck.begin(this.clip) === 0;
  }

  /** What the playback costs and how it runs: of the element that is shown. */
  stats() {
    const { video } = this;
    const deck = this.mode === 'clip' ? this.#deck : null;
    const quality = video.getVideoPlaybackQuality?.();
    const hls = deck ? deck.hls : this.#sourceHls;
    const level = hls?.levels?.[hls.currentLevel];
    const buffered = [...Array(video.buffered.length).keys()].reduce((sum, i) => sum + video.buffered.end(i) - video.buffered.start(i), 0);
    return {
      ...(deck?.transfer() ?? { bytes: null, firstByteMs: null, age: null, url: null }),
      dropped: quality?.droppedVideoFrames ?? null,
      frames: quality?.totalVideoFrames ?? null,
      level: level ? `${level.width} × ${level.height}` : video.videoWidth ? `${video.videoWidth} × ${video.videoHeight}` : null,
      bufferedSeconds: buffered,
      gapMs: this.gapMs,
    };
  }

  #newVideo(name, label) {
    const video = el('video', { class: name, playsInline: true, preload: 'auto', tabIndex: -1, attr: { 'aria-label': label } });
    const state = () => {
      if (video !== this.video || this.#creeping) return;
      this.playing = !video.paused && !video.ended;
      this.#changed();
    };
    for (const event of ['play', 'pause', 'ended']) video.addEventListener(event, state);
    video.addEventListener('ended', () => {
      if (video !== this.video) return;
      if (this.#next) this.#showNext(this.#change ?? undefined);
      else if (this.mode === 'clip' && this.#loop && !this.follow) this.play(this.rate);
    });
    video.addEventListener('error', () => {
      if (video === this.#deck?.video && this.mode === 'clip' && video.getAttribute('src')) this.#recover();
    });
    if (!video.requestVideoFrameCallback) {
      video.addEventListener('timeupdate', () => this.#onFrame(video, video.currentTime));
      return video;
    }
    const look = (now, { mediaTime, expectedDisplayTime }) => {
      this.#onFrame(video, mediaTime, expectedDisplayTime);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    return video;
  }

  /** A frame is on the screen. */
  #onFrame(video, mediaTime, displayTime) {
    if (video !== this.video || !this.#source) return;
    const time = mediaTime + this.#offset();
    // Half a millisecond: times of media are rounded.
    const known = this.#source.video ? this.#frames.shownAt(time + 0.0005) : null;
    if (this.#source.video && !known) this.#frames.at(time).catch(() => {});
    this.#report(known ? known.start : time, known ? known.frame : this.#frames.estimate(time));
    if (this.#awaited?.frame === this.frame) this.#awaited.resolve();
    if (this.#range && time >= this.#range.to - 0.001) this.#endOfRange();
    if (this.#next && this.playing && known && known.end >= this.clip.end - 0.002) this.#changeAt(displayTime + ((known.end - known.start) * 1000) / this.rate);
  }

  #report(time, frame) {
    this.time = time;
    this.frame = this.#source?.video ? frame : null;
    this.dispatchEvent(new CustomEvent('shown', { detail: { time: this.time, frame: this.frame } }));
  }

  #offset() {
    return this.mode === 'clip' ? this.#deck.offset : this.#sourceOffset;
  }

  async #go(frame) {
    this.#wanted = frame;
    this.#busy ??= this.#pump().finally(() => {
      this.#busy = null;
    });
    return this.#busy;
  }

  /** One seek at a time. The next one is requested when the last one is on the screen. */
  async #pump() {
    while (this.#wanted !== null) {
      const wanted = this.#wanted;
      const frame = await this.#frames.number(wanted);
      if (!this.watchable && this.mode === 'source') {
        this.#report(frame.start, frame.frame);
      } else {
        await this.#showFrame(frame);
      }
      if (this.#wanted === wanted) this.#wanted = null;
    }
  }

  async #showFrame({ frame, start, end }) {
    const video = this.video;
    await loaded(video);
    const seen = new Promise(resolve => {
      this.#awaited = { frame, resolve };
    });
    const seek = async part => {
      const at = start + (end - start) * part - this.#offset();
      if (Math.abs(video.currentTime - at) <= 1e-6) return;
      video.currentTime = at;
      await Promise.race([once(video, 'seeked'), once(video, 'error'), pause(15_000)]);
      // A seek within the frame that is shown already presents nothing.
      await Promise.race([seen, pause(this.frame === frame ? 0 : SHOWN_WITHIN_MS)]);
    };
    const missed = () => video === this.video && this.#wanted === frame && this.frame !== frame && Boolean(video.requestVideoFrameCallback);
    await seek(0.5);
    // Chromium goes by the lengths in the file. With B-frames and a variable rate, these end after the next frame has begun, or before.
    if (missed() && this.frame > frame) await seek(0.1);
    if (missed() && this.frame < frame) await this.#creepTo(seen);
    if (this.frame !== frame && video === this.video) this.#report(start, frame);
  }

  /** Plays slowly until a frame is shown. */
  async #creepTo(seen) {
    const { video } = this;
    const { playbackRate, muted } = video;
    this.#creeping = true;
    Object.assign(video, { playbackRate: SLOWEST, muted: true });
    await video.play().catch(() => {});
    await Promise.race([seen, pause(SHOWN_WITHIN_MS)]);
    video.pause();
    Object.assign(video, { playbackRate, muted });
    // The element reports later that it plays and pauses.
    await pause(0);
    this.#creeping = false;
  }

  async #seekWithoutFrames(time) {
    const to = Math.max(0, Math.min(this.#source?.durationSeconds ?? 0, time));
    if (this.watchable || this.mode === 'clip') this.video.currentTime = to - this.#offset();
    this.#report(to, null);
  }

  #leaveClipFor(time) {
    if (this.mode === 'clip' && (time < this.clip.start || time >= this.clip.end)) this.#leaveClip();
  }

  #leaveClip() {
    this.#readable(false);
    this.mode = 'source';
    this.clip = null;
    this.#next = null;
    this.#change = null;
    for (const { video } of this.#decks) {
      video.pause();
      video.classList.remove('spare');
      video.hidden = true;
    }
    this.#sourceVideo.hidden = false;
    this.#changed();
  }

  #stopReverse() {
    if (!this.reversing) return;
    this.reversing = false;
    this.#changed();
  }

  #failed(Hls, hls, data) {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR) {
      hls.recoverMediaError();
      return;
    }
    this.#unreadable('The video cannot be read at the moment. It is tried again until it can be read.');
    setTimeout(() => {
      if (![this.#sourceHls, ...this.#decks.map(deck => deck.hls)].includes(hls)) return;
      // Without levels, the first playlist was not read.
      if (hls.levels.length === 0) hls.loadSource(hls.url);
      else hls.startLoad();
    }, AGAIN_MS);
  }

  /** Reads the MP4 of the clip again until it can be read. */
  async #recover() {
    const { clip } = this;
    const deck = this.#deck;
    const { url, video } = deck;
    if (!url || deck.hls || this.#recovering === url) return;
    this.#recovering = url;
    const play = !video.paused;
    const time = Math.max(video.currentTime, deck.begin(clip));
    const current = () => this.isConnected && this.mode === 'clip' && this.#deck === deck && deck.url === url;
    for (let wait = AGAIN_MS / 3; current(); wait = Math.min(LONGEST_AGAIN_MS, 2 * wait)) {
      if (video.error?.code === MediaError.MEDIA_ERR_DECODE || (clip.codecs && !video.canPlayType(`video/mp4; codecs="${clip.codecs}"`))) {
        this.#say('This browser cannot play the clip in this form. Choose another form, or HLS.');
        break;
      }
      // A media element does not say why it cannot read a URL.
      const status = await fetch(url, { method: 'HEAD' }).then(response => response.status, () => 0);
      if (!current()) break;
      if (status >= 400 && status < 500 && status !== 429) {
        this.#say('The clip cannot be played any more, because its URL has changed. Select it again.');
        break;
      }
      this.#unreadable('The clip cannot be read at the moment. It is tried again until it can be read.');
      await pause(wait);
      if (!current() || !(await deck.reload())) continue;
      if (time > 0) video.currentTime = time;
      this.#readable();
      if (play) this.play(this.rate);
      break;
    }
    if (this.#recovering === url) this.#recovering = null;
  }

  #unreadable(text) {
    if (this.#away) return;
    this.#away = true;
    this.dispatchEvent(new CustomEvent('unreadable', { detail: text }));
  }

  #readable(again = true) {
    if (!this.#away) return;
    this.#away = false;
    this.dispatchEvent(new CustomEvent('readable', { detail: again }));
  }

  #changed() {
    this.playing = !this.video.paused && !this.video.ended;
    this.dispatchEvent(new Event('state'));
  }

  #say(text) {
    this.dispatchEvent(new CustomEvent('problem', { detail: text }));
  }
}

customElements.define('cr-player', Player);
