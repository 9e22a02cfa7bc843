// Errors of connecting.

import BaseError from './base-error';

/** A connection could not be made, or was lost. Subclasses say why. */
declare class ConnectionError extends BaseError {
  /** The driver's own error. */
  parent: Error;
  /** The same as `parent`. */
  original: Error;
  constructor(parent: Error);
}

export default ConnectionError;
