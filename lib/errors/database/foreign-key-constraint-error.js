// @ts-check
'use strict';
/** A reference to a row that is not there, or a row that others still reference. */

const { default: DatabaseError, withParent } = require('../database-error');

/** Which side of the reference the statement touched. */
const RelationshipType = { parent: 'parent', child: 'child' };

class ForeignKeyConstraintError extends DatabaseError {
  /** @param {{parent?: Error, message?: string, table?: string, fields?: any, value?: unknown, index?: string, reltype?: string, stack?: string}} [options] */
  constructor(options) {
    const { parent, stack, message, fields, table, value, index, reltype } = withParent(options);
    super(parent, { stack });
    this.name = 'SequelizeForeignKeyConstraintError';
    this.message = message || parent.message || 'Database Error';
    this.fields = fields;
    this.table = table;
    this.value = value;
    this.index = index;
    this.reltype = reltype;
  }
}

exports.default = ForeignKeyConstraintError;
exports.RelationshipType = RelationshipType;
