// @ts-check
'use strict';
/** No route leads to the host. */

const { default: ConnectionError } = require('../connection-error');

class HostNotReachableError extends ConnectionError {
  /** @param {Error|null} [parent] the driver's error */
  constructor(parent) {
    super(parent);
    this.name = 'SequelizeHostNotReachableError';
  }
}

exports.default = HostNotReachableError;
