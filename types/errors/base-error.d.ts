// What all errors of the library have in common.

export interface ErrorOptions {
  /** Replaces the stack of the new error. */
  stack?: string;
}

/** What an error tells about the statement that failed. */
export interface CommonErrorProperties {
  /** The database's own error. */
  readonly parent: Error;
  /** The same as `parent`. */
  readonly original: Error;
  /** The text that was sent. */
  readonly sql: string;
}

/** Every error of the library is one; `name` starts with `Sequelize`. */
declare abstract class BaseError extends Error {
  constructor(message?: string);
}

export default BaseError;
