// Connection errors: the name.

import ConnectionError from '../connection-error';

/** The host's name has no address. */
declare class HostNotFoundError extends ConnectionError {
  constructor(parent: Error);
}

export default HostNotFoundError;
