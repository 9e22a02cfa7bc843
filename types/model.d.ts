// Models: classes whose instances are rows.
// One class is one declaration, so this file is longer than most.

import {
  Association,
  BelongsTo,
  BelongsToMany,
  BelongsToManyOptions,
  BelongsToOptions,
  HasMany,
  HasManyOptions,
  HasOne,
  HasOneOptions
} from './associations/index';
import { DataType } from './data-types';
import { Hooks } from './hooks';
import { Optional } from './index';
import { ValidationOptions } from './instance-validator';
import { BrandedKeysOf, ForeignKeyBrand } from './model/brands';
import { Identifier, InitOptions, ModelAttributeColumnOptions, ModelAttributes } from './model/definition';
import {
  AggregateOptions,
  CountOptions,
  CountWithOptions,
  FindAndCountOptions,
  FindOptions,
  GroupedCountResultItem,
  NonNullFindOptions
} from './model/find-options';
import { ModelHookMethod, SyncHookMethod } from './model/hook-methods';
import { Attributes, CreationAttributes } from './model/inference';
import { AddScopeOptions, DropOptions, SchemaOptions, ScopeOptions } from './model/options';
import { Amounts, Changes, Expression, GetOptions, Returning } from './model/signatures';
import { ModelCtor, ModelStatic, ModelType } from './model/statics';
import { AllowReadonlyArray, WhereAttributeHash } from './model/where';
import {
  BuildOptions,
  BulkCreateOptions,
  CreateOptions,
  DestroyOptions,
  FindOrBuildOptions,
  FindOrCreateOptions,
  IncrementDecrementOptions,
  IncrementDecrementOptionsWithBy,
  InstanceDestroyOptions,
  InstanceRestoreOptions,
  InstanceUpdateOptions,
  RestoreOptions,
  SaveOptions,
  SetOptions,
  TruncateOptions,
  UpdateOptions,
  UpsertOptions
} from './model/write-options';
import { Sequelize, SyncOptions } from './sequelize';
import { MakeNullishOptional } from './utils';
import { SetRequired } from './utils/set-required';

export * from './model/definition';
export * from './model/find-options';
export * from './model/inference';
export * from './model/options';
export * from './model/statics';
export * from './model/where';
export * from './model/write-options';

/**
 * A table as a class; an instance is a row.
 *
 * @typeParam TModelAttributes the attributes; see {@link InferAttributes}
 * @typeParam TCreationAttributes what creating takes; see {@link InferCreationAttributes}
 */
export abstract class Model<TModelAttributes extends {} = any, TCreationAttributes extends {} = TModelAttributes>
  extends Hooks<Model<TModelAttributes, TCreationAttributes>, TModelAttributes, TCreationAttributes> {
  // For the compiler only: no instance has these two.
  _attributes: TModelAttributes;
  _creationAttributes: TCreationAttributes;

  // -------------------------------------------------------------- about the model

  static readonly tableName: string;
  static readonly primaryKeyAttribute: string;
  static readonly primaryKeyAttributes: readonly string[];
  /** By their names. */
  static readonly associations: { [key: string]: Association };
  /** The options of `init`, with all defaults. */
  static readonly options: InitOptions;
  /** @deprecated use `getAttributes()` */
  static readonly rawAttributes: { [attribute: string]: ModelAttributeColumnOptions };
  /** The instance that the model belongs to. */
  static readonly sequelize?: Sequelize;

  /** Attributes by name, with all their options. */
  static getAttributes<M extends Model>(this: ModelStatic<M>): {
    readonly [Key in keyof Attributes<M>]: ModelAttributeColumnOptions;
  };

  /** Gives the class its attributes and its table. To be called once, before anything else. */
  static init<MS extends ModelStatic<Model>, M extends InstanceType<MS>>(
    this: MS,
    attributes: ModelAttributes<M, Optional<Attributes<M>, BrandedKeysOf<Attributes<M>, typeof ForeignKeyBrand>>>,
    options: InitOptions<M>
  ): MS;

  static removeAttribute(attribute: string): void;

  /** The table's name; with schema, where it has one. */
  static getTableName(): string | { tableName: string; schema: string; delimiter: string };

  /** Creates the table, unless it exists. */
  static sync<M extends Model>(options?: SyncOptions): Promise<M>;
  /** Drops the table, if it exists. */
  static drop(options?: DropOptions): Promise<void>;
  /** The table's columns, as the database tells them. */
  static describe(): Promise<object>;

  /** The same model in another schema. */
  static schema<M extends Model>(this: ModelStatic<M>, schema: string, options?: SchemaOptions): ModelCtor<M>;

  // -------------------------------------------------------------- scopes

  /** The same model with scopes' options: by name, by name with arguments, or as a where. Without argument: no scopes. */
  static scope<M extends Model>(
    this: ModelStatic<M>,
    options?: string | ScopeOptions | readonly (string | ScopeOptions)[] | WhereAttributeHash<M>
  ): ModelCtor<M>;
  /** The same model without scopes, not even the default one. */
  static unscoped<M extends ModelType>(this: M): M;

  static addScope<M extends Model>(
    this: ModelStatic<M>,
    name: string,
    scope: FindOptions<Attributes<M>>,
    options?: AddScopeOptions
  ): void;
  static addScope<M extends Model>(
    this: ModelStatic<M>,
    name: string,
    scope: (...args: readonly any[]) => FindOptions<Attributes<M>>,
    options?: AddScopeOptions
  ): void;

  // -------------------------------------------------------------- finding

  /** All instances that meet the options. */
  static findAll<M extends Model>(this: ModelStatic<M>, options?: FindOptions<Attributes<M>>): Promise<M[]>;

  /** The instance with this primary key, or null. */
  static findByPk<M extends Model>(
    this: ModelStatic<M>,
    identifier: Identifier,
    options: Omit<NonNullFindOptions<Attributes<M>>, 'where'>
  ): Promise<M>;
  static findByPk<M extends Model>(
    this: ModelStatic<M>,
    identifier?: Identifier,
    options?: Omit<FindOptions<Attributes<M>>, 'where'>
  ): Promise<M | null>;

  /** The first instance that meets the options, or null. */
  static findOne<M extends Model>(this: ModelStatic<M>, options: NonNullFindOptions<Attributes<M>>): Promise<M>;
  static findOne<M extends Model>(this: ModelStatic<M>, options?: FindOptions<Attributes<M>>): Promise<M | null>;

  /** One page of instances, and how many there are on all pages. */
  static findAndCountAll<M extends Model>(
    this: ModelStatic<M>,
    options?: Omit<FindAndCountOptions<Attributes<M>>, 'group'>
  ): Promise<{ rows: M[]; count: number }>;
  static findAndCountAll<M extends Model>(
    this: ModelStatic<M>,
    options: SetRequired<FindAndCountOptions<Attributes<M>>, 'group'>
  ): Promise<{ rows: M[]; count: GroupedCountResultItem[] }>;

  // -------------------------------------------------------------- aggregates

  /** How many rows meet the options; with `group`, per group. */
  static count<M extends Model>(
    this: ModelStatic<M>,
    options: CountWithOptions<Attributes<M>>
  ): Promise<GroupedCountResultItem[]>;
  static count<M extends Model>(
    this: ModelStatic<M>,
    options?: Omit<CountOptions<Attributes<M>>, 'group'>
  ): Promise<number>;

  /** An aggregate function of the database, such as `'avg'`. */
  static aggregate<T, M extends Model>(
    this: ModelStatic<M>,
    field: keyof Attributes<M> | '*',
    aggregateFunction: string,
    options?: AggregateOptions<T, Attributes<M>>
  ): Promise<T>;
  static max<T extends DataType | unknown, M extends Model>(
    this: ModelStatic<M>,
    field: keyof Attributes<M>,
    options?: AggregateOptions<T, Attributes<M>>
  ): Promise<T>;
  static min<T extends DataType | unknown, M extends Model>(
    this: ModelStatic<M>,
    field: keyof Attributes<M>,
    options?: AggregateOptions<T, Attributes<M>>
  ): Promise<T>;
  static sum<T extends DataType | unknown, M extends Model>(
    this: ModelStatic<M>,
    field: keyof Attributes<M>,
    options?: AggregateOptions<T, Attributes<M>>
  ): Promise<number>;

  // -------------------------------------------------------------- making

  /** A new instance, not saved. */
  static build<M extends Model>(this: ModelStatic<M>, record?: CreationAttributes<M>, options?: BuildOptions): M;
  /** New instances, not saved. */
  static bulkBuild<M extends Model>(
    this: ModelStatic<M>,
    records: ReadonlyArray<CreationAttributes<M>>,
    options?: BuildOptions
  ): M[];

  /** A new instance, saved. */
  static create<M extends Model, O extends CreateOptions<Attributes<M>> = CreateOptions<Attributes<M>>>(
    this: ModelStatic<M>,
    values?: CreationAttributes<M>,
    options?: O
  ): Promise<O extends { returning: false } | { ignoreDuplicates: true } ? void : M>;
  /** New instances, saved with one statement. */
  static bulkCreate<M extends Model>(
    this: ModelStatic<M>,
    records: ReadonlyArray<CreationAttributes<M>>,
    options?: BulkCreateOptions<Attributes<M>>
  ): Promise<M[]>;

  /** The instance that meets `where`, or a new one that is not saved; and whether it is new. */
  static findOrBuild<M extends Model>(
    this: ModelStatic<M>,
    options: FindOrBuildOptions<Attributes<M>, CreationAttributes<M>>
  ): Promise<[M, boolean]>;
  /** The instance that meets `where`, or a new one; and whether it is new. Runs in a transaction. */
  static findOrCreate<M extends Model>(
    this: ModelStatic<M>,
    options: FindOrCreateOptions<Attributes<M>, CreationAttributes<M>>
  ): Promise<[M, boolean]>;
  /** The same without transaction: find, else create, else find what somebody else created meanwhile. */
  static findCreateFind<M extends Model>(
    this: ModelStatic<M>,
    options: FindOrCreateOptions<Attributes<M>, CreationAttributes<M>>
  ): Promise<[M, boolean]>;
  /** Inserts, or updates the row with the same key; and whether it is new, where the database tells (else null). */
  static upsert<M extends Model>(
    this: ModelStatic<M>,
    values: CreationAttributes<M>,
    options?: UpsertOptions<Attributes<M>>
  ): Promise<[M, boolean | null]>;

  // -------------------------------------------------------------- changing many rows

  /** Changes the rows that meet `where`; answers their number, with `returning` also the instances. */
  static update<M extends Model>(
    this: ModelStatic<M>,
    values: Changes<Attributes<M>>,
    options: Returning<UpdateOptions<Attributes<M>>>
  ): Promise<[affectedCount: number, affectedRows: M[]]>;
  static update<M extends Model>(
    this: ModelStatic<M>,
    values: Changes<Attributes<M>>,
    options: UpdateOptions<Attributes<M>>
  ): Promise<[affectedCount: number]>;

  /** Adds to attributes, in the database. */
  static increment<M extends Model>(
    this: ModelStatic<M>,
    fields: AllowReadonlyArray<keyof Attributes<M>>,
    options: IncrementDecrementOptionsWithBy<Attributes<M>>
  ): Promise<[affectedRows: M[], affectedCount?: number]>;
  static increment<M extends Model>(
    this: ModelStatic<M>,
    fields: Amounts<Attributes<M>>,
    options: IncrementDecrementOptions<Attributes<M>>
  ): Promise<[affectedRows: M[], affectedCount?: number]>;
  /** Subtracts from attributes, in the database. */
  static decrement<M extends Model>(
    this: ModelStatic<M>,
    fields: AllowReadonlyArray<keyof Attributes<M>>,
    options: IncrementDecrementOptionsWithBy<Attributes<M>>
  ): Promise<[affectedRows: M[], affectedCount?: number]>;
  static decrement<M extends Model>(
    this: ModelStatic<M>,
    fields: Amounts<Attributes<M>>,
    options: IncrementDecrementOptions<Attributes<M>>
  ): Promise<[affectedRows: M[], affectedCount?: number]>;

  /** Removes the rows that meet `where`, or marks them as deleted; answers their number. */
  static destroy<M extends Model>(this: ModelStatic<M>, options?: DestroyOptions<Attributes<M>>): Promise<number>;
  /** Removes all rows. */
  static truncate<M extends Model>(this: ModelStatic<M>, options?: TruncateOptions<Attributes<M>>): Promise<void>;
  /** Rows of a paranoid model are deleted no more. */
  static restore<M extends Model>(this: ModelStatic<M>, options?: RestoreOptions<Attributes<M>>): Promise<void>;

  // -------------------------------------------------------------- associations

  /** One `T`, which holds the foreign key. */
  static hasOne<M extends Model, T extends Model>(
    this: ModelStatic<M>,
    target: ModelStatic<T>,
    options?: HasOneOptions
  ): HasOne<M, T>;
  /** One `T`, whose key this model holds. */
  static belongsTo<M extends Model, T extends Model>(
    this: ModelStatic<M>,
    target: ModelStatic<T>,
    options?: BelongsToOptions
  ): BelongsTo<M, T>;
  /** Many `T`, each of which holds the foreign key. */
  static hasMany<M extends Model, T extends Model>(
    this: ModelStatic<M>,
    target: ModelStatic<T>,
    options?: HasManyOptions
  ): HasMany<M, T>;
  /** Many `T`, by way of a table between. */
  static belongsToMany<M extends Model, T extends Model>(
    this: ModelStatic<M>,
    target: ModelStatic<T>,
    options: BelongsToManyOptions
  ): BelongsToMany<M, T>;

  // -------------------------------------------------------------- hooks

  static beforeValidate: ModelHookMethod<'validate'>;
  static afterValidate: ModelHookMethod<'validate'>;
  static beforeCreate: ModelHookMethod<'create'>;
  static afterCreate: ModelHookMethod<'create'>;
  static beforeUpdate: ModelHookMethod<'update'>;
  static afterUpdate: ModelHookMethod<'update'>;
  static beforeSave: ModelHookMethod<'save'>;
  static afterSave: ModelHookMethod<'save'>;
  static beforeDestroy: ModelHookMethod<'destroy'>;
  static afterDestroy: ModelHookMethod<'destroy'>;
  static beforeRestore: ModelHookMethod<'restore'>;
  static afterRestore: ModelHookMethod<'restore'>;
  static beforeUpsert: ModelHookMethod<'beforeUpsert'>;
  static afterUpsert: ModelHookMethod<'afterUpsert'>;

  static beforeBulkCreate: ModelHookMethod<'beforeBulkCreate'>;
  static afterBulkCreate: ModelHookMethod<'afterBulkCreate'>;
  static beforeBulkUpdate: ModelHookMethod<'bulkUpdate'>;
  static afterBulkUpdate: ModelHookMethod<'bulkUpdate'>;
  static beforeBulkDestroy: ModelHookMethod<'beforeBulkDestroy'>;
  static afterBulkDestroy: ModelHookMethod<'afterBulkDestroy'>;
  static beforeBulkRestore: ModelHookMethod<'bulkRestore'>;
  static afterBulkRestore: ModelHookMethod<'bulkRestore'>;

  static beforeFind: ModelHookMethod<'find'>;
  static beforeFindAfterExpandIncludeAll: ModelHookMethod<'find'>;
  static beforeFindAfterOptions: ModelHookMethod<'find'>;
  static afterFind: ModelHookMethod<'afterFind'>;
  static beforeCount: ModelHookMethod<'count'>;

  static beforeSync: SyncHookMethod;
  static afterSync: SyncHookMethod;
  static beforeBulkSync: SyncHookMethod;
  static afterBulkSync: SyncHookMethod;

  // -------------------------------------------------------------- an instance

  /** Not in the database yet. */
  isNewRecord: boolean;
  /** The instance that the model belongs to. */
  sequelize: Sequelize;
  /** The values as they are stored. */
  dataValues: TModelAttributes;

  constructor(values?: MakeNullishOptional<TCreationAttributes>, options?: BuildOptions);

  /** The condition that finds this row. */
  where(): object;

  /** The stored value, past a getter. */
  getDataValue<K extends keyof TModelAttributes>(key: K): TModelAttributes[K];
  /** Stores a value, past a setter. */
  setDataValue<K extends keyof TModelAttributes>(key: K, value: TModelAttributes[K]): void;

  /** All values, or one, by getters where there are. */
  get(options?: GetOptions): TModelAttributes;
  get<K extends keyof this>(key: K, options?: GetOptions): this[K];
  get(key: string, options?: GetOptions): unknown;

  /** Sets values, by setters where there are. */
  set<K extends keyof TModelAttributes>(key: K, value: TModelAttributes[K], options?: SetOptions): this;
  set(keys: Partial<TModelAttributes>, options?: SetOptions): this;
  setAttributes<K extends keyof TModelAttributes>(key: K, value: TModelAttributes[K], options?: SetOptions): this;
  setAttributes(keys: Partial<TModelAttributes>, options?: SetOptions): this;

  /** Whether an attribute has changed; with `dirty`, says that it has, or has not. Without arguments: what has changed. */
  changed<K extends keyof this>(key: K): boolean;
  changed<K extends keyof this>(key: K, dirty: boolean): void;
  changed(): false | string[];

  /** The values before they were changed. */
  previous(): Partial<TModelAttributes>;
  previous<K extends keyof TModelAttributes>(key: K): TModelAttributes[K] | undefined;

  /** Writes what has changed. */
  save(options?: SaveOptions<TModelAttributes>): Promise<this>;
  /** Reads the row again. */
  reload(options?: FindOptions<TModelAttributes>): Promise<this>;
  /** Rejects with a ValidationError where a value is not valid. */
  validate(options?: ValidationOptions): Promise<void>;

  /** Sets values and writes them. */
  update<K extends keyof TModelAttributes>(
    key: K,
    value: TModelAttributes[K] | Expression,
    options?: InstanceUpdateOptions<TModelAttributes>
  ): Promise<this>;
  update(keys: Changes<TModelAttributes>, options?: InstanceUpdateOptions<TModelAttributes>): Promise<this>;

  /** Removes the row, or marks it as deleted. */
  destroy(options?: InstanceDestroyOptions): Promise<void>;
  /** A row that was marked as deleted is so no more. */
  restore(options?: InstanceRestoreOptions): Promise<void>;
  isSoftDeleted(): boolean;

  /** Adds to attributes, in the database. */
  increment<K extends keyof TModelAttributes>(
    fields: K | readonly K[] | Partial<TModelAttributes>,
    options?: IncrementDecrementOptionsWithBy<TModelAttributes>
  ): Promise<this>;
  /** Subtracts from attributes, in the database. */
  decrement<K extends keyof TModelAttributes>(
    fields: K | readonly K[] | Partial<TModelAttributes>,
    options?: IncrementDecrementOptionsWithBy<TModelAttributes>
  ): Promise<this>;

  /** Whether the other is the same row. */
  equals(other: this): boolean;
  equalsOneOf(others: readonly this[]): boolean;

  /** A copy of all values, associated instances included, for JSON. */
  toJSON<T extends TModelAttributes>(): T;
  toJSON(): object;
}

export default Model;
