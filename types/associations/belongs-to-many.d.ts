// To many, by way of a table between.

import {
  BulkCreateOptions,
  CreateOptions,
  CreationAttributes,
  Filterable,
  FindAttributeOptions,
  FindOptions,
  InstanceDestroyOptions,
  InstanceUpdateOptions,
  Model,
  ModelCtor,
  ModelType,
  Transactionable
} from '../model';
import { Association, AssociationScope, ForeignKeyOptions, ManyToManyOptions, MultiAssociationAccessors } from './base';

/** The table between. */
export interface ThroughOptions {
  /** Its model, or a name for a model that is then made. */
  model: ModelType | string;
  /** Rows that are marked as deleted do not connect. Default: true where the model is paranoid. */
  paranoid?: boolean;
  /** Values that its rows have. */
  scope?: AssociationScope;
  /** Two rows are connected once at most. Default: true. */
  unique?: boolean;
}

/** Values of a row of the table between. */
export interface JoinTableAttributes {
  [attribute: string]: unknown;
}

export interface BelongsToManyOptions extends ManyToManyOptions {
  through: ModelType | string | ThroughOptions;
  /** The foreign key to the target, or its attribute. */
  otherKey?: string | ForeignKeyOptions;
  /** The source's attribute that is referred to. Default: its primary key. */
  sourceKey?: string;
  /** The target's attribute that is referred to. Default: its primary key. */
  targetKey?: string;
  /** `createdAt` and `updatedAt` on the table between. Default: the instance's. */
  timestamps?: boolean;
  /** The name of the unique constraint. */
  uniqueKey?: string;
}

export class BelongsToMany<S extends Model = Model, T extends Model = Model> extends Association<S, T> {
  otherKey: string;
  sourceKey: string;
  targetKey: string;
  accessors: MultiAssociationAccessors;
  constructor(source: ModelCtor<S>, target: ModelCtor<T>, options: BelongsToManyOptions);
}

// ---------------------------------------------------------------- reading

export interface BelongsToManyGetAssociationsMixinOptions extends FindOptions<any> {
  /** The attributes of the table between that are read. */
  joinTableAttributes?: FindAttributeOptions;
  /** The target's scope that is used; false is none. */
  scope?: string | boolean;
}

/** `user.getProjects()` */
export type BelongsToManyGetAssociationsMixin<TModel> = (
  options?: BelongsToManyGetAssociationsMixinOptions
) => Promise<TModel[]>;

export interface BelongsToManyCountAssociationsMixinOptions extends Transactionable, Filterable<any> {
  /** The target's scope that is used; false is none. */
  scope?: string | boolean;
}

/** `user.countProjects()` */
export type BelongsToManyCountAssociationsMixin = (
  options?: BelongsToManyCountAssociationsMixinOptions
) => Promise<number>;

export interface BelongsToManyHasAssociationMixinOptions extends BelongsToManyGetAssociationsMixinOptions {}

/** `user.hasProject(projectOrKey)` */
export type BelongsToManyHasAssociationMixin<TModel, TModelPrimaryKey> = (
  target: TModel | TModelPrimaryKey,
  options?: BelongsToManyHasAssociationMixinOptions
) => Promise<boolean>;

export interface BelongsToManyHasAssociationsMixinOptions extends BelongsToManyGetAssociationsMixinOptions {}

/** `user.hasProjects(projectsOrKeys)`: whether all of them are associated. */
export type BelongsToManyHasAssociationsMixin<TModel, TModelPrimaryKey> = (
  targets: (TModel | TModelPrimaryKey)[],
  options?: BelongsToManyHasAssociationsMixinOptions
) => Promise<boolean>;

// ---------------------------------------------------------------- writing

/** What set and add read and write, and `through`: values for the rows between. */
interface ConnectOptions
  extends FindOptions<any>, BulkCreateOptions<any>, InstanceUpdateOptions<any>, InstanceDestroyOptions {
  through?: JoinTableAttributes;
}

export interface BelongsToManySetAssociationsMixinOptions extends ConnectOptions {}

/** `user.setProjects(projectsOrKeys)`: these and no others. */
export type BelongsToManySetAssociationsMixin<TModel, TModelPrimaryKey> = (
  newAssociations?: (TModel | TModelPrimaryKey)[],
  options?: BelongsToManySetAssociationsMixinOptions
) => Promise<void>;

export interface BelongsToManyAddAssociationMixinOptions extends ConnectOptions {}

/** `user.addProject(projectOrKey)` */
export type BelongsToManyAddAssociationMixin<TModel, TModelPrimaryKey> = (
  newAssociation?: TModel | TModelPrimaryKey,
  options?: BelongsToManyAddAssociationMixinOptions
) => Promise<void>;

export interface BelongsToManyAddAssociationsMixinOptions extends ConnectOptions {}

/** `user.addProjects(projectsOrKeys)` */
export type BelongsToManyAddAssociationsMixin<TModel, TModelPrimaryKey> = (
  newAssociations?: (TModel | TModelPrimaryKey)[],
  options?: BelongsToManyAddAssociationsMixinOptions
) => Promise<void>;

export interface BelongsToManyCreateAssociationMixinOptions extends CreateOptions<any> {
  /** Values for the row between. */
  through?: JoinTableAttributes;
}

/** `user.createProject(values)` */
export type BelongsToManyCreateAssociationMixin<TModel extends Model> = (
  values?: CreationAttributes<TModel>,
  options?: BelongsToManyCreateAssociationMixinOptions
) => Promise<TModel>;

export interface BelongsToManyRemoveAssociationMixinOptions extends InstanceDestroyOptions {}

/** `user.removeProject(projectOrKey)`: the row between goes, the project stays. */
export type BelongsToManyRemoveAssociationMixin<TModel, TModelPrimaryKey> = (
  oldAssociated?: TModel | TModelPrimaryKey,
  options?: BelongsToManyRemoveAssociationMixinOptions
) => Promise<void>;

export interface BelongsToManyRemoveAssociationsMixinOptions extends InstanceDestroyOptions {}

/** `user.removeProjects(projectsOrKeys)` */
export type BelongsToManyRemoveAssociationsMixin<TModel, TModelPrimaryKey> = (
  oldAssociateds?: (TModel | TModelPrimaryKey)[],
  options?: BelongsToManyRemoveAssociationsMixinOptions
) => Promise<void>;

export {};
