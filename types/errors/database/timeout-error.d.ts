// Errors of statements that took too long.

import { ErrorOptions } from '../base-error';
import DatabaseError, { DatabaseErrorParent } from '../database-error';

/** The statement ran into a timeout: its own, or one of the server such as a deadlock's. */
declare class TimeoutError extends DatabaseError {
  constructor(parent: DatabaseErrorParent, options?: ErrorOptions);
}

export default TimeoutError;
