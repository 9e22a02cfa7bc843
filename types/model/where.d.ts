// Conditions.

import { Op } from '../operators';
import { Cast, Col, Fn, Json, Literal, Where } from '../utils';

export type AllowReadonlyArray<T> = readonly T[] | T;

type AllowArray<T> = T[] | T;

// ---------------------------------------------------------------- combining

/** T, combined by and, or, not; where several stand in an array they are all to be true. */
type Combined<T> = AllowArray<
  | T
  | { [Op.and]: AllowArray<Combined<T>> }
  | { [Op.or]: AllowArray<Combined<T>> }
  | { [Op.not]: Combined<T> }
>;

/** The same on one attribute, where an array means IN. */
type CombinedValue<T> =
  | T
  | { [Op.and]: AllowArray<CombinedValue<T>> }
  | { [Op.or]: AllowArray<CombinedValue<T>> }
  | { [Op.not]: CombinedValue<T> };

/**
 * A condition on the attributes.
 *
 * @example { name: 'Ann', age: { [Op.gte]: 18 } }
 */
export type WhereOptions<TAttributes = any> = Combined<WhereAttributeHash<TAttributes> | Where | Fn | Literal | Json>;

type SomeConditions<TAttributes> =
  | WhereOptions<TAttributes>
  | readonly WhereOptions<TAttributes>[]
  | WhereValue<TAttributes>
  | readonly WhereValue<TAttributes>[];

/** Conditions of which all are to be true. */
export interface AndOperator<TAttributes = any> {
  [Op.and]: SomeConditions<TAttributes>;
}

/** Conditions of which one is to be true. */
export interface OrOperator<TAttributes = any> {
  [Op.or]: SomeConditions<TAttributes>;
}

/** `= ANY (…)` */
export interface AnyOperator {
  [Op.any]: Literal | readonly (Literal | string | number | Date)[];
}

/** `= ALL (…)` */
export interface AllOperator {
  [Op.all]: Literal | readonly (Literal | string | number | Date)[];
}

// ---------------------------------------------------------------- values

/** A column in the place of a value. */
export type ColumnReference = Col | { [Op.col]: string };

type RangePart<T> = { value: T; inclusive: boolean };
type EmptyRange = [];

/** What a range column holds. */
export type Range<T> = readonly [lower: RangePart<number | T>, higher: RangePart<number | T>] | EmptyRange;

type Bound<T> = number | T | null | RangePart<number | T>;

/** What can be written where a range is asked for; null is no bound. */
export type Rangable<T> = readonly [lower: Bound<T>, higher: Bound<T>] | EmptyRange;

/** Values that become text on their way. */
type Serializable = Date | Buffer | string | number | boolean;

/** What the database works out. */
type DynamicValues<T> = ColumnReference | Cast | Fn | Literal | (T extends boolean ? Where : never);

/** What is known here. */
type StaticValues<T> =
  T extends Range<infer Item> ? [lower: Item | RangePart<Item>, higher: Item | RangePart<Item>]
  : T extends any[] ? { readonly [Key in keyof T]: StaticValues<T[Key]> }
  : T extends null ? T | Serializable | null
  : T | Serializable;

type OperatorValues<T> = DynamicValues<T> | StaticValues<T>;

type NotInArrays = ColumnReference | Cast | Fn | Literal | null;

type SeveralValues<T> = Literal | Exclude<T, NotInArrays>[] | { [Op.values]: Array<T | DynamicValues<T>> };

type AllowAnyAll<T> = T | { [Op.any]: SeveralValues<T> } | { [Op.all]: SeveralValues<T> };

/** A GeoJSON shape. */
export interface WhereGeometryOptions {
  type: string;
  coordinates: readonly (number | number[])[];
}

/** A value by itself: equality. */
export type WhereValue<TAttributes = any> =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Buffer
  | null
  | Fn
  | Col
  | WhereGeometryOptions
  | WhereAttributeHash<any>;

// ---------------------------------------------------------------- operators

type Ops<T> = WhereOperators<T>;

/** The operators that an attribute of a type has. */
export interface WhereOperators<AttributeType = any> {
  // Equality
  [Op.eq]?: AllowAnyAll<OperatorValues<AttributeType>>;
  [Op.ne]?: Ops<AttributeType>[typeof Op.eq];
  [Op.is]?: Literal | Extract<AttributeType, boolean | null>;
  /** `IS NOT` with null and booleans, `!=` with other values. */
  [Op.not]?: Ops<AttributeType>[typeof Op.eq];

  // Order
  [Op.gte]?: AllowAnyAll<OperatorValues<NonNullable<AttributeType>>>;
  [Op.gt]?: Ops<AttributeType>[typeof Op.gte];
  [Op.lte]?: Ops<AttributeType>[typeof Op.gte];
  [Op.lt]?: Ops<AttributeType>[typeof Op.gte];
  /** Both ends are included. */
  [Op.between]?:
    | Literal
    | [lowerInclusive: OperatorValues<NonNullable<AttributeType>>, higherInclusive: OperatorValues<NonNullable<AttributeType>>];
  [Op.notBetween]?: Ops<AttributeType>[typeof Op.between];

  // Lists
  [Op.in]?: Literal | ReadonlyArray<OperatorValues<NonNullable<AttributeType>>>;
  [Op.notIn]?: Ops<AttributeType>[typeof Op.in];

  // Patterns
  [Op.like]?: AllowAnyAll<OperatorValues<Extract<AttributeType, string>>>;
  [Op.notLike]?: Ops<AttributeType>[typeof Op.like];
  [Op.iLike]?: Ops<AttributeType>[typeof Op.like];
  [Op.notILike]?: Ops<AttributeType>[typeof Op.like];
  [Op.startsWith]?: OperatorValues<Extract<AttributeType, string>>;
  [Op.endsWith]?: Ops<AttributeType>[typeof Op.startsWith];
  [Op.substring]?: Ops<AttributeType>[typeof Op.startsWith];
  [Op.regexp]?: AllowAnyAll<OperatorValues<Extract<AttributeType, string>>>;
  [Op.notRegexp]?: Ops<AttributeType>[typeof Op.regexp];
  [Op.iRegexp]?: Ops<AttributeType>[typeof Op.regexp];
  [Op.notIRegexp]?: Ops<AttributeType>[typeof Op.regexp];
  /** Full-text search; the query comes from `fn('to_tsquery', …)`. */
  [Op.match]?: AllowAnyAll<DynamicValues<AttributeType>>;

  // Arrays and ranges
  [Op.overlap]?: AllowAnyAll<
    | DynamicValues<AttributeType>
    | (
      AttributeType extends Range<infer Item> ? Rangable<Item>
      : AttributeType extends any[] ? StaticValues<NonNullable<AttributeType>>
      : never
    )
  >;
  [Op.contains]?:
    | Ops<AttributeType>[typeof Op.overlap]
    | (AttributeType extends Range<infer Item> ? OperatorValues<OperatorValues<NonNullable<Item>>> : never);
  [Op.contained]?:
    AttributeType extends any[]
      ? Ops<AttributeType>[typeof Op.overlap]
      : AllowAnyAll<OperatorValues<Rangable<AttributeType>>>;
  [Op.strictLeft]?:
    | DynamicValues<AttributeType>
    | (AttributeType extends Range<infer Item> ? Rangable<Item> : never);
  [Op.strictRight]?: Ops<AttributeType>[typeof Op.strictLeft];
  [Op.noExtendLeft]?: Ops<AttributeType>[typeof Op.strictLeft];
  [Op.noExtendRight]?: Ops<AttributeType>[typeof Op.strictLeft];
  [Op.adjacent]?: Ops<AttributeType>[typeof Op.strictLeft];
}

// ---------------------------------------------------------------- attributes

/** `name`, or `$name$` where it is to be read as a column. */
type Named<Name extends string> = Name | `$${Name}$`;
/** A path into a JSON attribute. */
type JsonPath<Name extends string> = `${Name}.${string}` | `$${Name}$.${string}`;
/** An attribute of an association: `$post.title$`. */
type Nested = `$${string}.${string}$`;

/** Conditions by attribute, by JSON path, with casts, and on attributes of associations. */
export type WhereAttributeHash<TAttributes = any> =
  & {
    [Name in keyof TAttributes as Name extends string ? Named<Name> : never]?: WhereAttributeHashValue<TAttributes[Name]>;
  }
  & {
    [Name in keyof TAttributes as Name extends string
      ? JsonPath<Name> | `${Named<Name> | JsonPath<Name>}::${string}`
      : never]?: WhereAttributeHashValue<any>;
  }
  & {
    [attribute: Nested | `${Nested}::${string}` | `${Nested}.${string}` | `${Nested}.${string}::${string}`]:
      WhereAttributeHashValue<any>;
  };

/** What may stand at an attribute: a value (equality), an array (IN, except on an array attribute), operators. */
export type WhereAttributeHashValue<AttributeType> =
  | CombinedValue<
    AttributeType extends any[]
      ? Ops<AttributeType>[typeof Op.eq] | Ops<AttributeType>
      : Ops<AttributeType>[typeof Op.in] | Ops<AttributeType>[typeof Op.eq] | Ops<AttributeType>
  >
  | WhereAttributeHash<any>;

export {};
