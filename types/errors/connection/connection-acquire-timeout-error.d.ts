// Connection errors: the pool.

import ConnectionError from '../connection-error';

/** No connection became free within the pool's `acquire` milliseconds. */
declare class ConnectionAcquireTimeoutError extends ConnectionError {
  constructor(parent: Error);
}

export default ConnectionAcquireTimeoutError;
