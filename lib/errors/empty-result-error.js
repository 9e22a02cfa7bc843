// @ts-check
'use strict';
/** A query that was asked to find something (`rejectOnEmpty`) and found nothing. */

const { default: BaseError } = require('./base-error');

class EmptyResultError extends BaseError {
  /** @param {string} [message] */
  constructor(message) {
    super(message);
    this.name = 'SequelizeEmptyResultError';
  }
}

exports.default = EmptyResultError;
