// Errors of the include option.

import BaseError from './base-error';

/** An include names a model that is not associated, or not in this way. */
declare class EagerLoadingError extends BaseError {
  constructor(message: string);
}

export default EagerLoadingError;
