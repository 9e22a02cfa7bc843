// One after the other, in the order in which they asked: for databases that have one writer at a time.
import { Busy } from './refusal.js';

export class Turns {
  #taken = false;
  #waiting = [];

  constructor(patience) {
    this.patience = patience;
  }

  /** @returns {Promise<() => void>} when it is the caller's turn; what it answers gives the turn to the next */
  take(signal) {
    if (!this.#taken) {
      this.#taken = true;
      return Promise.resolve(this.#giver());
    }
    return new Promise((resolve, reject) => {
      const leave = error => {
        this.#waiting = this.#waiting.filter(one => one !== entry);
        entry.stop();
        reject(error);
      };
      const timer = setTimeout(() => leave(new Busy('another transaction writes, and this database has one writer at a time')), this.patience);
      const aborted = () => leave(signal.reason);
      signal?.addEventListener('abort', aborted, { once: true });
      const entry = {
        stop() {
          clearTimeout(timer);
          signal?.removeEventListener('abort', aborted);
        },
        go: () => {
          entry.stop();
          resolve(this.#giver());
        }
      };
      this.#waiting.push(entry);
      if (signal?.aborted) aborted();
    });
  }

  #giver() {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.#waiting.shift();
      if (next) next.go();
      else this.#taken = false;
    };
  }
}
