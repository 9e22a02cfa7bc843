// @ts-check
'use strict';
/** A row that an exclusion constraint forbids. */

const { default: DatabaseError, withParent } = require('../database-error');

class ExclusionConstraintError extends DatabaseError {
  /** @param {{parent?: Error, message?: string, constraint?: string, fields?: object, table?: string, stack?: string}} [options] */
  constructor(options) {
    const { parent, stack, message, constraint, fields, table } = withParent(options);
    super(parent, { stack });
    this.name = 'SequelizeExclusionConstraintError';
    this.message = message || parent.message || '';
    this.constraint = constraint;
    this.fields = fields;
    this.table = table;
  }
}

exports.default = ExclusionConstraintError;
