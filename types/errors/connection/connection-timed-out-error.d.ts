// Connection errors: no answer in time.

import ConnectionError from '../connection-error';

/** The server did not answer in time. */
declare class ConnectionTimedOutError extends ConnectionError {
  constructor(parent: Error);
}

export default ConnectionTimedOutError;
