// The selected clip: its title and ends as fields, and its links.

import { button, el, field } from './dom.js';
import { curlOf, downloadOf, embedOf, EXPIRIES, linksOf } from './links.js';
import { say, sayProblem } from './messages.js';
import { formatPoint, parseTime } from './time.js';

export class Inspector {
  #store;
  #room;
  #clipId = null;

  constructor(store, room) {
    this.#store = store;
    this.#room = room;
    this.title = el('input', { name: 'title', maxLength: 500, placeholder: 'No title', on: { change: () => this.#setTitle(), keydown: event => this.#leave(event) } });
    this.start = this.#timeField('start');
    this.end = this.#timeField('end');
    this.download = el('a', { class: 'button' }, 'Download');
    this.expiry = el('select', { name: 'expiry' }, ...Object.entries(EXPIRIES).map(([value, text]) => el('option', { value }, text)));
    this.element = el('div', { class: 'inspector', hidden: true },
      field('Title', this.title),
      el('div', { class: 'pair' }, field('Start', this.start), field('End', this.end)),
      el('div', { class: 'buttons' },
        button('Copy link', () => this.#copyLink()),
        button('Copy embed code', () => this.#copyText('embed code', embedOf)),
        button('Copy curl', () => this.#copyText('command', curlOf)),
        this.download,
        el('label', { class: 'choice' }, el('span', {}, 'New signature'), this.expiry),
      ),
    );
    store.watch(['selected', 'clips', 'format', 'form'], () => this.#show());
  }

  editTitle() {
    if (this.element.hidden) return;
    this.title.focus();
    this.title.select();
  }

  #clip() {
    const { clips, selected } = this.#store.state;
    return clips.find(clip => clip.id === selected?.clipId) ?? null;
  }

  #show() {
    const clip = this.#clip();
    this.element.hidden = !clip;
    if (!clip) return;
    const other = clip.id !== this.#clipId;
    this.#clipId = clip.id;
    const { rate, format, frames } = this.#store.state;
    const point = time => formatPoint({ time, frame: rate ? (time >= frames.duration ? frames.count : frames.estimate(time + 1e-6)) : null }, rate, format);
    const put = (input, value) => {
      if (other || input !== document.activeElement) input.value = value;
    };
    put(this.title, clip.title ?? '');
    put(this.start, point(clip.start));
    put(this.end, point(clip.end));
    const url = clip.draft ? null : (this.#store.state.form === 'precise' && clip.preciseStreamUrl) || clip.streamUrl;
    if (url) this.download.href = downloadOf(clip, url);
    this.download.hidden = !url;
  }

  #timeField(edge) {
    const input = el('input', {
      name: edge,
      spellcheck: false,
      autocomplete: 'off',
      on: { change: () => this.#setTime(edge, input), keydown: event => this.#leave(event) },
    });
    return input;
  }

  #setTitle() {
    const clip = this.#clip();
    if (clip && this.title.value !== (clip.title ?? '')) this.#room.change(clip, { title: this.title.value });
  }

  async #setTime(edge, input) {
    const clip = this.#clip();
    const { rate, frames, source } = this.#store.state;
    const to = parseTime(input.value, rate);
    if (!clip) return;
    if (!to || (to.frame !== undefined && !rate)) {
      input.setAttribute('aria-invalid', 'true');
      say('This is not a time, so the clip was not changed. Write 01:02:03:04, 1:02:03.5, 62.5 or 1500f.', { kind: 'error' });
      return;
    }
    input.removeAttribute('aria-invalid');
    let seconds = to.seconds;
    if (to.frame !== undefined) seconds = to.frame >= frames.count ? source.durationSeconds : (await frames.number(to.frame)).start;
    else if (rate) seconds = await snapped(frames, seconds, source.durationSeconds);
    this.#room.change(clip, { [edge]: seconds });
  }

  /** Enter keeps what was typed, Escape does not. Both return to the timeline. */
  #leave(event) {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      this.#clipId = null;
      this.#show();
    } else if (event.target === this.title) {
      this.#setTitle();
    }
    event.target.blur();
    document.querySelector('cr-timeline canvas')?.focus({ preventScroll: true });
  }

  /** Copies the link in the form and the delivery that are chosen. */
  #copyLink() {
    const hls = this.#store.state.delivery === 'hls';
    return this.#copyText('link', (clip, links) => (hls && links.hlsUrl) || links.url);
  }

  /** @param {function(object, object, boolean): string} text of a clip, its links, and whether it has no video */
  async #copyText(name, text) {
    const clip = this.#clip();
    if (!clip) return;
    if (clip.draft) {
      say(`The clip is being saved, so it has no URL yet. Copy its ${name} when it is saved.`);
      return;
    }
    let links;
    try {
      links = await linksOf(clip, { form: this.#store.state.form, expiresIn: Number(this.expiry.value) });
    } catch (problem) {
      sayProblem('Nothing was copied.', problem);
      return;
    }
    const copied = text(clip, links, !this.#store.state.source.video);
    const until = links.expiresAt ? ` It is valid until ${new Date(links.expiresAt).toLocaleString()}.` : '';
    try {
      await navigator.clipboard.writeText(copied);
      say(`The ${name} is in the clipboard.${until}`);
    } catch {
      say(`This browser does not let the page copy. The ${name} is: ${copied}${until}`, { kind: 'error' });
    }
  }
}

/** The start or end of a frame that is nearest to a time. */
async function snapped(frames, seconds, duration) {
  if (seconds >= duration) return duration;
  const frame = await frames.at(seconds);
  if (!frame) return seconds;
  return seconds - frame.start <= frame.end - seconds ? frame.start : frame.end;
}
