// @ts-check
'use strict';
/** An instance that is used the wrong way. */

const { default: BaseError } = require('./base-error');

class InstanceError extends BaseError {
  /** @param {string} [message] */
  constructor(message) {
    super(message);
    this.name = 'SequelizeInstanceError';
  }
}

exports.default = InstanceError;
