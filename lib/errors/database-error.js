// @ts-check
'use strict';
/** The root of what a database answers to a statement that it cannot do. */

const { default: BaseError } = require('./base-error');

class DatabaseError extends BaseError {
  /**
   * @param {Error & {sql?: string, parameters?: object}} parent the driver's error
   * @param {{stack?: string}} [options] `stack`: the caller's, which says more than the driver's
   */
  constructor(parent, { stack } = {}) {
    super(parent.message);
    this.name = 'SequelizeDatabaseError';
    this.parent = parent;
    this.original = parent;
    this.sql = parent.sql;
    this.parameters = parent.parameters ?? {};
    if (stack) this.stack = stack;
  }
}

/** What stands for the driver's error when there is none. */
const withParent = options => ({ ...options, parent: (options && options.parent) || { sql: '', name: '', message: '' } });

exports.default = DatabaseError;
exports.withParent = withParent;
