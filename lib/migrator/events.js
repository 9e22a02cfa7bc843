'use strict';
/** Listeners that are awaited, as Umzug's are. */

class Events {
  #listeners = new Map();

  /** @returns {() => void} takes the listener away again */
  on(event, listener) {
    if (typeof listener !== 'function') throw new TypeError('listener must be a function');
    for (const name of [event].flat()) {
      if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
      this.#listeners.get(name).add(listener);
    }
    return () => this.off(event, listener);
  }

  off(event, listener) {
    for (const name of [event].flat()) this.#listeners.get(name)?.delete(listener);
  }

  /** A promise of the next such event; a listener, where given, hears it once. */
  once(event, listener) {
    return new Promise(resolve => {
      const off = this.on(event, async payload => {
        off();
        resolve(payload);
        await listener?.(payload);
      });
    });
  }

  async emit(event, payload) {
    await Promise.all([...this.#listeners.get(event) ?? []].map(async listener => await listener(payload)));
  }
}

module.exports = { Events };
