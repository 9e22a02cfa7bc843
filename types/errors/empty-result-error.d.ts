// Errors of finders with rejectOnEmpty.

import BaseError from './base-error';

/** Nothing was found, and the finder's `rejectOnEmpty` was set. */
declare class EmptyResultError extends BaseError {
  constructor(message?: string);
}

export default EmptyResultError;
