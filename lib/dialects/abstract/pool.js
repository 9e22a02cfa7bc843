// @ts-check
'use strict';

// The core's pool as v6 shows it: figures to read, connections to take and give back.

const { ConnectionAcquireTimeoutError } = require('../../errors');
const { NativeConnection } = require('./connection');

class NativePool {
  /**
   * @param {any} manager
   * @param {'read'|'write'} [kind] one of two pools, where there is replication
   */
  constructor(manager, kind) {
    /** @type {any} */
    this.manager;
    Object.defineProperty(this, 'manager', { value: manager });
    /** @type {'read'|'write'|undefined} */
    this.kind = kind;
    if (!kind && manager.config.replication) {
      this.read = new NativePool(manager, 'read');
      this.write = new NativePool(manager, 'write');
    }
  }

  _figures() {
    return this.manager.coreIfAny() ? this.manager.coreIfAny().pool : { size: 0, available: 0, using: 0, waiting: 0 };
  }

  get size() { return this._figures().size; }
  get available() { return this._figures().available; }
  get using() { return this._figures().using; }
  get waiting() { return this._figures().waiting; }
  get maxSize() { return this.manager.config.pool.max; }
  get minSize() { return this.manager.config.pool.min; }

  /** `acquire(queryType, useMaster)`; the two pools of replication take no arguments. */
  async acquire(queryType, useMaster, request) {
    if (this.read) {
      return queryType === 'SELECT' && !useMaster ? this.read.acquire(undefined, undefined, request) : this.write.acquire(undefined, undefined, request);
    }
    const type = this.kind || 'write';
    if (this.manager.isConnectReplaced()) return this._givenConnection(type);
    const transaction = Boolean(request && request.transaction);
    const handle = await this.manager.sequelize.core.acquire({ type, transaction, signal: request && request.signal });
    return new NativeConnection(this.manager, handle, type);
  }

  /** Somebody else makes the connections: `_connect` was replaced. */
  async _givenConnection(type) {
    const { manager } = this;
    const { acquire } = manager.config.pool;
    let timer;
    const limit = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new ConnectionAcquireTimeoutError(new Error('Operation timeout'))), acquire);
    });
    try {
      const connection = await Promise.race([manager._connect(manager.nextServer(type)), limit]);
      connection.queryType = type;
      return connection;
    } finally {
      clearTimeout(timer);
    }
  }

  release(connection) {
    if (connection._released || !(connection instanceof NativeConnection)) return;
    connection._released = true;
    if (connection._invalid || connection._ending) this.manager.sequelize.core.destroy(connection);
    else this.manager.sequelize.core.release(connection);
  }

  async destroy(connection) {
    connection._invalid = true;
    if (connection._released || !(connection instanceof NativeConnection)) return;
    connection._released = true;
    this.manager.sequelize.core.destroy(connection);
  }

  /** Closing waits for what runs: both are one step of the core. */
  async drain() {}

  async destroyAllNow() {
    const core = this.manager.coreIfAny();
    if (core) await core.close();
  }
}

/** Refuses figures that no pool can work with. */
function checkPool({ min, max, maxUses, acquire, idle, evict, validate }) {
  if (!Number.isInteger(min) || min < 0) throw new Error('min must be an integer >= 0');
  if (!Number.isInteger(max) || max <= 0) throw new Error('max must be an integer > 0');
  if (min > max) throw new Error('max is smaller than min');
  if (maxUses !== undefined && (typeof maxUses !== 'number' || maxUses < 0)) throw new Error('maxUses must be an integer >= 0');
  for (const [name, value] of Object.entries({ acquire, idle, evict })) {
    if (Number.isNaN(Number(value)) || value < 0) throw new Error(`pool.${name} must be a number of milliseconds, not ${value}`);
  }
  if (typeof validate !== 'function') throw new Error('validate function is required');
}

module.exports = { NativePool, checkPool };
