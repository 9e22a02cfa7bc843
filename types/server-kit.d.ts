// For servers that run SQL text which they did not write.

import { FindOptions, Model, ModelStatic } from './model';
import { Sequelize } from './sequelize';
import { Transaction } from './transaction';

export type SqlClass = 'read' | 'write' | 'ddl' | 'control' | 'unknown';
export type SqlPurpose = 'read' | 'write';

/** What a text is, and why it may not run. */
export interface SqlVerdict {
  class: SqlClass;
  /** The statement's first word, in upper case. */
  verb: string;
  /** As they were named; names that the statement gives itself (WITH) are not among them. */
  tables: { schema: string | null; name: string }[];
  /** In lower case, without schemas. */
  functions: string[];
  refused: { rule: string; message: string; instead: string } | null;
}

/** A text that may not run. */
export class SqlRefused extends Error {
  /** The rule's short name. */
  readonly rule: string;
  /** What to do, as a sentence. */
  readonly instead: string;
  readonly class: SqlClass;
}

export interface RunOptions {
  /** Values for `$1` (`?` on MySQL and MariaDB). */
  bind?: readonly unknown[];
  signal?: AbortSignal;
  /** Milliseconds, after which the statement is stopped in the database. */
  timeout?: number;
  /** Default 1000. */
  maxRows?: number;
  /** Of the rows as JSON. Default 1,000,000. */
  maxBytes?: number;
}

export interface ReadOptions extends RunOptions {
  /** One that {@link readOnly} or {@link holdReadOnly} has made. Without it the statement gets one of its own. */
  transaction?: Transaction;
}

export interface Rows {
  columns: { name: string; type: string }[];
  /** Whole rows, as many as the limits admit: dates as ISO text, bytes as `\x00ff`, large integers as text. */
  rows: Record<string, unknown>[];
  /** Rows that were cut off; at least so many, where a query without a limit of its own had more than `maxRows`. */
  cut: number;
  /** Which limit cut them. */
  why: 'rows' | 'bytes' | null;
  /** Bytes of the first row that did not fit. */
  rowBytes: number;
  /** Rows inserted, updated, deleted. */
  affected: number;
}

/** Judges a text by a parser. What it does not understand is refused. */
export function classify(sequelize: Sequelize, sql: string, purpose?: SqlPurpose): SqlVerdict;

/** The same; throws {@link SqlRefused}. */
export function admit(sequelize: Sequelize, sql: string, purpose?: SqlPurpose): SqlVerdict;

/** Runs one statement that only reads: the parser must admit it, and the database holds it read-only. */
export function read(sequelize: Sequelize, sql: string, options?: ReadOptions): Promise<Rows>;

/** Runs one INSERT, UPDATE, DELETE or MERGE in a transaction of the caller's. */
export function write(sequelize: Sequelize, sql: string, options: RunOptions & { transaction: Transaction }): Promise<Rows>;

/** The database's plan for one statement. `analyze` executes it; then it must only read. */
export function explain(sequelize: Sequelize, sql: string, options?: ReadOptions & { analyze?: boolean }): Promise<Rows>;

/** The statements of a find, without running them. */
export function statementsOf<M extends Model>(model: ModelStatic<M>, options: FindOptions): Promise<string[]>;

/** Runs `work` in a transaction of its own that the database holds read-only; it is rolled back. SQLite in memory has one connection for everybody: there `work` gets no transaction. */
export function readOnly<T>(
  sequelize: Sequelize, options: { signal?: AbortSignal },
  work: (options: { transaction?: Transaction; signal?: AbortSignal }) => Promise<T>
): Promise<T>;

/**
 * Holds a transaction that has begun, or a savepoint, read-only until it ends. The function that it answers, if any, must
 * be called before the connection is given back, with the outer transaction where a savepoint has ended.
 */
export function holdReadOnly(sequelize: Sequelize, transaction: Transaction): Promise<undefined | ((on?: Transaction) => Promise<void>)>;

/**
 * Whether the database can hold a transaction read-only: not SQLite in memory. With `transaction`, whether it can hold
 * that one: MySQL and MariaDB hold no savepoints.
 */
export function canHoldReadOnly(sequelize: Sequelize, transaction?: Transaction): boolean;
