// Options of everything that writes.

import { Filterable, Hookable, Logging, Paranoid, SearchPathable, Silent, Transactionable } from './options';
import { FindOptions, Includeable } from './find-options';
import { WhereOptions } from './where';

type Names<TAttributes> = (keyof TAttributes)[];

// ---------------------------------------------------------------- one instance

export interface BuildOptions {
  /** Values go in as they are: no setters. Default: false. */
  raw?: boolean;
  /** Whether saving inserts. Default: true. */
  isNewRecord?: boolean;
  /** Associations whose instances the values hold. */
  include?: Includeable | Includeable[];
}

export interface SetOptions {
  /** Values go in as they are: no setters. Default: false. */
  raw?: boolean;
  /** Forget other changes. Default: false. */
  reset?: boolean;
}

export interface SaveOptions<TAttributes = any> extends Logging, Transactionable, Silent, Hookable {
  /** The only attributes that are written. Default: all that changed. */
  fields?: Names<TAttributes>;
  /** Default: true. */
  validate?: boolean;
  /** Leave out null values. Default: false. */
  omitNull?: boolean;
  /** Read the written row, or some attributes of it, back. PostgreSQL, SQLite, SQL Server. Default: true where it can. */
  returning?: boolean | Names<TAttributes>;
}

export interface CreateOptions<TAttributes = any> extends BuildOptions, Logging, Silent, Transactionable, Hookable {
  /** The only attributes that are written. */
  fields?: Names<TAttributes>;
  /** Do nothing where the row exists already. Default: false. */
  ignoreDuplicates?: boolean;
  /** Read the written row, or some attributes of it, back. PostgreSQL, SQLite, SQL Server. Default: true where it can. */
  returning?: boolean | Names<TAttributes>;
  /** Default: true. */
  validate?: boolean;
}

export interface InstanceUpdateOptions<TAttributes = any>
  extends SaveOptions<TAttributes>, SetOptions, Filterable<TAttributes> {}

export interface InstanceDestroyOptions extends Logging, Transactionable, Hookable {
  /** Remove the row of a paranoid model instead of marking it. Default: false. */
  force?: boolean;
}

export interface InstanceRestoreOptions extends Logging, Transactionable {}

// ---------------------------------------------------------------- find or make

export interface FindOrCreateOptions<TAttributes = any, TCreationAttributes = TAttributes>
  extends FindOptions<TAttributes>, CreateOptions<TAttributes> {
  /** Values of the new instance beside those of `where`. */
  defaults?: TCreationAttributes;
}

export interface FindOrBuildOptions<TAttributes = any, TCreationAttributes = TAttributes>
  extends FindOptions<TAttributes>, BuildOptions {
  /** Values of the new instance beside those of `where`. */
  defaults?: TCreationAttributes;
}

export interface UpsertOptions<TAttributes = any> extends Logging, Transactionable, SearchPathable, Hookable {
  /** The only attributes that are written. Default: all that are given. */
  fields?: Names<TAttributes>;
  /** Read the written row, or some attributes of it, back. */
  returning?: boolean | Names<TAttributes>;
  /** Default: true. */
  validate?: boolean;
  /** The condition of a partial unique index that is meant. PostgreSQL and SQLite. */
  conflictWhere?: WhereOptions<TAttributes>;
  /** The columns of the unique index that is meant. Default: found from the values. PostgreSQL and SQLite. */
  conflictFields?: Names<TAttributes>;
}

// ---------------------------------------------------------------- many rows

export interface BulkCreateOptions<TAttributes = any> extends Logging, Transactionable, Hookable, SearchPathable {
  /** The only attributes that are written. Default: all. */
  fields?: Names<TAttributes>;
  /** Validate every record first. Default: false. */
  validate?: boolean;
  /** Create each record by itself, with its hooks. Default: false. */
  individualHooks?: boolean;
  /** Leave out rows that exist already. Default: false. */
  ignoreDuplicates?: boolean;
  /** Attributes to change in rows that exist already. */
  updateOnDuplicate?: Names<TAttributes>;
  /** The condition of a partial unique index that `updateOnDuplicate` means. PostgreSQL and SQLite. */
  conflictWhere?: WhereOptions<TAttributes>;
  /** The columns of the unique index that `updateOnDuplicate` means. PostgreSQL and SQLite. */
  conflictAttributes?: Array<keyof TAttributes>;
  /** Associations whose instances the records hold. */
  include?: Includeable | Includeable[];
  /** Read the written rows, or some attributes of them, back. Default: the primary key only. */
  returning?: boolean | Names<TAttributes>;
}

export interface UpdateOptions<TAttributes = any> extends Logging, Transactionable, Paranoid, Hookable {
  /** Which rows. Required; `{}` is all. */
  where: WhereOptions<TAttributes>;
  /** The only attributes that are written. Default: all that are given. */
  fields?: Names<TAttributes>;
  /** Default: true. */
  validate?: boolean;
  /** Also write what setters changed beside the given attributes. Default: true. */
  sideEffects?: boolean;
  /** Read the rows and update each by itself, with its hooks. Default: false. */
  individualHooks?: boolean;
  /** Read the changed rows, or some attributes of them, back. PostgreSQL only. Default: false. */
  returning?: boolean | Names<TAttributes>;
  /** At most so many rows, where the database can. */
  limit?: number;
  /** Leave `updatedAt` as it is. Default: false. */
  silent?: boolean;
}

export interface TruncateOptions<TAttributes = any> extends Logging, Transactionable, Filterable<TAttributes>, Hookable {
  /** Truncate also tables that refer to this one. PostgreSQL only. Default: false. */
  cascade?: boolean;
  /** Read the rows and destroy each by itself, with its hooks. Default: false. */
  individualHooks?: boolean;
  /** At most so many rows. */
  limit?: number;
  /** Remove the rows of a paranoid model instead of marking them. Default: false. */
  force?: boolean;
  /** Start numbers anew. PostgreSQL only, with `truncate`. Default: false. */
  restartIdentity?: boolean;
}

export interface DestroyOptions<TAttributes = any> extends TruncateOptions<TAttributes> {
  /** Use the TRUNCATE statement; `where` and `limit` are left aside. Default: false. */
  truncate?: boolean;
}

export interface RestoreOptions<TAttributes = any> extends Logging, Transactionable, Filterable<TAttributes>, Hookable {
  /** Read the rows and restore each by itself, with its hooks. Default: false. */
  individualHooks?: boolean;
  /** At most so many rows. */
  limit?: number;
}

export interface IncrementDecrementOptions<TAttributes = any>
  extends Logging, Transactionable, Silent, SearchPathable, Filterable<TAttributes> {}

export interface IncrementDecrementOptionsWithBy<TAttributes = any> extends IncrementDecrementOptions<TAttributes> {
  /** How much. Default: 1. */
  by?: number;
}

export {};
