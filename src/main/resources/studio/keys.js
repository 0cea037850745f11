// The keys of the cutting room. They follow Resolve, Premiere and LosslessCut where these agree.

import { button, el } from './dom.js';

/** Keys, the action that they run, and what it does. `touch`: whether the list of keys offers it as a button. */
export const KEYS = [
  { keys: ['Space'], action: 'toggle', label: 'Play or pause' },
  { keys: ['J'], action: 'back', label: 'Play backwards, without audio; again: 2, 4, 8 times as fast' },
  { keys: ['K'], action: 'stop', label: 'Stop; with L, one frame' },
  { keys: ['L'], action: 'forward', label: 'Play; again: 2, 4, 8 times as fast' },
  { keys: ['ArrowLeft'], action: 'frameBack', label: 'One frame back; held: faster' },
  { keys: ['ArrowRight'], action: 'frameOn', label: 'One frame on; held: faster' },
  { keys: ['Shift+ArrowLeft'], action: 'secondBack', label: 'One second back' },
  { keys: ['Shift+ArrowRight'], action: 'secondOn', label: 'One second on' },
  { keys: ['ArrowUp'], action: 'previousCut', label: 'Previous cut' },
  { keys: ['ArrowDown'], action: 'nextCut', label: 'Next cut' },
  { keys: ['Home'], action: 'first', label: 'Start of the source' },
  { keys: ['End'], action: 'last', label: 'End of the source' },
  { keys: ['Alt+ArrowLeft'], action: 'previousKeyframe', label: 'Previous keyframe' },
  { keys: ['Alt+ArrowRight'], action: 'nextKeyframe', label: 'Next keyframe' },
  { keys: ['I'], action: 'markStart', label: 'First frame of a new clip' },
  { keys: ['O'], action: 'markEnd', label: 'Last frame of a new clip' },
  { keys: ['S', 'B'], action: 'split', label: 'Split at the playhead' },
  { keys: ['M'], action: 'merge', label: 'Merge with the next clip' },
  { keys: [','], action: 'nudgeBack', label: 'Move the selected end one frame back' },
  { keys: ['.'], action: 'nudgeOn', label: 'Move the selected end one frame on' },
  { keys: ['[', ']'], action: 'endToPlayhead', label: 'Move the nearer end to the playhead' },
  { keys: ['P'], action: 'playClip', label: 'Play the clip' },
  { keys: ['A'], action: 'playAll', label: 'Play the clip and all after it' },
  { keys: ['Shift+P'], action: 'playAround', label: 'Play two seconds before and after the cut' },
  { keys: ['R'], action: 'loop', label: 'Loop the clip, or what is played around a cut' },
  { keys: ['Enter'], action: 'title', label: 'Title of the clip' },
  { keys: ['Delete', 'Backspace'], action: 'delete', label: 'Delete the clip' },
  { keys: ['Ctrl+Z'], action: 'undo', label: 'Undo' },
  { keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], action: 'redo', label: 'Redo' },
  { keys: ['Y'], action: 'retry', label: 'Repeat an edit that was refused' },
  { keys: ['G'], action: 'goTo', label: 'Go to a timecode' },
  { keys: ['F'], action: 'full', label: 'Full screen' },
  { keys: ['V'], action: 'stats', label: 'Statistics of the playback' },
  { keys: ['+'], action: 'closer', label: 'Zoom in' },
  { keys: ['-'], action: 'wider', label: 'Zoom out' },
  { keys: ['Z'], action: 'fit', label: 'Fit the clip, again: the source' },
  { keys: ['Escape'], action: 'clear', label: 'Clear the marks and the selection' },
  { keys: ['?'], action: 'help', label: 'This list' },
];

const SIGNS = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };
const CHANGED = 'cliprange.keys';

/** Keys by action, and actions by key. Changed keys are kept in this browser. */
const keysOf = new Map();
const actions = new Map();
read();

function read() {
  let changed = {};
  try {
    changed = JSON.parse(localStorage.getItem(CHANGED)) ?? {};
  } catch {
    // What is not readable is as if it were not there.
  }
  actions.clear();
  for (const { action, keys } of KEYS) {
    keysOf.set(action, Array.isArray(changed[action]) ? changed[action].map(String) : keys);
    for (const key of keysOf.get(action)) actions.set(key, action);
  }
}

/** Gives an action another key; without a key, all keys are as before. */
function change(action, key) {
  if (!action) {
    localStorage.removeItem(CHANGED);
    read();
    return;
  }
  const changed = { ...Object.fromEntries(KEYS.filter(it => keysOf.get(it.action) !== it.keys).map(it => [it.action, keysOf.get(it.action)])), [action]: [key] };
  localStorage.setItem(CHANGED, JSON.stringify(changed));
  read();
}

/** The action of a key event; null if it belongs to a field, a dialog or a focused button. */
export function actionOf(event) {
  if (event.isComposing || event.defaultPrevented) return null;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest('input, textarea, select, dialog, [contenteditable]')) return null;
  const name = nameOf(event);
  if ((name === 'Space' || name === 'Enter') && target.closest('button, a, summary')) return null;
  return actions.get(name) ?? null;
}

/** A key with its modifiers, as in the table. Shift is not part of a sign that needs it. */
export function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const letter = /^[a-z]$/i.test(key);
  const plain = key === ' ' ? 'Space' : letter ? key.toUpperCase() : key === '=' ? '+' : key === '_' ? '-' : key;
  const shift = shiftKey && (letter || key.length > 1);
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${plain}`;
}

/** The first key of an action, for people. */
export function keyLabel(action) {
  return keysOf.get(action)[0].replace(/Arrow\w+/, arrow => SIGNS[arrow]);
}

function keySigns(action) {
  return keysOf.get(action).flatMap((key, i) => [i > 0 ? 'or' : null, ...key.split(/\+(?=.)/).map(part => el('kbd', {}, SIGNS[part] ?? part))]);
}

/**
 * A dialog with all keys. Each action is also a button, for hands without a keyboard, and each key can be changed.
 *
 * @param {Function} run runs an action
 * @param {Function} changed called after keys were changed
 */
export function showKeys(run, changed) {
  const problem = el('p', { class: 'problem', attr: { role: 'alert' } });
  let wanted = null;
  const rows = KEYS.map(({ action, label }) => {
    const signs = el('span', { class: 'keys' });
    const change = button('Change', () => ask(row), { class: 'plain', attr: { 'aria-label': `Change the key of: ${label}` } });
    const row = { action, label, signs, change };
    row.element = el('li', {}, signs,
      button(label, () => {
        dialog.close();
        run(action);
      }, { class: 'plain run' }),
      change);
    return row;
  });
  const show = () => {
    for (const { action, signs, change } of rows) {
      const asked = wanted?.action === action;
      signs.replaceChildren(...(asked ? ['Press a key …'] : keySigns(action).filter(Boolean)));
      change.textContent = asked ? 'Keep' : 'Change';
    }
  };
  const ask = row => {
    problem.textContent = '';
    wanted = wanted === row ? null : row;
    show();
  };
  const take = event => {
    if (!wanted || ['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const key = nameOf(event);
    const other = actions.get(key);
    if (key === 'Escape') {
      wanted = null;
    } else if (other && other !== wanted.action) {
      problem.textContent = `${key} is the key of “${KEYS.find(it => it.action === other).label}”. Press another key, or Escape to keep the key.`;
    } else {
      problem.textContent = '';
      change(wanted.action, key);
      wanted = null;
      changed();
    }
    show();
  };
  const dialog = el(
    'dialog',
    { class: 'keys-dialog', attr: { 'aria-labelledby': 'keys-title' }, on: { close: () => dialog.remove(), keydown: take } },
    el('div', { class: 'title-row' },
      el('h2', { id: 'keys-title' }, 'Keys'),
      el('div', { class: 'buttons' },
        button('Reset the keys', () => {
          change(null);
          changed();
          show();
        }),
        button('Close', () => dialog.close(), { autofocus: true }))),
    problem,
    el('ul', { class: 'key-list' }, ...rows.map(row => row.element)),
  );
  show();
  document.body.append(dialog);
  dialog.showModal();
}
