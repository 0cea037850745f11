// The cut lists of a source: a choice of the one that is shown and cut, and new, renamed and deleted lists.

import { get, send } from './api.js';
import { button, el, field } from './dom.js';
import { say, sayProblem } from './messages.js';

export class CutLists extends EventTarget {
  #sourceId;
  #lists = [];
  #shown = '';
  #current;

  /** Dispatches `choose` (detail: the id of a list) when the person chooses another list. */
  constructor(sourceId, current) {
    super();
    this.#sourceId = sourceId;
    this.#current = current;
    this.choice = el('select', { name: 'cutList', on: { change: () => this.#choose(this.choice.value) } });
    this.renameButton = button('Rename list', () => this.#rename());
    this.deleteButton = button('Delete list', () => this.#delete());
    this.element = el('div', { class: 'buttons cut-lists' },
      el('label', { class: 'choice' }, el('span', {}, 'Cut list'), this.choice),
      button('New list', () => this.#create()), this.renameButton, this.deleteButton);
    this.#lists = [{ id: sourceId, name: 'main' }];
    this.#show();
  }

  /** Reads which lists there are. */
  async read() {
    const lists = [];
    try {
      for (let after = ''; after !== null; ) {
        const page = await get(`/api/sources/${this.#sourceId}/cut-lists?limit=500${after && `&after=${encodeURIComponent(after)}`}`);
        lists.push(...page.items);
        after = page.next;
      }
    } catch {
      // The lists that are known stay. They are read again when the feed is back.
      return;
    }
    this.#lists = lists;
    this.#show();
  }

  set current(id) {
    this.#current = id;
    this.#show();
  }

  /** The name of the list that is shown now, if it is known. */
  get name() {
    return this.#list()?.name ?? '';
  }

  #show() {
    const focused = document.activeElement;
    const shown = JSON.stringify(this.#lists.map(({ id, name }) => [id, name]));
    if (shown !== this.#shown) this.choice.replaceChildren(...this.#lists.map(({ id, name }) => el('option', { value: id }, name)));
    this.#shown = shown;
    this.choice.value = this.#current;
    const fixed = this.#current === this.#sourceId || !this.#list()?.etag;
    this.renameButton.hidden = this.deleteButton.hidden = fixed;
    if (fixed && (focused === this.renameButton || focused === this.deleteButton)) this.choice.focus();
  }

  #list() {
    return this.#lists.find(list => list.id === this.#current);
  }

  #choose(id) {
    this.dispatchEvent(new CustomEvent('choose', { detail: id }));
    // The choice may be declined.
    this.#show();
  }

  #create() {
    this.#ask('New cut list', '', async name => {
      const list = await send('POST', `/api/sources/${this.#sourceId}/cut-lists`, { body: { name } });
      await this.read();
      this.#choose(list.id);
    });
  }

  #rename() {
    const { id, name, etag } = this.#list();
    this.#ask('Rename the cut list', name, async given => {
      try {
        await send('PATCH', `/api/sources/${this.#sourceId}/cut-lists/${id}`, { body: { name: given }, ifMatch: etag });
      } finally {
        await this.read();
      }
    });
  }

  async #delete() {
    const { id, name, etag } = this.#list();
    this.#choose(this.#sourceId);
    if (this.#current === id) return;
    try {
      await send('DELETE', `/api/sources/${this.#sourceId}/cut-lists/${id}`, { ifMatch: etag });
      say(`The cut list “${name}” and its clips are deleted.`, { action: { label: 'Undo', run: () => this.#restore(id, name) } });
    } catch (problem) {
      sayProblem(`The cut list “${name}” was not deleted.`, problem);
    }
    await this.read();
  }

  async #restore(id, name) {
    try {
      const { items } = await get(`/api/sources/${this.#sourceId}/operations?cutList=${id}&limit=1`);
      await send('POST', `/api/operations/${items[0].id}/undo`);
      await this.read();
      this.#choose(id);
    } catch (problem) {
      sayProblem(`The cut list “${name}” is not restored.`, problem);
    }
  }

  /** Asks for a name. The dialog stays open while the server rejects it. */
  #ask(title, name, use) {
    const input = el('input', { name: 'name', value: name, required: true, maxLength: 100, autocomplete: 'off', attr: { 'aria-describedby': 'list-problem' } });
    const problem = el('p', { id: 'list-problem', class: 'problem', attr: { role: 'alert' } });
    const submit = async event => {
      event.preventDefault();
      problem.textContent = '';
      try {
        await use(input.value.trim());
        dialog.close();
      } catch (rejected) {
        problem.textContent = rejected.message;
        input.focus();
      }
    };
    const dialog = el('dialog', { class: 'small', attr: { 'aria-labelledby': 'list-title' }, on: { close: () => dialog.remove() } },
      el('form', { on: { submit } },
        el('h2', { id: 'list-title' }, title), field('Name', input), problem,
        el('div', { class: 'buttons' }, el('button', { type: 'submit', class: 'primary' }, 'Save'), button('Cancel', () => dialog.close()))));
    document.body.append(dialog);
    dialog.showModal();
    input.select();
  }
}
