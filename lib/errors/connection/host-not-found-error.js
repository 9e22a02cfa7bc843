// @ts-check
'use strict';
/** The host name does not resolve. */

const { default: ConnectionError } = require('../connection-error');

class HostNotFoundError extends ConnectionError {
  /** @param {Error|null} [parent] the driver's error */
  constructor(parent) {
    super(parent);
    this.name = 'SequelizeHostNotFoundError';
  }
}

exports.default = HostNotFoundError;
