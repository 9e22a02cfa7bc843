// @ts-check
'use strict';
/** An association that is declared or used the wrong way. */

const { default: BaseError } = require('./base-error');

class AssociationError extends BaseError {
  /** @param {string} [message] */
  constructor(message) {
    super(message);
    this.name = 'SequelizeAssociationError';
  }
}

exports.default = AssociationError;
