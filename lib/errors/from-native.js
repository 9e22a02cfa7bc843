// @ts-check
'use strict';
/** A failure of the core becomes the class that Sequelize's users catch: the one place that makes database errors. */

const errors = require('./index');
const { isEqual } = require('../utils/objects');

/** Kinds whose class takes the driver's error alone. */
const byKind = {
  Database: errors.DatabaseError,
  Timeout: errors.TimeoutError,
  Connection: errors.ConnectionError,
  ConnectionRefused: errors.ConnectionRefusedError,
  ConnectionTimedOut: errors.ConnectionTimedOutError,
  ConnectionAcquireTimeout: errors.ConnectionAcquireTimeoutError,
  AccessDenied: errors.AccessDeniedError,
  HostNotFound: errors.HostNotFoundError,
  HostNotReachable: errors.HostNotReachableError,
  InvalidConnection: errors.InvalidConnectionError
};

/** Names that a driver's error must not lose to the extras. */
const driverProperties = ['code', 'errno', 'sqlState', 'detail', 'hint', 'schema', 'table', 'column', 'constraint'];

/**
 * The driver's error as the drivers of v6 make it: `code`, `detail`, `constraint`, `sql`, …
 *
 * @param {object} failure
 * @param {object} context
 */
function driverError(failure, context) {
  const error = /** @type {any} */ (new Error(failure.message));
  error.name = failure.sqlState && failure.sqlState === failure.code ? 'error' : 'Error';
  for (const [name, value] of Object.entries(failure.extra ?? {})) {
    if (name !== 'message' && name !== 'stack') error[name] = value;
  }
  for (const name of driverProperties) {
    // A driver that gives its SQLSTATE as `code` gives it once.
    if (name === 'sqlState' && failure.sqlState === failure.code) continue;
    if (failure[name] !== undefined && failure[name] !== null) error[name] = failure[name];
  }
  const sql = context.sql ?? failure.sql;
  if (sql !== undefined && sql !== null) error.sql = String(sql);
  const parameters = context.parameters ?? context.bind;
  if (parameters) error.parameters = parameters;
  return error;
}

/**
 * What a unique violation says about one field: the model's own `msg`, if a unique key has one.
 *
 * @param {object|undefined} model
 * @param {string} field
 */
function uniqueMessage(model, field) {
  let message = field ? `${field} must be unique` : 'Must be unique';
  if (!field) return message;
  const bare = field.replace(/"/g, '');
  for (const key of Object.values(model?.uniqueKeys ?? {})) {
    if (key.msg && key.fields.includes(bare)) message = key.msg;
  }
  return message;
}

/** Columns and values of a violation. Where the driver tells only a key's name and `a-b`, the model knows the key's columns. */
function violatedFields({ fields = [], index }, model) {
  const key = fields.length === 1 && fields[0][0] === index ? model?.uniqueKeys?.[index] : undefined;
  if (!key) return fields;
  const values = String(fields[0][1]).split('-');
  return key.fields.map((name, at) => [name, values[at]]);
}

/** A driver that tells no values leaves the list of names; the instance knows the values. */
function uniqueViolation(failure, context, parent) {
  const { model, instance, stack } = context;
  const pairs = violatedFields(failure, model);
  const names = pairs.map(([name]) => name);
  const valuesKnown = pairs.some(([, value]) => value !== null && value !== undefined);
  if (!names.length && failure.sqlState) {
    return new errors.UniqueConstraintError({ message: failure.message, parent, stack });
  }
  const items = pairs.map(([name, value]) => new errors.ValidationErrorItem(
    uniqueMessage(model, name),
    'unique violation',
    name,
    valuesKnown ? value : instance?.[name],
    instance,
    'not_unique'
  ));
  const named = Object.values(model?.uniqueKeys ?? {}).find(key => key.msg && isEqual(key.fields, names))
    ?? (failure.index ? model?.uniqueKeys?.[failure.index] : undefined);
  return new errors.UniqueConstraintError({
    message: named?.msg || 'Validation error',
    errors: items,
    fields: valuesKnown ? Object.fromEntries(pairs) : names,
    parent,
    stack
  });
}

function foreignKeyViolation(failure, context, parent) {
  const names = (failure.fields ?? []).map(([name]) => name);
  const index = failure.index ?? failure.constraint ?? undefined;
  return new errors.ForeignKeyConstraintError({
    fields: names.length && failure.extra?.reltype ? names : index ? null : undefined,
    table: failure.table ?? undefined,
    value: names.length ? context.instance?.[names[0]] || undefined : undefined,
    index,
    reltype: failure.extra?.reltype,
    parent,
    stack: context.stack
  });
}

/** The classes that carry a constraint's name. */
function constraintError(Class, message, failure, context, parent) {
  return new Class({
    message,
    constraint: failure.constraint ?? failure.index ?? undefined,
    fields: failure.fields?.length ? Object.fromEntries(failure.fields) : undefined,
    table: failure.table ?? undefined,
    parent,
    stack: context.stack
  });
}

/**
 * @param {object} failure `{ kind, message, code, errno, sqlState, detail, hint, table, schema, column, constraint, fields: [[name, value|null]], index, sql, extra }`
 * @param {object} [context] `{ sql, bind | parameters, model, instance, stack }`
 * @returns {Error}
 */
function fromNative(failure, context = {}) {
  switch (failure.kind) {
    case 'TypeError':
      return new TypeError(failure.message);
    case 'Query':
      return new errors.QueryError(failure.message);
    case 'Usage':
    case 'NotSupported':
    case 'Internal':
      return Object.assign(new Error(failure.message), failure.code ? { code: failure.code } : undefined);
    case 'Aborted': {
      const error = new Error(failure.message || 'This operation was aborted');
      return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
    }
  }
  const parent = driverError(failure, context);
  switch (failure.kind) {
    case 'UniqueConstraint':
      return uniqueViolation(failure, context, parent);
    case 'NotNull':
      // Where the driver has no SQLSTATE of its own, v6 reports NOT NULL in the words of a unique violation.
      return /^SQLITE_CONSTRAINT/.test(failure.code ?? '')
        ? uniqueViolation({ ...failure, fields: [] }, context, parent)
        : new errors.DatabaseError(parent, { stack: context.stack });
    case 'ForeignKeyConstraint':
      return foreignKeyViolation(failure, context, parent);
    case 'ExclusionConstraint':
      return constraintError(errors.ExclusionConstraintError, 'Exclusion constraint error', failure, context, parent);
    case 'UnknownConstraint':
      return constraintError(errors.UnknownConstraintError, 'Unknown constraint error', failure, context, parent);
    default: {
      const Class = byKind[failure.kind] ?? errors.DatabaseError;
      return new Class(parent, { stack: context.stack });
    }
  }
}

module.exports = { fromNative, uniqueMessage, driverError };
