// Connection errors: the network.

import ConnectionError from '../connection-error';

/** The network has no way to the host. */
declare class HostNotReachableError extends ConnectionError {
  constructor(parent: Error);
}

export default HostNotReachableError;
