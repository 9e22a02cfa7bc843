// @ts-check
'use strict';
/** A scope that does not exist or cannot be used. */

const { default: BaseError } = require('./base-error');

class SequelizeScopeError extends BaseError {
  /** @param {string} [message] */
  constructor(message) {
    super(message);
    this.name = 'SequelizeScopeError';
  }
}

exports.default = SequelizeScopeError;
