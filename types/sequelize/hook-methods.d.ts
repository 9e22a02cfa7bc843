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

type OnInstance<Options> = HookMethod<(instance: Model, options: Options) => void>;
type OnInstances<Options> = HookMethod<(instances: Model[], options: Options) => void>;
type OnOptions<Options> = HookMethod<(options: Options) => void>;

export type ValidateHook = OnInstance<ValidationOptions>;
export type CreateHook = OnInstance<CreateOptions<any>>;
export type UpdateHook = OnInstance<UpdateOptions<any>>;
export type SaveHook = OnInstance<UpdateOptions<any> | CreateOptions<any>>;
export type DestroyHook = OnInstance<InstanceDestroyOptions>;
export type RestoreHook = OnInstance<InstanceRestoreOptions>;
export type BeforeUpsertHook = OnInstance<UpsertOptions<any>>;
export type AfterUpsertHook = HookMethod<(result: [Model, boolean | null], options: UpsertOptions<any>) => void>;

export type BulkCreateHook = OnInstances<BulkCreateOptions<any>>;
export type BulkUpdateHook = OnOptions<UpdateOptions<any>>;
export type BeforeBulkDestroyHook = OnOptions<BulkCreateOptions<any>>;
export type AfterBulkDestroyHook = OnOptions<DestroyOptions<any>>;
export type BulkRestoreHook = OnOptions<RestoreOptions<any>>;

export type FindHook = OnOptions<FindOptions<any>>;
export type AfterFindHook =
  HookMethod<(instancesOrInstance: Model[] | Model | null, options: FindOptions<any>) => void>;
export type CountHook = OnOptions<CountOptions<any>>;

export type AfterDefineHook = HookMethod<(model: ModelType) => void>;
export type BeforeInitHook = HookMethod<(config: Config, options: Options) => void>;
export type AfterInitHook = HookMethod<(sequelize: Sequelize) => void>;
export type SyncHook = HookMethod<(options: SyncOptions) => HookReturn>;

/** On the class: the model's attributes are known. */
export interface StaticBeforeDefineHook {
  <M extends Model>(
    name: string,
    fn: (attributes: ModelAttributes<M, CreationAttributes<M>>, options: ModelOptions<M>) => void
  ): void;
  <M extends Model>(fn: (attributes: ModelAttributes<M, CreationAttributes<M>>, options: ModelOptions<M>) => void): void;
}
export type BeforeDefineHook = HookMethod<(attributes: ModelAttributes<Model, any>, options: ModelOptions) => void>;

export type BeforeConnectHook = HookMethod<(options: DeepWriteable<Config>) => void>;
export type AfterConnectHook = HookMethod<(connection: unknown, options: Config) => void>;
export type DisconnectHook = HookMethod<(connection: unknown) => void>;
export type BeforePoolAcquireHook = HookMethod<(options: GetConnectionOptions) => void>;
export type AfterPoolAcquireHook = HookMethod<(connection: Connection, options: GetConnectionOptions) => void>;

export {};
