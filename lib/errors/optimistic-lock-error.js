// @ts-check
'use strict';
/** A versioned row that somebody else has changed since it was read. */

const { default: BaseError } = require('./base-error');

class OptimisticLockError extends BaseError {
  /** @param {{message?: string, modelName?: string, values?: object, where?: object}} [options] */
  constructor({ message, modelName, values, where } = {}) {
    super(message || `Attempting to update a stale model instance: ${modelName}`);
    this.name = 'SequelizeOptimisticLockError';
    this.modelName = modelName;
    this.values = values;
    this.where = where;
  }
}

exports.default = OptimisticLockError;
