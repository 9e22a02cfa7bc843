// Connection errors: credentials.

import ConnectionError from '../connection-error';

/** The server refused the user or the password. */
declare class AccessDeniedError extends ConnectionError {
  constructor(parent: Error);
}

export default AccessDeniedError;
