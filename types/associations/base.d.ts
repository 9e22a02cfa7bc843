// What associations have in common.

import { ColumnOptions, Hookable, Model, ModelCtor } from '../model';

/** A relation from the model `S`, on which it was declared, to the model `T`. */
export abstract class Association<S extends Model = Model, T extends Model = Model> {
  /** `'BelongsTo'`, `'HasOne'`, `'HasMany'` or `'BelongsToMany'`. */
  associationType: string;
  source: ModelCtor<S>;
  target: ModelCtor<T>;
  /** Source and target are one model. */
  isSelfAssociation: boolean;
  isSingleAssociation: boolean;
  isMultiAssociation: boolean;
  /** The name in includes and on instances. */
  as: string;
  /** `as` was given, not made from the target's name. */
  isAliased: boolean;
  foreignKey: string;
  identifier: string;
  inspect(): string;
}

/** Names of the methods that an association to one puts on instances. */
export interface SingleAssociationAccessors {
  get: string;
  set: string;
  create: string;
}

/** Names of the methods that an association to many puts on instances. */
export interface MultiAssociationAccessors {
  get: string;
  set: string;
  add: string;
  addMultiple: string;
  create: string;
  remove: string;
  removeMultiple: string;
  hasSingle: string;
  hasAll: string;
  count: string;
}

/** Values that all associated rows have: part of every condition, and of every new row. */
export interface AssociationScope {
  [scopeName: string]: unknown;
}

/** The foreign key's attribute. */
export interface ForeignKeyOptions extends ColumnOptions {
  /** Default: the model's name and its primary key, in the model's own style. */
  name?: string;
}

/** `hooks: true` runs the destroy hooks of associated rows that go with an instance. */
export interface AssociationOptions extends Hookable {
  /** The association's name. Default: the target's name. */
  as?: string | { singular: string; plural: string };

  /** The name of the foreign key, or its attribute. */
  foreignKey?: string | ForeignKeyOptions;

  /** What happens to referring rows. Default: `'SET NULL'` where the key may be null, `'CASCADE'` or `'NO ACTION'` otherwise. */
  onDelete?: string;
  /** Default: `'CASCADE'`. */
  onUpdate?: string;

  /** Make a foreign key constraint in the database. Default: true. */
  constraints?: boolean;
  foreignKeyConstraint?: boolean;

  scope?: AssociationScope;
}

export interface ManyToManyOptions extends AssociationOptions {
  scope?: AssociationScope;
}
