// Properties made required.

/** `BaseType`, with the properties `Keys` (by default all) required. */
export type SetRequired<BaseType, Keys extends keyof BaseType = keyof BaseType> =
  Omit<BaseType, Keys> & { [Key in Keys]-?: BaseType[Key] } extends infer Flat ? { [Key in keyof Flat]: Flat[Key] } : never;
