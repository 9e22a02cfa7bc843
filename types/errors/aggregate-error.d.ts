// Several errors as one.

import BaseError from './base-error';

/** What `bulkCreate` rejects with when several records are not valid. */
declare class AggregateError extends BaseError {
  readonly errors: (Error | AggregateError)[];
  constructor(errors: (Error | AggregateError)[]);
  toString(): string;
}

export default AggregateError;
