// Marks on the types of a model's properties. They exist for the compiler alone.

export declare const NonAttributeBrand: unique symbol;
export declare const ForeignKeyBrand: unique symbol;
export declare const CreationAttributeBrand: unique symbol;

/** Whether a type carries the mark. */
export type HasBrand<T, Brand extends symbol> =
  keyof NonNullable<T> extends keyof Omit<NonNullable<T>, Brand> ? false : true;

/** The names of the properties that carry the mark. */
export type BrandedKeysOf<T, Brand extends symbol> = {
  [Key in keyof T]-?: HasBrand<T[Key], Brand> extends true ? Key : never;
}[keyof T];
