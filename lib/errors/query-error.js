// @ts-check
'use strict';
/** A query that was given wrong options. */

const { default: BaseError } = require('./base-error');

class QueryError extends BaseError {
  /** @param {string} [message] */
  constructor(message) {
    super(message);
    this.name = 'SequelizeQueryError';
  }
}

exports.default = QueryError;
