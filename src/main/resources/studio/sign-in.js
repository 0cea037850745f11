// Asks for an API key and tries it.

import { Problem } from './api.js';
import { el, field } from './dom.js';
import { signIn } from './session.js';

class SignIn extends HTMLElement {
  /** Whether the key that was used before is refused now. */
  again = false;

  connectedCallback() {
    const input = el('input', {
      type: 'password',
      name: 'key',
      required: true,
      autocomplete: 'off',
      spellcheck: false,
      attr: { 'aria-describedby': 'sign-in-problem' },
    });
    const problem = el('p', { id: 'sign-in-problem', class: 'problem', attr: { role: 'alert' } });
    const submit = el('button', { type: 'submit', class: 'primary' }, 'Sign in');
    const form = el(
      'form',
      {
        class: 'card',
        on: {
          submit: async event => {
            event.preventDefault();
            submit.disabled = true;
            problem.textContent = await refusal(input.value.trim());
            submit.disabled = false;
            if (!problem.textContent) signIn(input.value.trim());
            else input.focus();
          },
        },
      },
      el('h1', {}, this.again ? 'This key is no longer accepted' : 'Sign in'),
      el(
        'p',
        {},
        this.again
          ? 'It was revoked or replaced. Nothing is lost: enter another key, and waiting edits are sent.'
          : 'The studio uses an API key. It stays in this tab and is forgotten when the tab is closed.',
      ),
      field('API key', input),
      problem,
      submit,
    );
    this.replaceChildren(form);
    input.focus();
  }
}

/** The reason why a key cannot be used; empty if it can. */
async function refusal(given) {
  if (!/^[\x21-\x7e]+$/.test(given)) return 'A key has only letters, digits and signs, without spaces.';
  try {
    const response = await fetch('/api/sources?limit=1', { headers: { Authorization: `Bearer ${given}` } });
    if (response.ok) return '';
    const refused = new Problem(response.status, await response.json().catch(() => ({})));
    return response.status === 401 ? 'This key is not known, or it was revoked. Check it and try again.' : refused.message;
  } catch {
    return 'The server cannot be reached. Check the connection and try again.';
  }
}

customElements.define('cr-sign-in', SignIn);
