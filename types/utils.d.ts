// `Sequelize.Utils`: expressions for queries, and small functions on names, options and types.

import { DataType } from './data-types';
import { Optional } from './index';
import { Attributes, Model, ModelCtor, ModelType, WhereOptions } from './model';

// ---------------------------------------------------------------- types

export type Primitive = 'string' | 'number' | 'boolean';

/** `T` without readonly, on all levels. */
export type DeepWriteable<T> = { -readonly [P in keyof T]: DeepWriteable<T[P]> };

export type AnyFunction = (...args: any[]) => any;

/** The names of the properties that may be null or undefined. */
export type NullishPropertiesOf<T> = {
  [P in keyof T]-?: null extends T[P] ? P : undefined extends T[P] ? P : never;
}[keyof T];

/** `T`, with every property that may be null or undefined optional. */
export type MakeNullishOptional<T extends object> = T extends any ? Optional<T, NullishPropertiesOf<T>> : never;

// ---------------------------------------------------------------- expressions

/** What all expressions derive from. */
export class SequelizeMethod {}

/** A function call. Made with `fn()`. */
export class Fn extends SequelizeMethod {
  constructor(fn: string, args: unknown[]);
  clone(): this;
}

/** A column. Made with `col()`. */
export class Col extends SequelizeMethod {
  col: string;
  constructor(col: string);
}

/** A type cast. Made with `cast()`. */
export class Cast extends SequelizeMethod {
  val: unknown;
  type: string;
  constructor(val: unknown, type?: string);
}

/** SQL text as it is. Made with `literal()`. */
export class Literal extends SequelizeMethod {
  val: unknown;
  constructor(val: unknown);
}

/** A place in a JSON column. Made with `json()`. */
export class Json extends SequelizeMethod {
  conditions: object;
  path: string;
  value: string | number | boolean;
  constructor(conditionsOrPath: string | object, value?: string | number | boolean);
}

/** A condition. Made with `where()`. */
export class Where extends SequelizeMethod {
  attribute: object;
  comparator: string;
  logic: string | object;
  constructor(attr: object, comparator: string, logic: string | object);
  constructor(attr: object, logic: string | object);
}

// ---------------------------------------------------------------- words

export interface Inflector {
  singularize(str: string): string;
  pluralize(str: string): string;
}

/** Sets what makes singulars and plurals from now on, in place of the package `inflection`. */
export function useInflection(inflection: Inflector): void;
export function singularize(s: string): string;
export function pluralize(s: string): string;
/** `'a_b'` and `'a-b'` become `'aB'`. */
export function camelize(str: string): string;
export function camelizeIf(string: string, condition?: boolean): string;
export function underscoredIf(string: string, condition?: boolean): string;
/** `str` with `count` characters at `index` replaced by `add`. */
export function spliceStr(str: string, index: number, count: number, add: string): string;
/** Both names, the smaller first. */
export function combineTableNames(tableName1: string, tableName2: string): string;

/** The default quote of names: a backtick. */
export const TICK_CHAR: string;
export function addTicks(s: string, tickChar?: string): string;
export function removeTicks(s: string, tickChar?: string): string;

// ---------------------------------------------------------------- values and options

export function isPrimitive(val: unknown): val is Primitive;
/** Whether a text is written as `$column$`. */
export function isColString(value: string): boolean;
/** Whether an array in a where stands for conditions joined by AND. */
export function canTreatArrayAsAnd(arr: unknown[]): boolean;
/** `a`, with what it lacks from `b`. */
export function mergeDefaults<T>(a: T, b: Partial<T>): T;
/** A copy on all levels; `fn` may answer another value for an element. */
export function cloneDeep<T>(obj: T, fn?: (el: unknown) => unknown): T;
/** An attribute's default as a value: functions are called, UUIDs made. */
export function toDefaultValue<T>(value: unknown): unknown;
/** Whether a default value can be written into a column definition. */
export function defaultValueSchemable(hash: DataType): boolean;
/** The time, as exact as the dialect stores it. */
export function now(dialect: string): Date;
/** The caller's stack. */
export function stack(): NodeJS.CallSite[];
/** The class, callable without `new`. */
export function classToInvokable<T extends new (...args: any[]) => any>(
  ctor: T
): T & { (...args: ConstructorParameters<T>): T };

/** @deprecated use the `replacements` option of a query */
export function format(arr: string[], dialect: string): string;
/** @deprecated use the `replacements` option of a query */
export function formatNamedParameters(
  sql: string,
  parameters: { [key: string]: string | number | boolean },
  dialect: string
): string;

// ---------------------------------------------------------------- attributes to columns

export interface OptionsForMapping<TAttributes> {
  attributes?: string[];
  where?: WhereOptions<TAttributes>;
}

/** A finder's options in terms of columns; also adds the attributes that virtual ones need. */
export function mapFinderOptions<M extends Model, T extends OptionsForMapping<Attributes<M>>>(options: T, model: ModelCtor<M>): T;
/** Options in terms of columns. */
export function mapOptionFieldNames<M extends Model, T extends OptionsForMapping<Attributes<M>>>(options: T, model: ModelCtor<M>): T;
/** A where in terms of columns. */
export function mapWhereFieldNames(attributes: object, model: ModelType): object;
/** The values of `fields`, by column. */
export function mapValueFieldNames(dataValues: object, fields: string[], model: ModelType): object;
