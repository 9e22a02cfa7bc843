// To one; the foreign key is on the target.

import { DataType } from '../data-types';
import { CreateOptions, CreationAttributes, FindOptions, Model, ModelCtor, SaveOptions } from '../model';
import { Association, AssociationOptions, SingleAssociationAccessors } from './base';

export interface HasOneOptions extends AssociationOptions {
  /** The source's attribute that the foreign key refers to. Default: its primary key. */
  sourceKey?: string;
  /** The foreign key's type. Default: the source key's. */
  keyType?: DataType;
}

export class HasOne<S extends Model = Model, T extends Model = Model> extends Association<S, T> {
  accessors: SingleAssociationAccessors;
  constructor(source: ModelCtor<S>, target: ModelCtor<T>, options: HasOneOptions);
}

export interface HasOneGetAssociationMixinOptions extends FindOptions<any> {
  /** Scopes of the target that are used; false is none, not even the default one. */
  scope?: string | string[] | boolean;
}

/** `user.getProfile()` */
export type HasOneGetAssociationMixin<TModel> = (options?: HasOneGetAssociationMixinOptions) => Promise<TModel>;

export interface HasOneSetAssociationMixinOptions extends HasOneGetAssociationMixinOptions, SaveOptions<any> {
  /** Save the associated instance too. Default: true. */
  save?: boolean;
}

/** `user.setProfile(profileOrKey)`; without an argument, or with null, there is none any more. */
export type HasOneSetAssociationMixin<TModel, TModelPrimaryKey> = (
  newAssociation?: TModel | TModelPrimaryKey,
  options?: HasOneSetAssociationMixinOptions
) => Promise<void>;

export interface HasOneCreateAssociationMixinOptions extends HasOneSetAssociationMixinOptions, CreateOptions<any> {}

/** `user.createProfile(values)` */
export type HasOneCreateAssociationMixin<TModel extends Model> = (
  values?: CreationAttributes<TModel>,
  options?: HasOneCreateAssociationMixinOptions
) => Promise<TModel>;
