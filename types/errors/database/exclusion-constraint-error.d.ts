// Errors of exclusion constraints (PostgreSQL).

import DatabaseError, { DatabaseErrorSubclassOptions } from '../database-error';

export interface ExclusionConstraintErrorOptions {
  constraint?: string;
  fields?: Record<string, string | number>;
  table?: string;
}

/** The row excludes, or is excluded by, another. */
declare class ExclusionConstraintError extends DatabaseError {
  constraint: string | undefined;
  fields: Record<string, string | number> | undefined;
  table: string | undefined;
  constructor(options: DatabaseErrorSubclassOptions & ExclusionConstraintErrorOptions);
}

export default ExclusionConstraintError;
