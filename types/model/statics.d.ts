// Classes of models, as types.

import { Model } from '../model';

type KeysOfNoClass<T> = { [Key in keyof T]: T[Key] extends new () => any ? never : Key }[keyof T];
type WithoutConstructor<T> = Pick<T, KeysOfNoClass<T>>;

/** A model: its static members, and that it makes instances of `M`. */
export type ModelStatic<M extends Model> = { new (): M } & WithoutConstructor<typeof Model>;

/** The older name of {@link ModelStatic}. */
export type ModelCtor<M extends Model> = ModelStatic<M>;

/** A model without class of its own: `sequelize.define<Model<S, T>>(…)`. */
export type ModelDefined<S extends {}, T extends {}> = ModelStatic<Model<S, T>>;

/** Any class of instances, where the static members do not matter. */
export type ModelType<TModelAttributes extends {} = any, TCreationAttributes extends {} = TModelAttributes> =
  new () => Model<TModelAttributes, TCreationAttributes>;

export {};
