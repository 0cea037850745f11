// One store. Components read `state`, change it with `set`, and are notified once per turn.

export class Store {
  #state;
  #listeners = new Set();
  #asked = false;

  constructor(state) {
    this.#state = state;
  }

  get state() {
    return this.#state;
  }

  set(change) {
    this.#state = { ...this.#state, ...change };
    if (this.#asked) return;
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      for (const listener of [...this.#listeners]) listener(this.#state);
    });
  }

  /** Notifies when one of the named fields has another value. Returns the function that ends this. */
  watch(names, listener) {
    let last = names.map(() => Symbol('never'));
    const changed = state => {
      const now = names.map(name => state[name]);
      if (now.some((value, i) => value !== last[i])) {
        last = now;
        listener(state);
      }
    };
    this.#listeners.add(changed);
    changed(this.#state);
    return () => this.#listeners.delete(changed);
  }
}
