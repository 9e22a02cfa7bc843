// @ts-check
'use strict';
/** Where the call names no transaction, the one of the asynchronous context (CLS) is taken. */

/**
 * @param {any} Model
 * @param {object} options changed in place
 */
function joinTransaction(Model, options) {
  if (options.transaction !== undefined) return;
  const context = Model.sequelize.constructor._cls;
  const transaction = context && context.get('transaction');
  if (transaction) options.transaction = transaction;
}

module.exports = { joinTransaction };
