// A model's attributes, read off its class.

import { Hooks } from '../hooks';
import { Model } from '../model';
import { AnyFunction, MakeNullishOptional } from '../utils';
import { CreationAttributeBrand, ForeignKeyBrand, HasBrand, NonAttributeBrand } from './brands';

/**
 * Marks a property that is no attribute, such as an associated instance.
 *
 * @example
 * class Post extends Model<InferAttributes<Post>, InferCreationAttributes<Post>> {
 *   declare author?: NonAttribute<User>;
 * }
 */
export type NonAttribute<T> = T extends null | undefined ? T : T & { [NonAttributeBrand]?: true };

/** Marks a foreign key: an association adds its column, so `init` does not ask for it. */
export type ForeignKey<T> = T extends null | undefined ? T : T & { [ForeignKeyBrand]?: true };

/** Marks an attribute that a new instance may leave out, since it has a default or may be null. */
export type CreationOptional<T> = T extends null | undefined ? T : T & { [CreationAttributeBrand]?: true };

type Omitting<M extends Model> = { omit?: keyof M | never | '' };

/** The property's name, where it is an attribute: not inherited, no method, not marked, not omitted. */
type AttributeName<M extends Model, Key extends keyof M, Options extends Omitting<M>> =
  Key extends keyof Model ? never
  : M[Key] extends AnyFunction ? never
  : HasBrand<M[Key], typeof NonAttributeBrand> extends true ? never
  : Options['omit'] extends string ? (Key extends Options['omit'] ? never : Key)
  : Key;

/**
 * The attributes of a model class: its public properties. Not methods, and nothing marked as {@link NonAttribute}.
 * `{ omit: 'a' | 'b' }` leaves out more.
 */
export type InferAttributes<M extends Model, Options extends Omitting<M> = { omit: never }> = {
  [Key in keyof M as AttributeName<M, Key, Options>]: M[Key];
};

/** The same for a new instance: what is marked as {@link CreationOptional} may be undefined. */
export type InferCreationAttributes<M extends Model, Options extends Omitting<M> = { omit: never }> = {
  [Key in keyof M as AttributeName<M, Key, Options>]:
    HasBrand<M[Key], typeof CreationAttributeBrand> extends true ? M[Key] | undefined : M[Key];
};

/** What creating an instance takes; what may be null or undefined is optional. */
export type CreationAttributes<M extends Model | Hooks> = MakeNullishOptional<M['_creationAttributes']>;

/** The attributes of a model. */
export type Attributes<M extends Model | Hooks> = M['_attributes'];

export {};
