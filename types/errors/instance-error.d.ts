// Errors of instances.

import BaseError from './base-error';

/** An instance was used in a way that its state does not allow. */
declare class InstanceError extends BaseError {
  constructor(message: string);
}

export default InstanceError;
