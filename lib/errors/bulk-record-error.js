// @ts-check
'use strict';
/** One bad record of a `bulkCreate`, with the record. */

const { default: BaseError } = require('./base-error');

class BulkRecordError extends BaseError {
  /**
   * @param {Error} error
   * @param {object} record
   */
  constructor(error, record) {
    super(error.message);
    this.name = 'SequelizeBulkRecordError';
    this.errors = error;
    this.record = record;
  }
}

exports.default = BulkRecordError;
