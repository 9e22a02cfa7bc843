// Connection errors: parameters.

import ConnectionError from '../connection-error';

/** The connection's parameters are not valid. */
declare class InvalidConnectionError extends ConnectionError {
  constructor(parent: Error);
}

export default InvalidConnectionError;
