// @ts-check
'use strict';
/** A second row with the values of a unique key. */

const { default: ValidationError } = require('../validation-error');
const { withParent } = require('../database-error');

class UniqueConstraintError extends ValidationError {
  /** @param {{parent?: Error, message?: string, errors?: any[], fields?: any, stack?: string}} [options] */
  constructor(options) {
    const { parent, message, errors, fields, stack } = withParent(options);
    super(message || parent.message || 'Validation Error', errors ?? [], { stack });
    this.name = 'SequelizeUniqueConstraintError';
    this.fields = fields ?? {};
    this.parent = parent;
    this.original = parent;
    this.sql = parent.sql;
  }
}

exports.default = UniqueConstraintError;
