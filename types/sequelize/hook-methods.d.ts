// The methods of Sequelize that add a hook each, for all models: `sequelize.beforeCreate(fn)`, `sequelize.beforeCreate('name', fn)`.

import { Connection, GetConnectionOptions } from '../dialects/abstract/connection-manager';
import { HookReturn } from '../hooks';
import { ValidationOptions } from '../instance-validator';
import {
  BulkCreateOptions,
  CountOptions,
  CreateOptions,
  CreationAttributes,
  DestroyOptions,
  FindOptions,
  InstanceDestroyOptions,
  InstanceRestoreOptions,
  Model,
  ModelAttributes,
  ModelOptions,
  ModelType,
  RestoreOptions,
  UpdateOptions,
  UpsertOptions
} from '../model';
import { Sequelize } from '../sequelize';
import { DeepWriteable } from '../utils';
import { Config, Options, SyncOptions } from './options';

/** Adds a hook; with a name, it can be removed again. */
export interface HookMethod<Fn> {
  (name: string, fn: Fn): void;
  (fn: Fn): void;
}

/** The arguments of such a method. */
export type HookArguments<Fn> = [fn: Fn] | [name: string, fn: Fn];

type OnInstance<Options> = (instance: Model, options: Options) => void;
type OnInstances<Options> = (instances: Model[], options: Options) => void;
type OnOptions<Options> = (options: Options) => void;

export type ValidateHook = OnInstance<ValidationOptions>;
export type CreateHook = OnInstance<CreateOptions<any>>;
export type UpdateHook = OnInstance<UpdateOptions<any>>;
export type SaveHook = OnInstance<UpdateOptions<any> | CreateOptions<any>>;
export type DestroyHook = OnInstance<InstanceDestroyOptions>;
export type RestoreHook = OnInstance<InstanceRestoreOptions>;
export type BeforeUpsertHook = OnInstance<UpsertOptions<any>>;
export type AfterUpsertHook = (result: [Model, boolean | null], options: UpsertOptions<any>) => void;

export type BulkCreateHook = OnInstances<BulkCreateOptions<any>>;
export type BulkUpdateHook = OnOptions<UpdateOptions<any>>;
export type BeforeBulkDestroyHook = OnOptions<BulkCreateOptions<any>>;
export type AfterBulkDestroyHook = OnOptions<DestroyOptions<any>>;
export type BulkRestoreHook = OnOptions<RestoreOptions<any>>;

export type FindHook = OnOptions<FindOptions<any>>;
export type AfterFindHook =
  (instancesOrInstance: Model[] | Model | null, options: FindOptions<any>) => void;
export type CountHook = OnOptions<CountOptions<any>>;

export type AfterDefineHook = (model: ModelType) => void;
export type BeforeInitHook = (config: Config, options: Options) => void;
export type AfterInitHook = (sequelize: Sequelize) => void;
export type SyncHook = (options: SyncOptions) => HookReturn;

/** On the class: the model's attributes are known. */
export interface StaticBeforeDefineHook {
  <M extends Model>(
    name: string,
    fn: (attributes: ModelAttributes<M, CreationAttributes<M>>, options: ModelOptions<M>) => void
  ): void;
  <M extends Model>(fn: (attributes: ModelAttributes<M, CreationAttributes<M>>, options: ModelOptions<M>) => void): void;
}
export type BeforeDefineHook = (attributes: ModelAttributes<Model, any>, options: ModelOptions) => void;

export type BeforeConnectHook = (options: DeepWriteable<Config>) => void;
export type AfterConnectHook = (connection: unknown, options: Config) => void;
export type DisconnectHook = (connection: unknown) => void;
export type BeforePoolAcquireHook = (options: GetConnectionOptions) => void;
export type AfterPoolAcquireHook = (connection: Connection, options: GetConnectionOptions) => void;

/** The same methods of an instance, for its models. */
export interface InstanceHookMethods {
  beforeValidate(...args: HookArguments<ValidateHook>): void;
  afterValidate(...args: HookArguments<ValidateHook>): void;
  beforeCreate(...args: HookArguments<CreateHook>): void;
  afterCreate(...args: HookArguments<CreateHook>): void;
  beforeUpdate(...args: HookArguments<UpdateHook>): void;
  afterUpdate(...args: HookArguments<UpdateHook>): void;
  beforeSave(...args: HookArguments<SaveHook>): void;
  afterSave(...args: HookArguments<SaveHook>): void;
  beforeDestroy(...args: HookArguments<DestroyHook>): void;
  afterDestroy(...args: HookArguments<DestroyHook>): void;
  beforeRestore(...args: HookArguments<RestoreHook>): void;
  afterRestore(...args: HookArguments<RestoreHook>): void;
  beforeUpsert(...args: HookArguments<BeforeUpsertHook>): void;
  afterUpsert(...args: HookArguments<AfterUpsertHook>): void;
  beforeBulkCreate(...args: HookArguments<BulkCreateHook>): void;
  afterBulkCreate(...args: HookArguments<BulkCreateHook>): void;
  beforeBulkUpdate(...args: HookArguments<BulkUpdateHook>): void;
  afterBulkUpdate(...args: HookArguments<BulkUpdateHook>): void;
  beforeBulkDestroy(...args: HookArguments<BeforeBulkDestroyHook>): void;
  afterBulkDestroy(...args: HookArguments<AfterBulkDestroyHook>): void;
  beforeBulkRestore(...args: HookArguments<BulkRestoreHook>): void;
  afterBulkRestore(...args: HookArguments<BulkRestoreHook>): void;
  beforeFind(...args: HookArguments<FindHook>): void;
  beforeFindAfterExpandIncludeAll(...args: HookArguments<FindHook>): void;
  beforeFindAfterOptions(...args: HookArguments<FindHook>): void;
  afterFind(...args: HookArguments<AfterFindHook>): void;
  beforeCount(...args: HookArguments<CountHook>): void;
  beforeDefine(...args: HookArguments<BeforeDefineHook>): void;
  afterDefine(...args: HookArguments<AfterDefineHook>): void;
  beforeInit(...args: HookArguments<BeforeInitHook>): void;
  afterInit(...args: HookArguments<AfterInitHook>): void;
  beforeSync(...args: HookArguments<SyncHook>): void;
  afterSync(...args: HookArguments<SyncHook>): void;
  beforeBulkSync(...args: HookArguments<SyncHook>): void;
  afterBulkSync(...args: HookArguments<SyncHook>): void;
  beforeConnect(...args: HookArguments<BeforeConnectHook>): void;
  afterConnect(...args: HookArguments<AfterConnectHook>): void;
  beforeDisconnect(...args: HookArguments<DisconnectHook>): void;
  afterDisconnect(...args: HookArguments<DisconnectHook>): void;
  beforePoolAcquire(...args: HookArguments<BeforePoolAcquireHook>): void;
  afterPoolAcquire(...args: HookArguments<AfterPoolAcquireHook>): void;
}

export {};
