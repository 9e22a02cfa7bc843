// @ts-check
'use strict';
/** A statement names a constraint or an index that is not there. */

const { default: DatabaseError, withParent } = require('../database-error');

class UnknownConstraintError extends DatabaseError {
  /** @param {{parent?: Error, message?: string, constraint?: string, fields?: object, table?: string, stack?: string}} [options] */
  constructor(options) {
    const { parent, stack, message, constraint, fields, table } = withParent(options);
    super(parent, { stack });
    this.name = 'SequelizeUnknownConstraintError';
    this.message = message || 'The specified constraint does not exist';
    this.constraint = constraint;
    this.fields = fields;
    this.table = table;
  }
}

exports.default = UnknownConstraintError;
