// @ts-check
'use strict';

// Transaction control: what the native core needs to know of a Transaction, and the texts it answers.

/** A Transaction as plain data. */
function described(transaction) {
  if (!transaction) return transaction;
  const { type, isolationLevel, readOnly } = transaction.options || {};
  return {
    id: transaction.id,
    name: transaction.name,
    parent: transaction.parent ? { id: transaction.parent.id, name: transaction.parent.name } : undefined,
    options: { type, isolationLevel, readOnly }
  };
}

const nothingAsUndefined = text => text === null || text === '' ? undefined : text;

module.exports = {
  setIsolationLevelQuery(value, options) {
    const parent = options && options.parent;
    return nothingAsUndefined(this._text('setIsolationLevelQuery', value, { parent: parent ? { id: parent.id, name: parent.name } : undefined }));
  },

  startTransactionQuery(transaction) {
    return this._text('startTransactionQuery', described(transaction));
  },

  // Constraints are deferred where the dialect has such a thing.
  deferConstraintsQuery() {},
  setConstraintQuery() {},
  setDeferredQuery() {},
  setImmediateQuery() {},

  commitTransactionQuery(transaction) {
    return nothingAsUndefined(this._text('commitTransactionQuery', described(transaction)));
  },

  rollbackTransactionQuery(transaction) {
    return nothingAsUndefined(this._text('rollbackTransactionQuery', described(transaction)));
  }
};
