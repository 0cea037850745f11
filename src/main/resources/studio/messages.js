// Messages for the person. Each says what happened, what it means for the work, and what to do.

import { button, el } from './dom.js';

const SHOWN_MS = 9000;
const MOST = 5;

class Messages extends HTMLElement {
  connectedCallback() {
    this.setAttribute('role', 'status');
    this.setAttribute('aria-live', 'polite');
  }

  /**
   * @param {string} text
   * @param {{kind?: 'info'|'error', code?: string, action?: {label: string, run: Function}}} given `code` links to its page
   * @returns {Function} removes the message
   */
  say(text, { kind = 'info', code, action } = {}) {
    const message = el('div', { class: `message ${kind}` }, el('span', {}, text));
    if (code && /^[a-z0-9-]+$/.test(code) && code !== 'offline') {
      message.append(' ', el('a', { href: `/api/problems/${code}`, target: '_blank', rel: 'noopener' }, code));
    }
    const close = () => message.remove();
    if (action) {
      message.append(
        button(action.label, () => {
          close();
          action.run();
        }),
      );
    }
    message.append(button('×', close, { class: 'plain', attr: { 'aria-label': 'Close the message' } }));
    // The same message again takes the place of the first one. A problem stays until it is closed, if there is room.
    for (const other of [...this.children]) {
      if (other.className === message.className && other.firstChild.textContent === text) other.remove();
    }
    while (this.children.length >= MOST) (this.querySelector('.info') ?? this.firstChild).remove();
    this.append(message);
    if (kind === 'info') setTimeout(close, SHOWN_MS);
    return close;
  }
}

customElements.define('cr-messages', Messages);

let shown = null;

/** The one place of the page where messages are shown. */
export function messages() {
  if (!shown) {
    shown = document.createElement('cr-messages');
    document.body.append(shown);
  }
  return shown;
}

export function say(text, given) {
  return messages().say(text, given);
}

/** Shows a problem of the API. */
export function sayProblem(before, problem, given = {}) {
  say(`${before} ${problem.message}`, { kind: 'error', code: problem.code, ...given });
}
