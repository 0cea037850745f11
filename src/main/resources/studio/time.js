// Times, frame numbers and timecode. Pure functions.

const KNOWN_RATES = [23.976, 24, 25, 29.97, 30, 47.952, 48, 50, 59.94, 60, 100, 119.88, 120];

/** Reads `30000/1001`. `base` is the number of frames that timecode counts per second; `drop`: 29.97 and 59.94. */
export function parseRate(text) {
  const [numerator, denominator = 1] = String(text).split('/').map(Number);
  const fps = numerator / denominator;
  const base = Math.max(1, Math.round(fps));
  const drop = denominator === 1001 && (base === 30 || base === 60);
  return { fps, base, drop, regular: KNOWN_RATES.some(known => Math.abs(known - fps) < 0.005) };
}

/** Formats a frame number. Drop-frame skips 2 (4 at 59.94) numbers each minute, except each tenth. SMPTE ST 12-1. */
export function frameToTimecode(frame, rate, drop = rate.drop) {
  let number = frame;
  if (drop) {
    const skipped = rate.base / 15;
    const perTen = rate.base * 600 - skipped * 9;
    const perMinute = rate.base * 60 - skipped;
    const tens = Math.floor(frame / perTen);
    const rest = frame % perTen;
    number += skipped * 9 * tens + (rest < rate.base * 60 ? 0 : skipped * (1 + Math.floor((rest - rate.base * 60) / perMinute)));
  }
  const seconds = Math.floor(number / rate.base);
  return `${clock(seconds)}${drop ? ';' : ':'}${pad(number % rate.base, rate.base > 100 ? 3 : 2)}`;
}

/** The frame number of a timecode; null if there is no such timecode. */
export function timecodeToFrame(hours, minutes, seconds, frames, rate, drop) {
  if (minutes > 59 || seconds > 59 || frames >= rate.base) return null;
  const number = ((hours * 60 + minutes) * 60 + seconds) * rate.base + frames;
  if (!drop) return number;
  const skipped = rate.base / 15;
  if (seconds === 0 && frames < skipped && minutes % 10 !== 0) return null;
  const total = hours * 60 + minutes;
  return number - skipped * (total - Math.floor(total / 10));
}

/** `H:MM:SS.mmm` */
export function formatSeconds(seconds) {
  const ms = Math.round(seconds * 1000);
  return `${clock(Math.floor(ms / 1000), 1)}.${pad(ms % 1000, 3)}`;
}

/** `1 h 2 min`, `3 min 4 s`, `5.6 s` */
export function formatDuration(seconds) {
  if (seconds < 1) return `${Number(seconds.toFixed(3))} s`;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/**
 * Reads what a person types or pastes: timecode with `:` or `;` before the frames, `H:MM:SS.mmm`, seconds, or a frame
 * number as `123f`. Returns `{frame}`, `{seconds}` or null.
 */
export function parseTime(text, rate) {
  const given = text.trim();
  let found = /^(\d{1,9})\s*f$/i.exec(given);
  if (found) return { frame: Number(found[1]) };
  found = /^(\d{1,9}(?:[.,]\d+)?)\s*s?$/i.exec(given);
  if (found) return { seconds: Number(found[1].replace(',', '.')) };
  found = /^(\d{1,3}):(\d{1,2}):(\d{1,2})([:;])(\d{1,3})$/.exec(given);
  if (found && rate) {
    const [, hours, minutes, seconds, mark, frames] = found;
    const frame = timecodeToFrame(+hours, +minutes, +seconds, +frames, rate, mark === ';' && rate.drop);
    return frame === null ? null : { frame };
  }
  found = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)$/.exec(given);
  if (found && +found[2] < 60 && Number(found[3].replace(',', '.')) < 60) {
    return { seconds: (Number(found[1] ?? 0) * 60 + Number(found[2])) * 60 + Number(found[3].replace(',', '.')) };
  }
  return null;
}

/** The forms in which times are shown. */
export const FORMATS = {
  timecode: 'Timecode',
  nondrop: 'Timecode, non-drop',
  seconds: 'Time',
  frames: 'Frames',
};

/** Formats a point of a source. */
export function formatPoint({ time, frame }, rate, format) {
  if (!rate || frame === null || frame === undefined || format === 'seconds') return formatSeconds(time);
  if (format === 'frames') return `${frame}f`;
  return frameToTimecode(frame, rate, format === 'timecode' && rate.drop);
}

export function formatSize(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function clock(seconds, hourDigits = 2) {
  return `${pad(Math.floor(seconds / 3600), hourDigits)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

function pad(number, digits = 2) {
  return String(number).padStart(digits, '0');
}
