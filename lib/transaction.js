// @ts-check
'use strict';

// One transaction, or one savepoint inside it: a pinned connection from begin to commit or rollback.

/** @type {Readonly<Record<string, string>>} */
const TYPES = Object.freeze({ DEFERRED: 'DEFERRED', IMMEDIATE: 'IMMEDIATE', EXCLUSIVE: 'EXCLUSIVE' });

const ISOLATION_LEVELS = Object.freeze({
  READ_UNCOMMITTED: 'READ UNCOMMITTED',
  READ_COMMITTED: 'READ COMMITTED',
  REPEATABLE_READ: 'REPEATABLE READ',
  SERIALIZABLE: 'SERIALIZABLE'
});

const LOCK = Object.freeze({ UPDATE: 'UPDATE', SHARE: 'SHARE', KEY_SHARE: 'KEY SHARE', NO_KEY_UPDATE: 'NO KEY UPDATE' });

class Transaction {
  /**
   * @param {object} sequelize
   * @param {object} [options] type, isolationLevel, deferrable, readOnly, logging; `transaction`: the parent of a savepoint
   */
  constructor(sequelize, options) {
    this.sequelize = sequelize;
    this.savepoints = [];
    this._afterCommitHooks = [];
    const { transaction: parent, ...own } = {
      type: sequelize.options.transactionType,
      isolationLevel: sequelize.options.isolationLevel,
      readOnly: false,
      ...options
    };
    this.options = own;
    this.parent = parent;

    if (parent) {
      this.id = parent.id;
      parent.savepoints.push(this);
      this.name = `${this.id}-sp-${parent.savepoints.length}`;
    } else {
      this.id = this.name = sequelize.dialect.queryGenerator.generateTransactionId();
    }
  }

  /** Ends the transaction and keeps what it did. */
  async commit() {
    if (this.finished) {
      throw new Error(`Transaction cannot be committed because it has been finished with state: ${this.finished}`);
    }
    try {
      await this.sequelize.getQueryInterface().commitTransaction(this, this.options);
      this.cleanup();
    } catch (error) {
      await this._abandon('Committing', error);
      throw error;
    } finally {
      this.finished = 'commit';
      for (const hook of this._afterCommitHooks) await hook.call(this, this);
    }
  }

  /** Ends the transaction and undoes what it did. */
  async rollback() {
    if (this.finished) {
      throw new Error(`Transaction cannot be rolled back because it has been finished with state: ${this.finished}`);
    }
    if (!this.connection) throw new Error('Transaction cannot be rolled back because it never started');
    try {
      await this.sequelize.getQueryInterface().rollbackTransaction(this, this.options);
      this.cleanup();
    } catch (error) {
      await this._abandon('Rolling back', error);
      throw error;
    }
  }

  /** Nobody knows in which state the connection is: it must not go back to the pool. */
  async _abandon(doing, error) {
    console.warn(`${doing} transaction ${this.id} failed with error ${JSON.stringify(error.message)}. We are killing its connection as it is now in an undetermined state.`);
    await this.forceCleanup();
  }

  /**
   * Pins a connection and begins.
   *
   * @param {boolean} [useCLS] make this transaction the one of the current CLS context
   */
  async prepareEnvironment(useCLS = true) {
    this.connection = await this._connect();
    this.connection.uuid = this.id;

    let result;
    try {
      await this.begin();
      result = await this.setDeferrable();
    } catch (error) {
      try {
        await this.rollback();
      } catch {
        // The first failure is the one to tell; rollback has destroyed the connection.
      }
      throw error;
    }
    const cls = this.sequelize.constructor._cls;
    if (useCLS && cls) cls.set('transaction', this);
    return result;
  }

  _connect() {
    if (this.parent) return this.parent.connection;
    const request = { uuid: this.id };
    if (this.options.signal) request.signal = this.options.signal;
    if (this.options.readOnly) request.type = 'SELECT';
    return this.sequelize.connectionManager.getConnection(request);
  }

  async setDeferrable() {
    if (!this.options.deferrable) return undefined;
    return this.sequelize.getQueryInterface().deferConstraints(this, this.options);
  }

  async begin() {
    const queryInterface = this.sequelize.getQueryInterface();
    const setLevel = () => queryInterface.setIsolationLevel(this, this.options.isolationLevel, this.options);
    if (this.sequelize.dialect.supports.settingIsolationLevelDuringTransaction) {
      await queryInterface.startTransaction(this, this.options);
      return setLevel();
    }
    await setLevel();
    return queryInterface.startTransaction(this, this.options);
  }

  /** A savepoint owns no connection, and a connection is given back once. */
  _ownsConnection() {
    return !this.parent && this.connection && this.connection.uuid !== undefined;
  }

  /** Gives the connection back. */
  cleanup() {
    if (!this._ownsConnection()) return;
    this._clearCls();
    this.sequelize.connectionManager.releaseConnection(this.connection);
    this.connection.uuid = undefined;
  }

  /** Closes the connection. */
  async forceCleanup() {
    if (!this._ownsConnection()) return;
    this._clearCls();
    await this.sequelize.connectionManager.destroyConnection(this.connection);
    this.connection.uuid = undefined;
  }

  _clearCls() {
    const cls = this.sequelize.constructor._cls;
    if (cls && cls.get('transaction') === this) cls.set('transaction', null);
  }

  /** @param {(transaction: Transaction) => unknown} fn runs when the transaction has been committed */
  afterCommit(fn) {
    if (typeof fn !== 'function') throw new Error('"fn" must be a function');
    this._afterCommitHooks.push(fn);
  }

  static get TYPES() {
    return { ...TYPES };
  }

  static get ISOLATION_LEVELS() {
    return { ...ISOLATION_LEVELS };
  }

  static get LOCK() {
    return { ...LOCK };
  }

  get LOCK() {
    return Transaction.LOCK;
  }
}

module.exports = Transaction;
module.exports.Transaction = Transaction;
module.exports.default = Transaction;
