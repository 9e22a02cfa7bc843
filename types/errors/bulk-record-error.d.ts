// One record's error out of many.

import type { Model } from '../model';
import BaseError from './base-error';

/** A record of `bulkCreate` and what is wrong with it. */
declare class BulkRecordError extends BaseError {
  errors: Error;
  record: Model;
  constructor(error: Error, record: Model);
}

export default BulkRecordError;
