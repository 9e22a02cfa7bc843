'use strict';

// A connection as hooks, transactions and users see it: a handle of the core's, with the driver habits that packages rely on.

const { EventEmitter } = require('events');

class NativeConnection extends EventEmitter {
  /**
   * @param {object} manager
   * @param {{id: number, sessionId?: number, serverVersion?: string}} handle
   * @param {'read'|'write'} queryType
   */
  constructor(manager, handle, queryType) {
    super();
    hidden(this, 'manager', manager);
    this.id = handle.id;
    this.processID = this.threadId = handle.sessionId;
    this.serverVersion = handle.serverVersion;
    this.queryType = queryType;
    this.uuid = undefined;
    // A driver that reports a broken wire takes it out of the pool.
    this.on('error', () => {
      this._invalid = true;
      Promise.resolve(manager.pool.destroy(this)).catch(() => {});
    });
  }

  /** `query(text, values?, callback?)` in the manner of a driver: rows and counts, no models. */
  query(text, values, callback) {
    if (typeof values === 'function') {
      callback = values;
      values = undefined;
    }
    const promise = this._query(text, values);
    if (typeof callback !== 'function') return promise;
    promise.then(result => callback(null, result), callback);
    return undefined;
  }

  async _query(text, values) {
    const result = await this.manager.sequelize.core.run(typeof text === 'object' ? text.text : text, {
      connection: this,
      bind: values || typeof text === 'object' && text.values || undefined
    });
    return { command: result.command, rowCount: result.affected, rows: result.rows(), fields: result.columns };
  }

  /** Closes the connection; it never goes back to the pool. */
  async end() {
    this._ending = true;
    await this.manager.pool.destroy(this);
  }

  async close() {
    return this.end();
  }
}

function hidden(object, name, value) {
  Object.defineProperty(object, name, { value, enumerable: false, configurable: true, writable: true });
}

module.exports = { NativeConnection };
