// @ts-check
'use strict';
/** The server did not answer in time. */

const { default: ConnectionError } = require('../connection-error');

class ConnectionTimedOutError extends ConnectionError {
  /** @param {Error|null} [parent] the driver's error */
  constructor(parent) {
    super(parent);
    this.name = 'SequelizeConnectionTimedOutError';
  }
}

exports.default = ConnectionTimedOutError;
