// Errors of scopes.

import BaseError from './base-error';

/** A scope of that name does not exist, or was defined before. */
declare class SequelizeScopeError extends BaseError {
  constructor(message: string);
}

export default SequelizeScopeError;
