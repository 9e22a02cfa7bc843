// Errors of foreign keys.

import DatabaseError, { DatabaseErrorSubclassOptions } from '../database-error';

/** Which row is at fault: one that others refer to, or one that refers to nothing. */
export enum RelationshipType {
  parent = 'parent',
  child = 'child'
}

export interface ForeignKeyConstraintErrorOptions {
  table?: string;
  fields?: { [field: string]: string };
  value?: unknown;
  index?: string;
  reltype?: RelationshipType;
}

/** A reference would point to nothing. */
declare class ForeignKeyConstraintError extends DatabaseError {
  table: string | undefined;
  fields: { [field: string]: string } | undefined;
  value: unknown;
  /** The constraint's name. */
  index: string | undefined;
  reltype: RelationshipType | undefined;
  constructor(options: DatabaseErrorSubclassOptions & ForeignKeyConstraintErrorOptions);
}

export default ForeignKeyConstraintError;
