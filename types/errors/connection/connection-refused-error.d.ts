// Connection errors: nobody listens.

import ConnectionError from '../connection-error';

/** The host answered that nothing listens on the port. */
declare class ConnectionRefusedError extends ConnectionError {
  constructor(parent: Error);
}

export default ConnectionRefusedError;
