// Options of a Sequelize instance.

import { QueryOptions } from '../dialects/abstract/query-interface';
import { SequelizeHooks } from '../hooks';
import { Cancellable, Hookable, Logging, Model, ModelOptions } from '../model';
import { Transaction } from '../transaction';

export type Dialect = 'mysql' | 'postgres' | 'sqlite' | 'mariadb' | 'mssql' | 'db2' | 'snowflake' | 'oracle';

// ---------------------------------------------------------------- retry

type RetryMatch = string | RegExp | Error | Function;

/** Trying again after errors. */
export interface RetryOptions {
  /** How often at most. Default: 5, with the errors of a locked SQLite database as `match`. */
  max: number;
  /** The errors after which to try again: a text, an expression, or a class. Default: all. */
  match?: RetryMatch | RetryMatch[] | undefined;
  /** Milliseconds for one try. Default: no limit. */
  timeout?: number | undefined;
  /** Milliseconds before the second try. Default: 100. */
  backoffBase?: number | undefined;
  /** The wait is raised to this power after every try. Default: 1.1. */
  backoffExponent?: number | undefined;
  /** Up to so many milliseconds more or less, at random. Default: 0. */
  backoffJitter?: number | undefined;
  /** Is told about every try. */
  report?: ((message: string, obj: any, err?: any) => void) | undefined;
  /** For `report`. */
  name?: string | undefined;
}

// ---------------------------------------------------------------- sync

export interface SyncAlterOptions {
  /** Drop columns that the model does not have. Default: true. */
  drop?: boolean;
}

export interface SyncOptions extends Logging, Hookable, Cancellable {
  /** Drop tables first, with all their rows. Default: false. */
  force?: boolean;
  /** Change tables until they fit their models; may lose data. Default: false. */
  alter?: boolean | SyncAlterOptions;
  /** Refuse unless the database's name matches. */
  match?: RegExp;
  /** The schema for models that have none. */
  schema?: string;
  /** PostgreSQL only. */
  searchPath?: string;
}

export interface DefaultSetOptions {}

// ---------------------------------------------------------------- connections

export interface PoolOptions {
  /** Most connections. Default: 5. */
  max?: number;
  /** Fewest connections. Default: 0. */
  min?: number;
  /** Milliseconds after which an unused connection may be closed. Default: 10000. */
  idle?: number;
  /** Milliseconds that a query waits for a connection. Default: 60000. */
  acquire?: number;
  /** Milliseconds between two looks for unused connections. Default: 1000. */
  evict?: number;
  /** Queries after which a connection is replaced. Default: Infinity. */
  maxUses?: number;
  /** Whether an idle connection may be lent again: the object that `afterConnect` was given. */
  validate?(client?: unknown): boolean;
}

export interface ConnectionOptions {
  host?: string;
  port?: string | number;
  username?: string;
  password?: string;
  database?: string;
}

/** Reads go to the read servers in turn, writes and transactions to the write server. */
export interface ReplicationOptions {
  read: ConnectionOptions[];
  write: ConnectionOptions;
}

/** Operators by names, for wheres with texts instead of symbols. */
export interface OperatorsAliases {
  [K: string]: symbol;
}

/** How an instance connects, with all defaults. */
export interface Config {
  readonly database: string;
  readonly username: string;
  readonly password: string | null;
  readonly host?: string;
  readonly port?: string;
  readonly protocol: 'tcp';
  readonly ssl: boolean;
  readonly native: boolean;
  readonly pool?: {
    readonly max: number;
    readonly min: number;
    readonly idle: number;
    readonly acquire: number;
  };
  readonly replication: ReplicationOptions | false;
  readonly keepDefaultTimezone?: boolean;
  readonly dialectModule?: object;
  readonly dialectModulePath: null | string;
  readonly dialectOptions?: {
    readonly charset?: string;
    readonly timeout?: number;
  };
}

// ---------------------------------------------------------------- the instance

export interface Options extends Logging {
  dialect?: Dialect;
  /** Options of the connection itself, such as `ssl`, `application_name`, `statement_timeout`. */
  dialectOptions?: object;
  /** A driver of your own. The databases that this package reaches have theirs built in. */
  dialectModule?: object;
  dialectModulePath?: string;

  // Where
  /** SQLite only: the database's file. Default: `':memory:'`. */
  storage?: string;
  database?: string;
  username?: string;
  password?: string;
  /** Default: `'localhost'`. */
  host?: string;
  port?: number;
  ssl?: boolean;
  /** Default: `'tcp'`. */
  protocol?: string;
  native?: boolean;
  pool?: PoolOptions;
  /** Default: false. */
  replication?: ReplicationOptions | false;

  // Defaults for methods
  /** For every model. */
  define?: ModelOptions;
  /** For every query. */
  query?: QueryOptions;
  set?: DefaultSetOptions;
  sync?: SyncOptions;
  schema?: string;
  hooks?: Partial<SequelizeHooks<Model, any, any>>;
  retry?: RetryOptions;

  // Transactions
  /** Default: the database's own. */
  isolationLevel?: string;
  /** SQLite only. Default: DEFERRED. */
  transactionType?: Transaction.TYPES;

  // Values and texts
  /** Of dates that have none, and of the connection: an offset, or a name such as `'Europe/Berlin'`. Default: `'+00:00'`. */
  timezone?: string;
  /** Do not write null values. Default: false. */
  omitNull?: boolean;
  /** Check values against the types of their attributes on every insert and update. Default: false. */
  typeValidation?: boolean;
  /** Default: none. */
  operatorsAliases?: OperatorsAliases;
  /** False leaves names without quotes, as the database then reads them. Default: true. */
  quoteIdentifiers?: boolean;
  /** Short names for joined tables and columns. PostgreSQL only. Default: false. */
  minifyAliases?: boolean;
  /** Show bind values in logs. Default: false. */
  logQueryParameters?: boolean;
  /** PostgreSQL only. Default: true. */
  standardConformingStrings?: boolean;
  /** PostgreSQL only. Default: `'warning'`. */
  clientMinMessages?: string | boolean;
  /** What `attributes` may hold: names only, anything quoted, or SQL as v5 let through. Default: `'throw'`. */
  attributeBehavior?: 'escape' | 'throw' | 'unsafe-legacy';
}

export interface QueryOptionsTransactionRequired {}

export {};
