// @ts-check
'use strict';

// A connection as hooks, transactions and users see it: a handle of the core's, with the driver habits that packages rely on.

const { EventEmitter } = require('events');

class NativeConnection extends EventEmitter {
  /**
   * @param {any} manager
   * @param {{id: number | undefined, sessionId?: number, serverVersion?: string}} handle
   * @param {'read'|'write'} queryType
   */
  constructor(manager, handle, queryType) {
    super();
    /** @type {any} */
    this.manager;
    hidden(this, 'manager', manager);
    this.id = handle.id;
    this.processID = this.threadId = handle.sessionId;
    this.serverVersion = handle.serverVersion;
    this.queryType = queryType;
    /** @type {string|undefined} */
    this.uuid = undefined;
    /** It went back to the pool, or was closed. @type {boolean|undefined} */
    this._released;
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

/**
 * A connection that nobody uses: not in the pool yet, idle there, or no longer. What `afterConnect` asks it to run is
 * run in that order before anybody else gets the connection; the rows of it are seen by nobody.
 */
class ArrivingConnection extends NativeConnection {
  constructor(manager, facts) {
    const { connectionId, ...shown } = facts;
    super(manager, { id: undefined, ...shown }, 'write');
    /** @type {string[]|undefined} */
    this.statements;
    hidden(this, 'statements', undefined);
  }

  /** The texts to run; from now on it takes no more. */
  arrive() {
    const { statements } = this;
    this.statements = undefined;
    return statements;
  }

  async _query(text, values) {
    if (this.statements === undefined) throw new Error('Querying a connection that lies in the pool is not supported by sequelize-native');
    if (values && values.length) throw new Error('Bind values in afterConnect is not supported yet by sequelize-native');
    this.statements.push(String(text !== null && typeof text === 'object' ? text.text : text));
    return { command: undefined, rowCount: 0, rows: [], fields: [] };
  }

  /** The names that SQLite's drivers use. */
  run(text, ...rest) {
    return this.query(text, ...rest);
  }

  exec(text, ...rest) {
    return this.query(text, ...rest);
  }
}

function hidden(object, name, value) {
  Object.defineProperty(object, name, { value, enumerable: false, configurable: true, writable: true });
}

module.exports = { NativeConnection, ArrivingConnection };
