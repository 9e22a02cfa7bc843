'use strict';
// The error classes, and how a failure of the core becomes one of them.

const test = require('node:test');
const assert = require('node:assert/strict');
const errors = require('../../lib/errors');
const { fromNative } = require('../../lib/errors/from-native');

const unique = {
  kind: 'UniqueConstraint', message: 'duplicate key value violates unique constraint "users_email_key"', code: '23505', sqlState: '23505',
  detail: 'Key (email)=(a@b) already exists.', constraint: 'users_email_key', fields: [['email', 'a@b']], extra: { severity: 'ERROR' }
};

test('a unique violation has an item per field and the driver\'s error as parent', () => {
  const instance = {};
  const error = fromNative(unique, { sql: 'INSERT …', bind: ['a@b'], instance });
  assert.ok(error instanceof errors.UniqueConstraintError && error instanceof errors.ValidationError);
  assert.equal(error.message, 'Validation error');
  assert.deepEqual(error.fields, { email: 'a@b' });
  const [item] = error.errors;
  assert.deepEqual(
    [item.message, item.type, item.origin, item.path, item.value, item.validatorKey, item.instance],
    ['email must be unique', 'unique violation', 'DB', 'email', 'a@b', 'not_unique', instance]
  );
  assert.equal(error.parent, error.original);
  assert.deepEqual([error.parent.code, error.parent.severity, error.parent.sql, error.sql], ['23505', 'ERROR', 'INSERT …', 'INSERT …']);
});

test('the model\'s own message wins', () => {
  const model = { uniqueKeys: { users_email_key: { fields: ['email'], msg: 'taken' } } };
  const error = fromNative(unique, { model });
  assert.equal(error.message, 'taken');
  assert.equal(error.errors[0].message, 'taken');
});

test('a driver that tells no values: fields is the list of names', () => {
  const failure = { kind: 'UniqueConstraint', message: 'SQLITE_CONSTRAINT: UNIQUE constraint failed: users.email', code: 'SQLITE_CONSTRAINT', errno: 19, fields: [['email', null]] };
  const error = fromNative(failure, { instance: { email: 'x' } });
  assert.deepEqual(error.fields, ['email']);
  assert.equal(error.errors[0].value, 'x');
});

test('foreign keys, exclusions, unknown constraints', () => {
  const foreign = fromNative({ kind: 'ForeignKeyConstraint', message: 'm', sqlState: '23503', index: 'fk', table: 't', fields: [] });
  assert.ok(foreign instanceof errors.ForeignKeyConstraintError);
  assert.deepEqual([foreign.index, foreign.table, foreign.fields, foreign.message], ['fk', 't', null, 'm']);
  const exclusion = fromNative({ kind: 'ExclusionConstraint', message: 'm', constraint: 'c', table: 't', fields: [['r', '[1,2)']] });
  assert.deepEqual([exclusion.message, exclusion.constraint, exclusion.fields], ['Exclusion constraint error', 'c', { r: '[1,2)' }]);
  const unknown = fromNative({ kind: 'UnknownConstraint', message: 'm', constraint: 'c' });
  assert.deepEqual([unknown.name, unknown.message], ['SequelizeUnknownConstraintError', 'Unknown constraint error']);
});

test('every other kind has its class', () => {
  const names = { Database: 'DatabaseError', Timeout: 'TimeoutError', ConnectionRefused: 'ConnectionRefusedError', HostNotFound: 'HostNotFoundError', AccessDenied: 'AccessDeniedError' };
  for (const [kind, name] of Object.entries(names)) assert.ok(fromNative({ kind, message: 'm' }) instanceof errors[name], kind);
  assert.equal(fromNative({ kind: 'Usage', message: 'm' }).name, 'Error');
  assert.equal(fromNative({ kind: 'Aborted', message: 'm' }).name, 'AbortError');
});

test('ValidationError joins its items; getValidatorKey has a namespace', () => {
  const item = new errors.ValidationErrorItem('too short', 'Validation error', 'name', 'x', null, 'len', 'len', [2, 3]);
  const error = new errors.ValidationError(null, [item]);
  assert.equal(error.message, 'Validation error: too short');
  assert.equal(item.getValidatorKey(), 'function.len');
  assert.equal(item.getValidatorKey(false), 'len');
  assert.deepEqual(error.get('name'), [item]);
});
