// @ts-check
'use strict';
/** All error classes by name. */

const files = {
  BaseError: './base-error',
  DatabaseError: './database-error',
  AggregateError: './aggregate-error',
  AssociationError: './association-error',
  BulkRecordError: './bulk-record-error',
  ConnectionError: './connection-error',
  EagerLoadingError: './eager-loading-error',
  EmptyResultError: './empty-result-error',
  InstanceError: './instance-error',
  OptimisticLockError: './optimistic-lock-error',
  QueryError: './query-error',
  SequelizeScopeError: './sequelize-scope-error',
  ValidationError: './validation-error',
  AccessDeniedError: './connection/access-denied-error',
  ConnectionAcquireTimeoutError: './connection/connection-acquire-timeout-error',
  ConnectionRefusedError: './connection/connection-refused-error',
  ConnectionTimedOutError: './connection/connection-timed-out-error',
  HostNotFoundError: './connection/host-not-found-error',
  HostNotReachableError: './connection/host-not-reachable-error',
  InvalidConnectionError: './connection/invalid-connection-error',
  ExclusionConstraintError: './database/exclusion-constraint-error',
  ForeignKeyConstraintError: './database/foreign-key-constraint-error',
  TimeoutError: './database/timeout-error',
  UnknownConstraintError: './database/unknown-constraint-error',
  UniqueConstraintError: './validation/unique-constraint-error'
};

for (const [name, file] of Object.entries(files)) exports[name] = require(file).default;

const { ValidationErrorItem, ValidationErrorItemOrigin, ValidationErrorItemType } = require('./validation-error');

Object.assign(exports, {
  ValidationErrorItem,
  ValidationErrorItemOrigin,
  ValidationErrorItemType,
  AsyncQueueError: require('../dialects/mssql/async-queue').AsyncQueueError
});

/** @type {typeof import('../../types/errors/index')} */
module.exports = /** @type {any} */ (exports);
