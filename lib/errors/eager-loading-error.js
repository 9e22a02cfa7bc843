// @ts-check
'use strict';
/** An include that names what is not associated. */

const { default: BaseError } = require('./base-error');

class EagerLoadingError extends BaseError {
  /** @param {string} [message] */
  constructor(message) {
    super(message);
    this.name = 'SequelizeEagerLoadingError';
  }
}

exports.default = EagerLoadingError;
