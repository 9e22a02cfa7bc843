// Errors of the `version` option.

import BaseError from './base-error';

export interface OptimisticLockErrorOptions {
  message?: string;
  modelName?: string;
  values?: Record<string, unknown>;
  where?: Record<string, unknown>;
}

/** The row was changed by somebody else since it was read. */
declare class OptimisticLockError extends BaseError {
  modelName: string | undefined;
  /** The values that were to be written. */
  values: Record<string, unknown> | undefined;
  /** The condition that no row met any more. */
  where: Record<string, unknown> | undefined;
  constructor(options: OptimisticLockErrorOptions);
}

export default OptimisticLockError;
