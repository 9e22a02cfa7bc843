// @ts-check
'use strict';
/** The connection's settings are wrong. */

const { default: ConnectionError } = require('../connection-error');

class InvalidConnectionError extends ConnectionError {
  /** @param {Error|null} [parent] the driver's error */
  constructor(parent) {
    super(parent);
    this.name = 'SequelizeInvalidConnectionError';
  }
}

exports.default = InvalidConnectionError;
