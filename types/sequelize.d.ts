// The Sequelize class: one database, its connections and its models.

import { ConnectionManager } from './dialects/abstract/connection-manager';
import {
  ColumnsDescription,
  QueryInterface,
  QueryOptions,
  QueryOptionsWithModel,
  QueryOptionsWithType
} from './dialects/abstract/query-interface';
import { Hooks } from './hooks';
import { Attributes, DestroyOptions, DropOptions, Logging, Model, ModelAttributes, ModelCtor, ModelOptions } from './model';
import { ModelManager } from './model-manager';
import QueryTypes = require('./query-types');
import { and, cast, col, fn, json, literal, or, where } from './sequelize/expressions';
import {
  AfterBulkDestroyHook,
  AfterConnectHook,
  AfterDefineHook,
  AfterFindHook,
  AfterInitHook,
  AfterPoolAcquireHook,
  AfterUpsertHook,
  BeforeBulkDestroyHook,
  BeforeConnectHook,
  BeforeInitHook,
  BeforePoolAcquireHook,
  BeforeUpsertHook,
  BulkCreateHook,
  BulkRestoreHook,
  BulkUpdateHook,
  CountHook,
  CreateHook,
  DestroyHook,
  DisconnectHook,
  FindHook,
  HookMethod,
  InstanceHookMethods,
  RestoreHook,
  SaveHook,
  StaticBeforeDefineHook,
  SyncHook,
  UpdateHook,
  ValidateHook
} from './sequelize/hook-methods';
import { Config, Options, QueryOptionsTransactionRequired, SyncOptions } from './sequelize/options';
import { Transaction, TransactionOptions } from './transaction';
import { Fn } from './utils';

export * from './sequelize/expressions';
export * from './sequelize/options';

/** SQL text, maybe with the values that replace its `?`. */
type Sql = string | { query: string; values: unknown[] };
type Typed<T extends QueryTypes> = QueryOptionsWithType<T>;
type Untyped = QueryOptions | QueryOptionsWithType<QueryTypes.RAW>;
type Plain = { plain: true };

/** The hook methods of instances. */
export interface Sequelize extends InstanceHookMethods {}

export class Sequelize extends Hooks {
  // -------------------------------------------------------------- expressions, here for convenience

  static fn: typeof fn;
  static col: typeof col;
  static cast: typeof cast;
  static literal: typeof literal;
  static and: typeof and;
  static or: typeof or;
  static json: typeof json;
  static where: typeof where;

  fn: typeof fn;
  col: typeof col;
  cast: typeof cast;
  literal: typeof literal;
  and: typeof and;
  or: typeof or;
  json: typeof json;
  where: typeof where;

  // -------------------------------------------------------------- hooks of all instances to come

  static beforeValidate: HookMethod<ValidateHook>;
  static afterValidate: HookMethod<ValidateHook>;
  static beforeCreate: HookMethod<CreateHook>;
  static afterCreate: HookMethod<CreateHook>;
  static beforeUpdate: HookMethod<UpdateHook>;
  static afterUpdate: HookMethod<UpdateHook>;
  static beforeSave: HookMethod<SaveHook>;
  static afterSave: HookMethod<SaveHook>;
  static beforeDestroy: HookMethod<DestroyHook>;
  static afterDestroy: HookMethod<DestroyHook>;
  static beforeRestore: HookMethod<RestoreHook>;
  static afterRestore: HookMethod<RestoreHook>;
  static beforeUpsert: HookMethod<BeforeUpsertHook>;
  static afterUpsert: HookMethod<AfterUpsertHook>;
  static beforeBulkCreate: HookMethod<BulkCreateHook>;
  static afterBulkCreate: HookMethod<BulkCreateHook>;
  static beforeBulkUpdate: HookMethod<BulkUpdateHook>;
  static afterBulkUpdate: HookMethod<BulkUpdateHook>;
  static beforeBulkDestroy: HookMethod<BeforeBulkDestroyHook>;
  static afterBulkDestroy: HookMethod<AfterBulkDestroyHook>;
  static beforeBulkRestore: HookMethod<BulkRestoreHook>;
  static afterBulkRestore: HookMethod<BulkRestoreHook>;
  static beforeFind: HookMethod<FindHook>;
  static beforeFindAfterExpandIncludeAll: HookMethod<FindHook>;
  static beforeFindAfterOptions: HookMethod<FindHook>;
  static afterFind: HookMethod<AfterFindHook>;
  static beforeCount: HookMethod<CountHook>;
  static beforeDefine: StaticBeforeDefineHook;
  static afterDefine: HookMethod<AfterDefineHook>;
  static beforeInit: HookMethod<BeforeInitHook>;
  static afterInit: HookMethod<AfterInitHook>;
  static beforeSync: HookMethod<SyncHook>;
  static afterSync: HookMethod<SyncHook>;
  static beforeBulkSync: HookMethod<SyncHook>;
  static afterBulkSync: HookMethod<SyncHook>;
  static beforeConnect: HookMethod<BeforeConnectHook>;
  static afterConnect: HookMethod<AfterConnectHook>;
  static beforeDisconnect: HookMethod<DisconnectHook>;
  static afterDisconnect: HookMethod<DisconnectHook>;
  static beforePoolAcquire: HookMethod<BeforePoolAcquireHook>;
  static afterPoolAcquire: HookMethod<AfterPoolAcquireHook>;

  // -------------------------------------------------------------- the instance

  /**
   * Transactions become known to the queries inside of their functions.
   *
   * @param namespace of the package `cls-hooked`, or anything with `run`, `bind`, `get` and `set`
   */
  static useCLS(namespace: object): typeof Sequelize;

  /** The class itself. */
  Sequelize: typeof Sequelize;
  readonly config: Config;
  readonly connectionManager: ConnectionManager;
  readonly modelManager: ModelManager;
  /** By their names. */
  readonly models: { [key: string]: ModelCtor<Model> };

  /**
   * Nothing is connected before the first query.
   *
   * @param uri such as `postgres://user:password@host:5432/database` or `sqlite::memory:`
   */
  constructor(database: string, username: string, password?: string, options?: Options);
  constructor(database: string, username: string, options?: Options);
  constructor(options?: Options);
  constructor(uri: string, options?: Options);

  getDialect(): string;
  getDatabaseName(): string;
  getQueryInterface(): QueryInterface;

  /** Connects, and rejects where that is not possible. */
  authenticate(options?: QueryOptions): Promise<void>;
  /** The same as `authenticate`. */
  validate(options?: QueryOptions): Promise<void>;
  /** The server's version, such as `'15.4'`. */
  databaseVersion(): Promise<string>;
  /** Waits for running queries and closes all connections. The instance is not used afterwards. */
  close(): Promise<void>;

  // -------------------------------------------------------------- models

  /** A model without class of its own. */
  define<M extends Model, TAttributes = Attributes<M>>(
    modelName: string,
    attributes: ModelAttributes<M, TAttributes>,
    options?: ModelOptions<M>
  ): ModelCtor<M>;
  /** The model of that name; throws where there is none. */
  model(modelName: string): ModelCtor<Model>;
  isDefined(modelName: string): boolean;

  /** Creates the tables of all models, those that others refer to first. */
  sync(options?: SyncOptions): Promise<this>;
  /** Removes all rows of all models. */
  truncate(options?: DestroyOptions<any>): Promise<unknown[]>;
  /** Drops the tables of all models. */
  drop(options?: DropOptions): Promise<unknown[]>;

  createSchema(schema: string, options: Logging): Promise<unknown>;
  showAllSchemas(options: Logging): Promise<object[]>;
  dropSchema(schema: string, options: Logging): Promise<unknown[]>;
  dropAllSchemas(options: Logging): Promise<unknown[]>;

  // -------------------------------------------------------------- queries

  /**
   * Runs SQL as it is. What the promise resolves to depends on `options.type`.
   * Values belong into `bind` or `replacements`, not into the text.
   */
  query(sql: Sql, options: Typed<QueryTypes.UPDATE>): Promise<[undefined, number]>;
  query(sql: Sql, options: Typed<QueryTypes.BULKUPDATE>): Promise<number>;
  query(sql: Sql, options: Typed<QueryTypes.INSERT>): Promise<[number, number]>;
  query(sql: Sql, options: Typed<QueryTypes.UPSERT>): Promise<number>;
  query(sql: Sql, options: Typed<QueryTypes.DELETE>): Promise<void>;
  query(sql: Sql, options: Typed<QueryTypes.BULKDELETE>): Promise<number>;
  query(sql: Sql, options: Typed<QueryTypes.SHOWTABLES>): Promise<string[]>;
  query(sql: Sql, options: Typed<QueryTypes.DESCRIBE>): Promise<ColumnsDescription>;
  query<M extends Model>(sql: Sql, options: QueryOptionsWithModel<M> & Plain): Promise<M | null>;
  query<M extends Model>(sql: Sql, options: QueryOptionsWithModel<M>): Promise<M[]>;
  query<T extends object>(sql: Sql, options: Typed<QueryTypes.SELECT> & Plain): Promise<T | null>;
  query<T extends object>(sql: Sql, options: Typed<QueryTypes.SELECT>): Promise<T[]>;
  query(sql: Sql, options: Untyped & Plain): Promise<{ [key: string]: unknown } | null>;
  query(sql: Sql, options?: Untyped): Promise<[unknown[], unknown]>;

  /** Sets variables of the transaction's session. MySQL and MariaDB only. */
  set(variables: object, options: QueryOptionsTransactionRequired): Promise<unknown>;
  /** A value as an SQL literal. */
  escape(value: string | number | Date): string;
  /** The database's function for random numbers. */
  random(): Fn;

  /**
   * With a function: commits when its promise resolves, rolls back when it rejects, and answers the same.
   * Without: a transaction to commit or roll back by hand.
   */
  transaction<T>(options: TransactionOptions, autoCallback: (t: Transaction) => PromiseLike<T>): Promise<T>;
  transaction<T>(autoCallback: (t: Transaction) => PromiseLike<T>): Promise<T>;
  transaction(options?: TransactionOptions): Promise<Transaction>;
}

export default Sequelize;
