// Hooks: functions that run at named moments, on one model or on all.

import { AbstractQuery } from './dialects/abstract/query';
import { QueryOptions } from './dialects/abstract/query-interface';
import { Connection, GetConnectionOptions } from './dialects/abstract/connection-manager';
import { ValidationOptions } from './instance-validator';
import Model, {
  Attributes,
  BulkCreateOptions,
  CountOptions,
  CreateOptions,
  CreationAttributes,
  DestroyOptions,
  FindOptions,
  InstanceDestroyOptions,
  InstanceRestoreOptions,
  InstanceUpdateOptions,
  ModelAttributes,
  ModelOptions,
  ModelType,
  RestoreOptions,
  UpdateOptions,
  UpsertOptions
} from './model';
import { Config, Options, Sequelize, SyncOptions } from './sequelize';
import { DeepWriteable } from './utils';

/** The operation waits for a promise, and fails with it. */
export type HookReturn = void | Promise<void>;

/** Hooks of a model. */
export interface ModelHooks<M extends Model = Model, TAttributes = any> {
  // One instance
  beforeValidate(instance: M, options: ValidationOptions): HookReturn;
  afterValidate(instance: M, options: ValidationOptions): HookReturn;
  beforeCreate(attributes: M, options: CreateOptions<TAttributes>): HookReturn;
  afterCreate(attributes: M, options: CreateOptions<TAttributes>): HookReturn;
  beforeUpdate(instance: M, options: InstanceUpdateOptions<TAttributes>): HookReturn;
  afterUpdate(instance: M, options: InstanceUpdateOptions<TAttributes>): HookReturn;
  /** Before an insert as well as an update. */
  beforeSave(instance: M, options: InstanceUpdateOptions<TAttributes> | CreateOptions<TAttributes>): HookReturn;
  /** After an insert as well as an update. */
  afterSave(instance: M, options: InstanceUpdateOptions<TAttributes> | CreateOptions<TAttributes>): HookReturn;
  beforeDestroy(instance: M, options: InstanceDestroyOptions): HookReturn;
  afterDestroy(instance: M, options: InstanceDestroyOptions): HookReturn;
  beforeRestore(instance: M, options: InstanceRestoreOptions): HookReturn;
  afterRestore(instance: M, options: InstanceRestoreOptions): HookReturn;
  beforeUpsert(attributes: M, options: UpsertOptions<TAttributes>): HookReturn;
  afterUpsert(attributes: [M, boolean | null], options: UpsertOptions<TAttributes>): HookReturn;

  // Many rows
  beforeBulkCreate(instances: M[], options: BulkCreateOptions<TAttributes>): HookReturn;
  afterBulkCreate(instances: readonly M[], options: BulkCreateOptions<TAttributes>): HookReturn;
  beforeBulkUpdate(options: UpdateOptions<TAttributes>): HookReturn;
  afterBulkUpdate(options: UpdateOptions<TAttributes>): HookReturn;
  beforeBulkDestroy(options: DestroyOptions<TAttributes>): HookReturn;
  afterBulkDestroy(options: DestroyOptions<TAttributes>): HookReturn;
  beforeBulkRestore(options: RestoreOptions<TAttributes>): HookReturn;
  afterBulkRestore(options: RestoreOptions<TAttributes>): HookReturn;

  // Reading
  /** The first: options are as they were given. */
  beforeFind(options: FindOptions<TAttributes>): HookReturn;
  /** `{ all: true }` has become includes. */
  beforeFindAfterExpandIncludeAll(options: FindOptions<TAttributes>): HookReturn;
  /** The last before the query. */
  beforeFindAfterOptions(options: FindOptions<TAttributes>): HookReturn;
  afterFind(instancesOrInstance: readonly M[] | M | null, options: FindOptions<TAttributes>): HookReturn;
  beforeCount(options: CountOptions<TAttributes>): HookReturn;

  // Tables
  beforeSync(options: SyncOptions): HookReturn;
  afterSync(options: SyncOptions): HookReturn;
  beforeBulkSync(options: SyncOptions): HookReturn;
  afterBulkSync(options: SyncOptions): HookReturn;

  // Every statement
  beforeQuery(options: QueryOptions, query: AbstractQuery): HookReturn;
  afterQuery(options: QueryOptions, query: AbstractQuery): HookReturn;
}

/** Hooks of a Sequelize instance: those of all models, and its own. */
export interface SequelizeHooks<
  M extends Model<TAttributes, TCreationAttributes> = Model,
  TAttributes extends {} = any,
  TCreationAttributes extends {} = TAttributes
> extends ModelHooks<M, TAttributes> {
  // These four cannot be waited for.
  beforeDefine(attributes: ModelAttributes<M, TCreationAttributes>, options: ModelOptions<M>): void;
  afterDefine(model: ModelType): void;
  beforeInit(config: Config, options: Options): void;
  afterInit(sequelize: Sequelize): void;

  /** Before a new connection; what it changes in the config holds for that connection. */
  beforeConnect(config: DeepWriteable<Config>): HookReturn;
  afterConnect(connection: unknown, config: Config): HookReturn;
  beforePoolAcquire(config: GetConnectionOptions): HookReturn;
  afterPoolAcquire(connection: Connection, config: GetConnectionOptions): HookReturn;
  beforeDisconnect(connection: unknown): HookReturn;
  afterDisconnect(connection: unknown): HookReturn;
}

type HooksOf<H extends Hooks> = SequelizeHooks<H['_model'], Attributes<H>, CreationAttributes<H>>;

/** Where hooks can be added: models, Sequelize instances, and the class Sequelize for instances to come. */
export class Hooks<
  M extends Model<TModelAttributes, TCreationAttributes> = Model,
  TModelAttributes extends {} = any,
  TCreationAttributes extends {} = TModelAttributes
> {
  // For the compiler only.
  _model: M;
  _attributes: TModelAttributes;
  _creationAttributes: TCreationAttributes;

  /** Runs `fn` at a moment, after the functions that are there. With a name, it can be removed again. */
  static addHook<H extends Hooks, K extends keyof SequelizeHooks<H['_model'], Attributes<H>, CreationAttributes<H>>>(
    this: HooksStatic<H>,
    hookType: K,
    name: string,
    fn: HooksOf<H>[K]
  ): HooksCtor<H>;
  static addHook<H extends Hooks, K extends keyof SequelizeHooks<H['_model'], Attributes<H>, CreationAttributes<H>>>(
    this: HooksStatic<H>,
    hookType: K,
    fn: HooksOf<H>[K]
  ): HooksCtor<H>;
  static removeHook<H extends Hooks>(this: HooksStatic<H>, hookType: keyof HooksOf<H>, name: string): HooksCtor<H>;
  static hasHook<H extends Hooks>(this: HooksStatic<H>, hookType: keyof HooksOf<H>): boolean;
  static hasHooks<H extends Hooks>(this: HooksStatic<H>, hookType: keyof HooksOf<H>): boolean;

  /** Runs `fn` at a moment, after the functions that are there. With a name, it can be removed again. */
  addHook<K extends keyof SequelizeHooks<M, TModelAttributes, TCreationAttributes>>(
    hookType: K,
    name: string,
    fn: SequelizeHooks<Model, TModelAttributes, TCreationAttributes>[K]
  ): this;
  addHook<K extends keyof SequelizeHooks<M, TModelAttributes, TCreationAttributes>>(
    hookType: K,
    fn: SequelizeHooks<M, TModelAttributes, TCreationAttributes>[K]
  ): this;
  removeHook<K extends keyof SequelizeHooks<M, TModelAttributes, TCreationAttributes>>(hookType: K, name: string): this;
  hasHook<K extends keyof SequelizeHooks<M, TModelAttributes, TCreationAttributes>>(hookType: K): boolean;
  hasHooks<K extends keyof SequelizeHooks<M, TModelAttributes, TCreationAttributes>>(hookType: K): boolean;
}

export type HooksCtor<H extends Hooks> = { new (): H } & typeof Hooks;

export type HooksStatic<H extends Hooks> = { new (): H };

export {};
