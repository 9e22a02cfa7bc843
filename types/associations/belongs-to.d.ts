// To one; the foreign key is on the source.

import { DataType } from '../data-types';
import { CreateOptions, CreationAttributes, FindOptions, Model, ModelCtor, SaveOptions } from '../model';
import { Association, AssociationOptions, SingleAssociationAccessors } from './base';

export interface BelongsToOptions extends AssociationOptions {
  /** The target's attribute that the foreign key refers to. Default: its primary key. */
  targetKey?: string;
  /** The foreign key's type. Default: the target key's. */
  keyType?: DataType;
}

export class BelongsTo<S extends Model = Model, T extends Model = Model> extends Association<S, T> {
  accessors: SingleAssociationAccessors;
  constructor(source: ModelCtor<S>, target: ModelCtor<T>, options: BelongsToOptions);
}

export interface BelongsToGetAssociationMixinOptions extends FindOptions<any> {
  /** Scopes of the target that are used; false is none, not even the default one. */
  scope?: string | string[] | boolean;
}

/** `task.getUser()` */
export type BelongsToGetAssociationMixin<TModel> = (options?: BelongsToGetAssociationMixinOptions) => Promise<TModel>;

export interface BelongsToSetAssociationMixinOptions extends SaveOptions<any> {
  /** Save the instance too. Default: true. */
  save?: boolean;
}

/** `task.setUser(userOrKey)`; without an argument, or with null, there is none any more. */
export type BelongsToSetAssociationMixin<TModel, TPrimaryKey> = (
  newAssociation?: TModel | TPrimaryKey,
  options?: BelongsToSetAssociationMixinOptions
) => Promise<void>;

export interface BelongsToCreateAssociationMixinOptions extends CreateOptions<any>, BelongsToSetAssociationMixinOptions {}

/** `task.createUser(values)` */
export type BelongsToCreateAssociationMixin<TModel extends Model> = (
  values?: CreationAttributes<TModel>,
  options?: BelongsToCreateAssociationMixinOptions
) => Promise<TModel>;

export default BelongsTo;
