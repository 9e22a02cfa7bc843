// Errors that the database answered.

import BaseError, { CommonErrorProperties, ErrorOptions } from './base-error';

/** The database's own error, with the statement it is about. */
export interface DatabaseErrorParent extends Error, Pick<CommonErrorProperties, 'sql'> {
  /** The statement's bind values. */
  readonly parameters?: object;
}

export interface DatabaseErrorSubclassOptions extends ErrorOptions {
  parent?: DatabaseErrorParent;
  message?: string;
}

/** The database refused a statement. Subclasses say why, where that is known. */
declare class DatabaseError extends BaseError implements CommonErrorProperties, DatabaseErrorParent {
  parent: Error;
  original: Error;
  sql: string;
  parameters: object;
  constructor(parent: DatabaseErrorParent, options?: ErrorOptions);
}

export default DatabaseError;
