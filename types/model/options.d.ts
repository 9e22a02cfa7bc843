// Small groups of options that many methods share.

import { Transaction } from '../transaction';
import { Col, Fn, Literal } from '../utils';
import { WhereOptions } from './where';

export interface Logging {
  /** Gets every statement's text; with `benchmark` also its time in milliseconds. False is silence. */
  logging?: boolean | ((sql: string, timing?: number) => void);
  /** Measure how long statements take. Default: false. */
  benchmark?: boolean;
}

/** Ways to end a statement early. Not part of Sequelize v6. */
export interface Cancellable {
  /** Cancels the statement when it is aborted; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Cancels the statement after so many milliseconds, counted from the call. Default: 0, never. */
  timeout?: number;
}

export interface Poolable {
  /** With replication: read from the write server. Default: false. */
  useMaster?: boolean;
}

export interface Transactionable extends Cancellable {
  /** The transaction to run in. Null is none, even inside of a CLS transaction. */
  transaction?: Transaction | null;
}

export interface SearchPathable {
  /** Where names without schema are looked for. PostgreSQL, with the dialect option `prependSearchPath`. */
  searchPath?: string;
}

export interface Filterable<TAttributes = any> {
  /** Which rows. */
  where?: WhereOptions<TAttributes>;
}

export interface Projectable {
  /** Which attributes. Default: all. */
  attributes?: FindAttributeOptions;
}

export interface Paranoid {
  /** False: also rows that are marked as deleted. Default: true. */
  paranoid?: boolean;
}

export interface Silent {
  /** Leave `updatedAt` as it is. Default: false. */
  silent?: boolean;
}

export interface Hookable {
  /** Run hooks. Default: true. */
  hooks?: boolean;
}

/** A column or expression, and the name it gets. */
export type ProjectionAlias = readonly [string | Col | Fn | Literal, string];

/** Attributes by name; or all, without some (`exclude`) and with more (`include`). */
export type FindAttributeOptions =
  | (string | ProjectionAlias)[]
  | { exclude: string[]; include?: (string | ProjectionAlias)[] }
  | { exclude?: string[]; include: (string | ProjectionAlias)[] };

export type GroupOption = string | Col | Fn | (string | Col | Fn)[];

export interface DropOptions extends Logging, Cancellable {
  /** Drop also what depends on the table. PostgreSQL only. Default: false. */
  cascade?: boolean;
}

export interface SchemaOptions extends Logging {
  /** Between schema and table, where the database has no schemas. Default: `'.'`. */
  schemaDelimiter?: string;
}

export interface ScopeOptions {
  /** The name of a scope that is a function, and its arguments. */
  method: string | readonly [string, ...unknown[]];
}

export interface AddScopeOptions {
  /** Replace a scope of that name, instead of throwing. */
  override: boolean;
}
