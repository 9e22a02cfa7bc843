// @ts-check
'use strict';

// Query interface: transaction control.

const Transaction = require('../../../transaction');

function assertTransaction(transaction, doing) {
  if (!(transaction instanceof Transaction)) throw new Error(`Unable to ${doing} without transaction object!`);
}

/** A savepoint's statements run on its parent's connection. */
const onConnectionOf = (transaction, options) => ({ ...options, transaction: transaction.parent || transaction });

const ending = (transaction, options) => ({
  ...onConnectionOf(transaction, options),
  supportsSearchPath: false,
  completesTransaction: true
});

module.exports = {
  async setIsolationLevel(transaction, value, options) {
    assertTransaction(transaction, 'set isolation level for a transaction');
    // A savepoint lives in its parent's isolation level.
    if (transaction.parent || !value) return undefined;
    const text = this.queryGenerator.setIsolationLevelQuery(value, { parent: transaction.parent });
    return text ? this.sequelize.query(text, onConnectionOf(transaction, options)) : undefined;
  },

  async startTransaction(transaction, given) {
    assertTransaction(transaction, 'start a transaction');
    const options = onConnectionOf(transaction, given);
    options.transaction.name = transaction.parent ? transaction.name : undefined;
    return this.sequelize.query(this.queryGenerator.startTransactionQuery(transaction), options);
  },

  async deferConstraints(transaction, given) {
    const options = onConnectionOf(transaction, given);
    const text = this.queryGenerator.deferConstraintsQuery(options);
    return text ? this.sequelize.query(text, options) : undefined;
  },

  async commitTransaction(transaction, given) {
    assertTransaction(transaction, 'commit a transaction');
    // A savepoint ends with its transaction.
    if (transaction.parent) return undefined;
    const committed = this.sequelize.query(this.queryGenerator.commitTransactionQuery(transaction), ending(transaction, given));
    transaction.finished = 'commit';
    return committed;
  },

  async rollbackTransaction(transaction, given) {
    assertTransaction(transaction, 'rollback a transaction');
    const options = ending(transaction, given);
    // Whoever aborts a transaction wants it undone.
    delete options.signal;
    options.transaction.name = transaction.parent ? transaction.name : undefined;
    const undone = this.sequelize.query(this.queryGenerator.rollbackTransactionQuery(transaction), options);
    transaction.finished = 'rollback';
    return undone;
  }
};
