// @ts-check
'use strict';
/** The pool had no connection to give within `pool.acquire`. */

const { default: ConnectionError } = require('../connection-error');

class ConnectionAcquireTimeoutError extends ConnectionError {
  /** @param {Error|null} [parent] the driver's error */
  constructor(parent) {
    super(parent);
    this.name = 'SequelizeConnectionAcquireTimeoutError';
  }
}

exports.default = ConnectionAcquireTimeoutError;
