// Transactions that a client holds open from one call to the next, by a handle that only this server can have made.
import { randomBytes } from 'node:crypto';
import { Busy, Refusal } from './refusal.js';
import { holdReadOnly, holdsParts, inMemory } from './read-only.js';
import { Turns } from './turns.js';

export const MOST_SECONDS = 300;
const REMEMBERED = 1000;
const MOST_WAITING = 16;
const WRITER_MS = 10_000;

/** Codes of an answer that says that the session ends, and nothing of what was committed before it. */
const ENDS = /^(08|57P|40003)/;

/** Commit failed: is it known that nothing was committed? */
const isUndone = (error, { DatabaseError }) => (error instanceof DatabaseError && !ENDS.test(error.original?.code ?? '')) || error.original?.code === 'DEAD_CONNECTION';

/** One transaction on a pinned connection. Its calls run one after the other. */
class Held {
  state = 'open';
  reason = undefined;
  #last = Promise.resolve();
  #waiting = 0;
  #stop = new AbortController();
  #ending = undefined;
  #timers = new Map();

  constructor({ principal, handle, transaction, release, readOnly, isolation, ttl, idle, onEnd }) {
    Object.assign(this, { principal, handle, transaction, readOnly, isolation, idle, onEnd });
    this.release = release;
    this.expires = Date.now() + ttl * 1000;
    this.#after('ttl', ttl, `its ${ttl} seconds were over`);
    this.#rest();
  }

  #after(name, seconds, reason) {
    clearTimeout(this.#timers.get(name));
    const timer = setTimeout(() => { this.abandon(reason).catch(() => {}); }, seconds * 1000);
    timer.unref();
    this.#timers.set(name, timer);
  }

  #rest() {
    this.#after('idle', this.idle, `nothing was asked of it for ${this.idle} seconds`);
  }

  /** Runs `work` when what was asked before is done. */
  async inTurn(work, { urgent = false } = {}) {
    if (this.#waiting >= MOST_WAITING && !urgent) throw new Busy(`${MOST_WAITING} calls wait for this transaction already`);
    const before = this.#last;
    let done;
    this.#last = new Promise(resolve => { done = resolve; });
    this.#waiting += 1;
    clearTimeout(this.#timers.get('idle'));
    try {
      await before;
      return await work(this.#stop.signal);
    } finally {
      this.#waiting -= 1;
      if (this.state === 'open' && !this.#waiting) this.#rest();
      done();
    }
  }

  mustBeOpen() {
    if (this.#ending) throw new Refusal(`This transaction is being rolled back: ${this.#ending}. Begin another one`);
    if (this.state === 'open') return;
    const why = this.reason ? `: ${this.reason}` : '';
    if (this.state === 'unknown') throw new Refusal(`Whether this transaction was committed is not known${why}. It is not tried again: look at the data, then begin another one`);
    throw new Refusal(`This transaction is ${this.state.replace('_', ' ')}${why}. Begin another one`);
  }

  ended(state, reason) {
    if (this.state !== 'open') return;
    Object.assign(this, { state, reason });
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.transaction = undefined;
    this.onEnd(this);
  }

  async commit(errors) {
    const { transaction } = this;
    try {
      await this.release?.();
      await transaction.commit();
    } catch (error) {
      const undone = isUndone(error, errors);
      this.ended(undone ? 'rolled_back' : 'unknown', error.message);
      throw undone ? error : new Refusal(`The connection was lost before the database said whether it committed (${error.message}). The state is unknown, and it is not tried again: look at the data`);
    }
    this.ended('committed');
  }

  async rollback(reason) {
    const { transaction } = this;
    try {
      await this.release?.();
      await transaction.rollback();
    } catch {
      // Its connection is closed, and with it goes what was not committed.
      await transaction.forceCleanup().catch(() => {});
    }
    this.ended('rolled_back', reason);
  }

  /** Stops what runs and undoes everything. */
  async abandon(reason) {
    this.#ending ??= reason;
    this.#stop.abort();
    await this.inTurn(async () => { if (this.state === 'open') await this.rollback(reason); }, { urgent: true });
    this.#ending = undefined;
  }

  status() {
    const { handle: tx, state, reason, readOnly, isolation } = this;
    return { tx, state, readOnly, ...isolation && { isolation }, ...reason && { reason }, ...state === 'open' && { expiresAt: new Date(this.expires).toISOString() } };
  }
}

export class Transactions {
  #node = randomBytes(4).toString('hex');
  #held = new Map();
  #open = new Set();
  #beginning = 0;
  #closed = false;
  #writers;

  /** @param {{ sequelize: object, max?: number, idle?: number, ttl?: number }} options `idle`, `ttl`: seconds */
  constructor({ sequelize, max, idle = 60, ttl = 120, ...unknown }) {
    const [surplus] = Object.keys(unknown);
    if (surplus !== undefined) throw new TypeError(`transactions has no option ${JSON.stringify(surplus)}; it has max, idle, ttl`);
    for (const [name, value] of Object.entries({ max, idle, ttl })) if (value !== undefined && !(value > 0)) throw new TypeError(`transactions.${name} takes a number above 0; got ${value}`);
    this.sequelize = sequelize;
    const oneWriter = sequelize.getDialect() === 'sqlite';
    // Calls without a handle need connections too.
    const spare = oneWriter ? Infinity : (sequelize.connectionManager.config.pool?.max ?? 5) - 1;
    if (max > spare) throw new TypeError(`transactions.max is ${max}, and the pool has ${spare + 1} connections, of which one must be left`);
    this.max = max ?? Math.min(8, spare);
    Object.assign(this, { idle, ttl });
    if (oneWriter) this.#writers = new Turns(WRITER_MS);
  }

  get size() {
    return this.#open.size;
  }

  async begin(principal, { isolation, readOnly = false, ttl = this.ttl }, signal) {
    const { sequelize } = this;
    if (this.#closed) throw new Refusal('The server is ending');
    if (inMemory(sequelize)) throw new Refusal('A database in memory has one connection for everybody: no transaction can span calls there');
    if (isolation && this.#writers) throw new Refusal('This database has no isolation levels to choose from');
    if (isolation && readOnly && !holdsParts(sequelize)) throw new Refusal(`On ${sequelize.getDialect()} a read-only transaction has the isolation level of the server; leave out isolation or read_only`);
    if (!this.max) throw new Refusal('The pool has one connection: no transaction can be held open');
    if (this.#open.size + this.#beginning >= this.max) throw new Busy(`${this.max} transactions are open already, and no more are allowed`);
    const waiting = new AbortController();
    const stop = () => waiting.abort();
    signal?.addEventListener('abort', stop, { once: true });
    this.#beginning += 1;
    let give;
    try {
      if (signal?.aborted) stop();
      if (!readOnly) give = await this.#writers?.take(waiting.signal);
      // IMMEDIATE: where one writer at a time is the rule, a writer waits here and not in the middle.
      const transaction = await sequelize.transaction({ ...isolation && { isolationLevel: isolation }, ...!readOnly && { type: 'IMMEDIATE' }, signal: waiting.signal });
      let release;
      try {
        if (readOnly) release = await holdReadOnly(sequelize, transaction);
      } catch (error) {
        await transaction.forceCleanup();
        throw error;
      }
      const handle = `tx_${this.#node}_${randomBytes(24).toString('base64url')}`;
      const turn = give;
      const onEnd = one => {
        this.#open.delete(one);
        turn?.();
      };
      const held = new Held({ principal, handle, transaction, release, readOnly, isolation, ttl: Math.min(ttl, MOST_SECONDS), idle: this.idle, onEnd });
      give = undefined;
      this.#held.set(handle, held);
      this.#open.add(held);
      for (const [old, one] of this.#held) {
        if (this.#held.size <= REMEMBERED) break;
        if (one.state !== 'open') this.#held.delete(old);
      }
      if (this.#closed) await held.abandon('the server ended');
      return held.status();
    } finally {
      // Where it did not come to be.
      give?.();
      this.#beginning -= 1;
      // From here on the transaction outlives the call that began it.
      signal?.removeEventListener('abort', stop);
    }
  }

  #find(principal, handle) {
    const held = this.#held.get(handle);
    if (held?.principal === principal) return held;
    const [, node] = /^tx_([0-9a-f]{8})_/.exec(handle) ?? [];
    if (node && node !== this.#node) throw new Refusal('This transaction was begun by another process of the server, or before it was started again. With several processes, requests that carry a tx must reach the one that gave it');
    throw new Refusal('There is no such transaction');
  }

  /**
   * Runs `work` inside the transaction, after what was asked of it before. A failure undoes this call's part only.
   * @param {{ readOnly?: boolean }} options `readOnly`: the database refuses what writes
   * @param {(options: { transaction: object, signal: AbortSignal }) => Promise<any>} work
   */
  async use(principal, handle, signal, { readOnly = false }, work) {
    const held = this.#find(principal, handle);
    return held.inTurn(async ended => {
      held.mustBeOpen();
      signal?.throwIfAborted();
      if (!readOnly && held.readOnly) throw new Refusal('This transaction is read-only');
      const both = new AbortController();
      const stop = () => both.abort();
      for (const one of [signal, ended]) one?.addEventListener('abort', stop, { once: true });
      try {
        const run = readOnly ? this.#reading : this.#writing;
        return await run.call(this, held, transaction => work({ transaction, signal: both.signal }));
      } finally {
        for (const one of [signal, ended]) one?.removeEventListener('abort', stop);
      }
    });
  }

  /** A savepoint; where there can be none any more, the transaction is over. */
  async #part(held) {
    try {
      return await this.sequelize.transaction({ transaction: held.transaction });
    } catch (error) {
      await held.rollback(`its connection was lost (${error.message})`);
      throw error;
    }
  }

  async #reading(held, work) {
    // MySQL and MariaDB have no mode for a part, and what goes back to a savepoint may lose the transaction's snapshot.
    const lost = error => held.rollback(`its connection was lost (${error.message})`);
    if (!holdsParts(this.sequelize)) {
      return work(held.transaction).catch(async error => {
        await this.#part(held).catch(() => {});
        throw error;
      });
    }
    const part = await this.#part(held);
    try {
      const release = held.readOnly ? undefined : await holdReadOnly(this.sequelize, part);
      // What only read leaves nothing behind, not even the mode.
      const back = () => part.rollback().then(() => release?.(held.transaction)).catch(lost);
      return await work(part).finally(back);
    } catch (error) {
      if (!part.finished) await part.rollback().catch(lost);
      throw error;
    }
  }

  async #writing(held, work) {
    const part = await this.#part(held);
    try {
      return await work(part);
    } catch (error) {
      await part.rollback().catch(() => held.rollback(`its connection was lost (${error.message})`));
      throw error;
    }
  }

  /** Runs `work` in a transaction of its own, which is over with it. */
  async alone(signal, work) {
    const give = await this.#writers?.take(signal);
    try {
      // IMMEDIATE: where one writer at a time is the rule, be that writer before reading what will be written.
      return await this.sequelize.transaction({ type: 'IMMEDIATE' }, transaction => work({ transaction, signal }));
    } finally {
      give?.();
    }
  }

  async commit(principal, handle) {
    const held = this.#find(principal, handle);
    return held.inTurn(async () => {
      held.mustBeOpen();
      await held.commit(this.sequelize.constructor);
      return held.status();
    });
  }

  async rollback(principal, handle) {
    const held = this.#find(principal, handle);
    return held.inTurn(async () => {
      held.mustBeOpen();
      await held.rollback('as asked');
      return held.status();
    });
  }

  /** Of one transaction, or of all that are open and the principal's own. */
  status(principal, handle) {
    if (handle !== undefined) return [this.#find(principal, handle).status()];
    return [...this.#open].filter(held => held.principal === principal).map(held => held.status());
  }

  async close() {
    this.#closed = true;
    await Promise.all([...this.#open].map(held => held.abandon('the server ended')));
  }
}
