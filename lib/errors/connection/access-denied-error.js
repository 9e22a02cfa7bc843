// @ts-check
'use strict';
/** The database refused the credentials. */

const { default: ConnectionError } = require('../connection-error');

class AccessDeniedError extends ConnectionError {
  /** @param {Error|null} [parent] the driver's error */
  constructor(parent) {
    super(parent);
    this.name = 'SequelizeAccessDeniedError';
  }
}

exports.default = AccessDeniedError;
