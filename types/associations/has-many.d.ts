// To many; the foreign key is on the target.

import { DataType } from '../data-types';
import {
  CreateOptions,
  CreationAttributes,
  Filterable,
  FindOptions,
  InstanceUpdateOptions,
  Model,
  ModelCtor,
  Transactionable
} from '../model';
import { Association, ManyToManyOptions, MultiAssociationAccessors } from './base';

export interface HasManyOptions extends ManyToManyOptions {
  /** The source's attribute that the foreign key refers to. Default: its primary key. */
  sourceKey?: string;
  /** The foreign key's type. Default: the source key's. */
  keyType?: DataType;
}

export class HasMany<S extends Model = Model, T extends Model = Model> extends Association<S, T> {
  accessors: MultiAssociationAccessors;
  constructor(source: ModelCtor<S>, target: ModelCtor<T>, options: HasManyOptions);
}

// ---------------------------------------------------------------- reading

export interface HasManyGetAssociationsMixinOptions extends FindOptions<any> {
  /** Scopes of the target that are used; false is none, not even the default one. */
  scope?: string | string[] | boolean;
}

/** `user.getPosts()` */
export type HasManyGetAssociationsMixin<TModel> = (options?: HasManyGetAssociationsMixinOptions) => Promise<TModel[]>;

export interface HasManyCountAssociationsMixinOptions extends Transactionable, Filterable<any> {
  /** The target's scope that is used; false is none. */
  scope?: string | boolean;
}

/** `user.countPosts()` */
export type HasManyCountAssociationsMixin = (options?: HasManyCountAssociationsMixinOptions) => Promise<number>;

export interface HasManyHasAssociationMixinOptions extends HasManyGetAssociationsMixinOptions {}

/** `user.hasPost(postOrKey)` */
export type HasManyHasAssociationMixin<TModel, TModelPrimaryKey> = (
  target: TModel | TModelPrimaryKey,
  options?: HasManyHasAssociationMixinOptions
) => Promise<boolean>;

export interface HasManyHasAssociationsMixinOptions extends HasManyGetAssociationsMixinOptions {}

/** `user.hasPosts(postsOrKeys)`: whether all of them are associated. */
export type HasManyHasAssociationsMixin<TModel, TModelPrimaryKey> = (
  targets: (TModel | TModelPrimaryKey)[],
  options?: HasManyHasAssociationsMixinOptions
) => Promise<boolean>;

// ---------------------------------------------------------------- writing

export interface HasManySetAssociationsMixinOptions extends FindOptions<any>, InstanceUpdateOptions<any> {}

/** `user.setPosts(postsOrKeys)`: these and no others. */
export type HasManySetAssociationsMixin<TModel, TModelPrimaryKey> = (
  newAssociations?: (TModel | TModelPrimaryKey)[],
  options?: HasManySetAssociationsMixinOptions
) => Promise<void>;

export interface HasManyAddAssociationMixinOptions extends InstanceUpdateOptions<any> {}

/** `user.addPost(postOrKey)` */
export type HasManyAddAssociationMixin<TModel, TModelPrimaryKey> = (
  newAssociation?: TModel | TModelPrimaryKey,
  options?: HasManyAddAssociationMixinOptions
) => Promise<void>;

export interface HasManyAddAssociationsMixinOptions extends InstanceUpdateOptions<any> {}

/** `user.addPosts(postsOrKeys)` */
export type HasManyAddAssociationsMixin<TModel, TModelPrimaryKey> = (
  newAssociations?: (TModel | TModelPrimaryKey)[],
  options?: HasManyAddAssociationsMixinOptions
) => Promise<void>;

export interface HasManyCreateAssociationMixinOptions extends CreateOptions<any> {}

/** `user.createPost(values)`; the values of the foreign key and of the association's scope are filled in. */
export type HasManyCreateAssociationMixin<
  TModel extends Model,
  TForeignKey extends keyof CreationAttributes<TModel> = never,
  TScope extends keyof CreationAttributes<TModel> = never
> = (
  values?: Omit<CreationAttributes<TModel>, TForeignKey | TScope>,
  options?: HasManyCreateAssociationMixinOptions
) => Promise<TModel>;

export interface HasManyRemoveAssociationMixinOptions extends InstanceUpdateOptions<any> {}

/** `user.removePost(postOrKey)`: the post stays, without a user. */
export type HasManyRemoveAssociationMixin<TModel, TModelPrimaryKey> = (
  oldAssociated?: TModel | TModelPrimaryKey,
  options?: HasManyRemoveAssociationMixinOptions
) => Promise<void>;

export interface HasManyRemoveAssociationsMixinOptions extends InstanceUpdateOptions<any> {}

/** `user.removePosts(postsOrKeys)` */
export type HasManyRemoveAssociationsMixin<TModel, TModelPrimaryKey> = (
  oldAssociateds?: (TModel | TModelPrimaryKey)[],
  options?: HasManyRemoveAssociationsMixinOptions
) => Promise<void>;
