// @ts-check
'use strict';
/** The root of what can go wrong with a connection; carries the driver's error. */

const { default: BaseError } = require('./base-error');

class ConnectionError extends BaseError {
  /** @param {Error|null} [parent] the driver's error */
  constructor(parent) {
    super(parent ? parent.message : '');
    this.name = 'SequelizeConnectionError';
    this.parent = parent;
    this.original = parent;
  }
}

exports.default = ConnectionError;
