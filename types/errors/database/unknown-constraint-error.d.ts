// Errors of constraints that do not exist.

import DatabaseError, { DatabaseErrorSubclassOptions } from '../database-error';

export interface UnknownConstraintErrorOptions {
  constraint?: string;
  fields?: Record<string, string | number>;
  table?: string;
}

/** The constraint to remove is not there. */
declare class UnknownConstraintError extends DatabaseError {
  constraint: string | undefined;
  fields: Record<string, string | number> | undefined;
  table: string | undefined;
  constructor(options: DatabaseErrorSubclassOptions & UnknownConstraintErrorOptions);
}

export default UnknownConstraintError;
