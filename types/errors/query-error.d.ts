// Errors of a query's arguments.

import BaseError from './base-error';

/** A query's options do not make sense, before it was sent. */
declare class QueryError extends BaseError {
  constructor(message: string);
}

export default QueryError;
