// The static methods of models that add a hook each: `User.beforeCreate(fn)`, `User.beforeCreate('name', fn)`.

import { HookReturn } from '../hooks';
import { ValidationOptions } from '../instance-validator';
import { Model, ModelStatic } from '../model';
import { SyncOptions } from '../sequelize';
import { CountOptions, FindOptions } from './find-options';
import { Attributes } from './inference';
import {
  BulkCreateOptions,
  CreateOptions,
  DestroyOptions,
  InstanceDestroyOptions,
  InstanceRestoreOptions,
  RestoreOptions,
  SaveOptions,
  UpdateOptions,
  UpsertOptions
} from './write-options';

/** What each method's function gets. */
export interface HookFunctions<M extends Model, A = Attributes<M>> {
  validate: (instance: M, options: ValidationOptions) => HookReturn;
  create: (instance: M, options: CreateOptions<A>) => HookReturn;
  update: (instance: M, options: UpdateOptions<A>) => HookReturn;
  save: (instance: M, options: UpdateOptions<A> | SaveOptions<A>) => HookReturn;
  destroy: (instance: M, options: InstanceDestroyOptions) => HookReturn;
  restore: (instance: M, options: InstanceRestoreOptions) => HookReturn;
  beforeUpsert: (values: M, options: UpsertOptions<A>) => HookReturn;
  afterUpsert: (result: [M, boolean | null], options: UpsertOptions<A>) => HookReturn;

  beforeBulkCreate: (instances: M[], options: BulkCreateOptions<A>) => HookReturn;
  afterBulkCreate: (instances: readonly M[], options: BulkCreateOptions<A>) => HookReturn;
  bulkUpdate: (options: UpdateOptions<A>) => HookReturn;
  beforeBulkDestroy: (options: BulkCreateOptions<A>) => HookReturn;
  afterBulkDestroy: (options: DestroyOptions<A>) => HookReturn;
  bulkRestore: (options: RestoreOptions<A>) => HookReturn;

  find: (options: FindOptions<A>) => HookReturn;
  afterFind: (instancesOrInstance: readonly M[] | M | null, options: FindOptions<A>) => HookReturn;
  count: (options: CountOptions<A>) => HookReturn;
}

/** Adds a hook; with a name, it can be removed again. */
export interface ModelHookMethod<Kind extends keyof HookFunctions<any>> {
  <M extends Model>(this: ModelStatic<M>, name: string, fn: HookFunctions<M>[Kind]): void;
  <M extends Model>(this: ModelStatic<M>, fn: HookFunctions<M>[Kind]): void;
}

/** The same for hooks around `sync`. */
export interface SyncHookMethod {
  (name: string, fn: (options: SyncOptions) => HookReturn): void;
  (fn: (options: SyncOptions) => HookReturn): void;
}
