// Errors of association declarations.

import BaseError from './base-error';

/** Models were associated in a way that cannot work. */
declare class AssociationError extends BaseError {
  constructor(message: string);
}

export default AssociationError;
