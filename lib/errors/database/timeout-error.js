// @ts-check
'use strict';
/** The database gave up: a lock or a busy time-out. */

const { default: DatabaseError } = require('../database-error');

class TimeoutError extends DatabaseError {
  /**
   * @param {Error & {sql?: string}} parent
   * @param {{stack?: string}} [options]
   */
  constructor(parent, options) {
    super(parent, options);
    this.name = 'SequelizeTimeoutError';
  }
}

exports.default = TimeoutError;
