// The player. It shows the whole source, or one clip through the URL that viewers get. What is on the screen is known only
// from `mediaTime` of the frame callback; a seek goes to the middle of a frame.

import { key } from './session.js';
import { el } from './dom.js';

const SHOWN_WITHIN_MS = 400;
const LIBRARY = new URL('./lib/hls.min.mjs', import.meta.url).href;
const WORKER = new URL('./lib/hls.worker.js', import.meta.url).href;

/**
 * Dispatches `shown` (detail: `{time, frame}` in the source), `state` (what is played has changed) and `problem` (detail:
 * a text).
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

  #source = null;
  #frames = null;
  #sourceVideo = null;
  #clipVideo = null;
  #sourceHls = null;
  #clipHls = null;
  #sourceOffset = 0;
  #clipOffset = 0;
  #wanted = null;
  #busy = null;
  #stopAt = null;

  connectedCallback() {
    this.#sourceVideo = this.#newVideo('source-video', 'The source');
    this.#clipVideo = this.#newVideo('clip-video', 'The clip');
    this.#clipVideo.hidden = true;
    this.replaceChildren(this.#sourceVideo, this.#clipVideo);
  }

  disconnectedCallback() {
    this.#sourceHls?.destroy();
    this.#clipHls?.destroy();
    for (const video of [this.#sourceVideo, this.#clipVideo]) {
      video.pause();
      video.removeAttribute('src');
      video.load();
    }
  }

  get video() {
    return this.mode === 'source' ? this.#sourceVideo : this.#clipVideo;
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
    if (this.mode === 'clip' && video.ended) video.currentTime = 0;
    video.playbackRate = rate;
    video.muted = rate > 4;
    try {
      await video.play();
    } catch (error) {
      if (error.name !== 'AbortError') this.#say('This browser does not start playback. Press play again.');
    }
  }

  pause() {
    this.#stopReverse();
    this.#stopAt = null;
    this.video.pause();
  }

  /** Steps frames back as fast as they are decoded. No browser but Safari plays backwards. Without audio. */
  async reverse() {
    this.pause();
    if (!this.#source?.video) return;
    this.reversing = true;
    this.#changed();
    while (this.reversing && this.frame > 0 && this.isConnected) {
      const before = this.frame;
      await this.seekFrame(this.frame - 1);
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
    this.#sourceVideo.pause();
    this.#sourceVideo.hidden = true;
    this.#clipVideo.hidden = false;
    const copied = form === 'copy' || !clip.preciseStreamUrl;
    const url = delivery === 'hls' && clip.hlsUrl ? `${clip.hlsUrl}${copied ? '?form=copy' : ''}` : copied ? clip.streamUrl : clip.preciseStreamUrl;
    // The copy of a stream, and each clip of FFmpeg, starts at the keyframe.
    const lead = clip.engine === 'ffmpeg' || (delivery === 'hls' && copied) ? (clip.keyframe?.leadSeconds ?? 0) : 0;
    this.#clipOffset = clip.start - lead;
    const video = this.#clipVideo;
    if (video.dataset.url !== url) {
      video.dataset.url = url;
      this.#clipHls?.destroy();
      this.#clipHls = null;
      if (url === clip.hlsUrl || url.startsWith(`${clip.hlsUrl}?`)) await this.#loadStream(video, url);
      else video.src = url;
    }
    video.loop = loop;
    this.#changed();
    const start = from - this.#clipOffset;
    if (start > 0 || video.currentTime > 0) video.currentTime = Math.max(0, start);
    if (play) await this.play(1);
  }

  /** Returns to the whole source at a time. */
  async showSource(time = this.time) {
    if (this.mode === 'clip') this.#leaveClip();
    await this.seek(time);
  }

  /** Plays a range of the source and stops at its end. */
  async playRange(from, to) {
    if (this.mode === 'clip') this.#leaveClip();
    await this.seek(from);
    this.#stopAt = to;
    await this.play(1);
  }

  setLoop(loop) {
    this.#clipVideo.loop = loop;
  }

  async #loadStream(video, url) {
    const Hls = await library();
    const hls = new Hls({ workerPath: WORKER });
    this.#clipHls = hls;
    hls.on(Hls.Events.ERROR, (event, data) => this.#failed(Hls, hls, data));
    hls.loadSource(url);
    hls.attachMedia(video);
  }

  #newVideo(name, label) {
    const video = el('video', { class: name, playsInline: true, preload: 'auto', tabIndex: -1, attr: { 'aria-label': label } });
    const state = () => {
      if (video !== this.video) return;
      this.playing = !video.paused && !video.ended;
      this.#changed();
    };
    for (const event of ['play', 'pause', 'ended']) video.addEventListener(event, state);
    video.addEventListener('error', () => {
      if (video === this.#clipVideo && video.getAttribute('src')) this.#say('The clip cannot be played. Its URL may have changed: select it again.');
    });
    if (!video.requestVideoFrameCallback) {
      video.addEventListener('timeupdate', () => this.#onFrame(video, video.currentTime));
      return video;
    }
    const look = (now, { mediaTime }) => {
      this.#onFrame(video, mediaTime);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    return video;
  }

  /** A frame is on the screen. */
  #onFrame(video, mediaTime) {
    if (video !== this.video || !this.#source) return;
    const time = mediaTime + this.#offset();
    // Half a millisecond: times of media are rounded.
    const known = this.#source.video ? this.#frames.shownAt(time + 0.0005) : null;
    if (this.#source.video && !known) this.#frames.at(time).catch(() => {});
    this.#report(known ? known.start : time, known ? known.frame : this.#frames.estimate(time));
    if (this.#stopAt !== null && time >= this.#stopAt - 0.001) this.pause();
  }

  #report(time, frame) {
    this.time = time;
    this.frame = this.#source?.video ? frame : null;
    this.dispatchEvent(new CustomEvent('shown', { detail: { time: this.time, frame: this.frame } }));
  }

  #offset() {
    return this.mode === 'clip' ? this.#clipOffset : this.#sourceOffset;
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
    const at = (start + end) / 2 - this.#offset();
    const seen = onScreen(video);
    if (Math.abs(video.currentTime - at) > 1e-6) {
      video.currentTime = at;
      await Promise.race([once(video, 'seeked'), once(video, 'error'), pause(15_000)]);
    }
    // A seek within the frame that is shown already presents nothing.
    await Promise.race([seen, pause(this.frame === frame ? 0 : SHOWN_WITHIN_MS)]);
    if (this.frame !== frame && video === this.video) this.#report(start, frame);
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
    this.#clipVideo.pause();
    this.mode = 'source';
    this.clip = null;
    this.#clipVideo.hidden = true;
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
    this.#say('The video cannot be read at the moment. It is tried again when you seek or play.');
    setTimeout(() => hls.startLoad(), 3000);
  }

  #changed() {
    this.playing = !this.video.paused && !this.video.ended;
    this.dispatchEvent(new Event('state'));
  }

  #say(text) {
    this.dispatchEvent(new CustomEvent('problem', { detail: text }));
  }
}

let hls = null;

/** The player of segments, loaded when the first one is needed. */
function library() {
  hls ??= import(LIBRARY).then(module => module.default);
  return hls;
}

function loaded(video) {
  return video.readyState >= 1 ? Promise.resolve() : Promise.race([once(video, 'loadedmetadata'), pause(15_000)]);
}

function onScreen(video) {
  return video.requestVideoFrameCallback ? new Promise(resolve => video.requestVideoFrameCallback(resolve)) : once(video, 'timeupdate');
}

function once(target, event) {
  return new Promise(resolve => target.addEventListener(event, resolve, { once: true }));
}

function pause(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

customElements.define('cr-player', Player);
