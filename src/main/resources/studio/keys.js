// The keys of the cutting room. They follow Resolve, Premiere and LosslessCut where these agree.

import { button, el } from './dom.js';

/** Keys, the action that they run, and what it does. `touch`: whether the list of keys offers it as a button. */
export const KEYS = [
  { keys: ['Space'], action: 'toggle', label: 'Play or pause' },
  { keys: ['J'], action: 'back', label: 'Play backwards, without audio' },
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
  { keys: ['Shift+P'], action: 'playAround', label: 'Play two seconds before and after the cut' },
  { keys: ['R'], action: 'loop', label: 'Loop the clip' },
  { keys: ['Enter'], action: 'title', label: 'Title of the clip' },
  { keys: ['Delete', 'Backspace'], action: 'delete', label: 'Delete the clip' },
  { keys: ['Ctrl+Z'], action: 'undo', label: 'Undo' },
  { keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], action: 'redo', label: 'Redo' },
  { keys: ['Y'], action: 'retry', label: 'Repeat an edit that was refused' },
  { keys: ['G'], action: 'goTo', label: 'Go to a timecode' },
  { keys: ['F'], action: 'full', label: 'Full screen' },
  { keys: ['+'], action: 'closer', label: 'Zoom in' },
  { keys: ['-'], action: 'wider', label: 'Zoom out' },
  { keys: ['Z'], action: 'fit', label: 'Fit the clip, again: the source' },
  { keys: ['Escape'], action: 'clear', label: 'Clear the marks and the selection' },
  { keys: ['?'], action: 'help', label: 'This list' },
];

const ACTIONS = new Map(KEYS.flatMap(({ keys, action }) => keys.map(key => [key, action])));
const SIGNS = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };

/** The action of a key event; null if it belongs to a field, a dialog or a focused button. */
export function actionOf(event) {
  if (event.isComposing || event.defaultPrevented) return null;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest('input, textarea, select, dialog, [contenteditable]')) return null;
  const name = nameOf(event);
  if ((name === 'Space' || name === 'Enter') && target.closest('button, a, summary')) return null;
  return ACTIONS.get(name) ?? null;
}

/** A key with its modifiers, as in the table. Shift is not part of a sign that needs it. */
export function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const letter = /^[a-z]$/i.test(key);
  const plain = key === ' ' ? 'Space' : letter ? key.toUpperCase() : key === '=' ? '+' : key === '_' ? '-' : key;
  const shift = shiftKey && (letter || key.length > 1);
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${plain}`;
}

/** The keys of an action, for people. */
export function keyLabel(action) {
  const { keys } = KEYS.find(it => it.action === action);
  return keys[0].replace(/Arrow\w+/, arrow => SIGNS[arrow]);
}

/** A dialog with all keys. Each action is also a button, for hands without a keyboard. */
export function showKeys(run) {
  const rows = KEYS.map(({ keys, action, label }) =>
    el(
      'li',
      {},
      el('span', { class: 'keys' }, ...keys.flatMap((key, i) => [i > 0 ? 'or' : null, ...key.split(/\+(?=.)/).map(part => el('kbd', {}, SIGNS[part] ?? part))])),
      button(label, () => {
        dialog.close();
        run(action);
      }, { class: 'plain' }),
    ),
  );
  const dialog = el(
    'dialog',
    { class: 'keys-dialog', attr: { 'aria-labelledby': 'keys-title' }, on: { close: () => dialog.remove() } },
    el('div', { class: 'title-row' }, el('h2', { id: 'keys-title' }, 'Keys'), button('Close', () => dialog.close(), { autofocus: true })),
    el('ul', { class: 'key-list' }, ...rows),
  );
  document.body.append(dialog);
  dialog.showModal();
}
