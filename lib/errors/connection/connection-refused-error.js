// @ts-check
'use strict';
/** Nothing listens at the address. */

const { default: ConnectionError } = require('../connection-error');

class ConnectionRefusedError extends ConnectionError {
  /** @param {Error|null} [parent] the driver's error */
  constructor(parent) {
    super(parent);
    this.name = 'SequelizeConnectionRefusedError';
  }
}

exports.default = ConnectionRefusedError;
