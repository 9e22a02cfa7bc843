// Column types. Each may be used as it is (`STRING`), called (`STRING(20)`) or constructed (`new STRING(20)`).

import {
  BigIntDataType,
  BigIntDataTypeConstructor,
  DecimalDataType,
  DecimalDataTypeConstructor,
  IntegerDataType,
  IntegerDataTypeConstructor
} from './data-types/numbers';

export * from './data-types/numbers';

/** What an attribute's `type` may be: a type, one with options, or the database's own word for it. */
export type DataType = string | AbstractDataTypeConstructor | AbstractDataType;

/** The older name of {@link AbstractDataTypeConstructor}. */
export type DataTypeAbstract = AbstractDataTypeConstructor;

export interface AbstractDataTypeConstructor {
  /** The type's name in this library, such as `'STRING'`. */
  key: string;
  warn(link: string, text: string): void;
  new (): AbstractDataType;
  (): AbstractDataType;
}

/** A type with its options. */
export interface AbstractDataType {
  key: string;
  dialectTypes: string;
  /** The type in a column definition. */
  toSql(): string;
  /** A value as text, without quotes. */
  stringify(value: unknown, options?: object): string;
  toString(options: object): string;
}

/** What the types of all data types derive from. */
export const ABSTRACT: AbstractDataTypeConstructor;

// ---------------------------------------------------------------- texts

export interface StringDataTypeOptions {
  /** In characters. Default: 255. */
  length?: number;
  /** Compare bytes instead of characters. Default: false. */
  binary?: boolean;
}

export interface StringDataType extends AbstractDataType {
  options?: StringDataTypeOptions;
  BINARY: this;
  validate(value: unknown): boolean;
}

export interface StringDataTypeConstructor extends AbstractDataTypeConstructor {
  new (length?: number, binary?: boolean): StringDataType;
  new (options?: StringDataTypeOptions): StringDataType;
  (length?: number, binary?: boolean): StringDataType;
  (options?: StringDataTypeOptions): StringDataType;
}

/** A text of limited length. */
export const STRING: StringDataTypeConstructor;

export interface CharDataTypeOptions extends StringDataTypeOptions {}

export interface CharDataType extends StringDataType {
  options: CharDataTypeOptions;
}

export interface CharDataTypeConstructor extends StringDataTypeConstructor {
  new (length?: number, binary?: boolean): CharDataType;
  new (options?: CharDataTypeOptions): CharDataType;
  (length?: number, binary?: boolean): CharDataType;
  (options?: CharDataTypeOptions): CharDataType;
}

/** A text of one length, filled up with spaces. */
export const CHAR: CharDataTypeConstructor;

/** MySQL's three other sizes of a text. */
export type TextLength = 'tiny' | 'medium' | 'long';

export interface TextDataTypeOptions {
  length?: TextLength;
}

export interface TextDataType extends AbstractDataType {
  options: TextDataTypeOptions;
  validate(value: unknown): boolean;
}

export interface TextDataTypeConstructor extends AbstractDataTypeConstructor {
  new (length?: TextLength): TextDataType;
  new (options?: TextDataTypeOptions): TextDataType;
  (length?: TextLength): TextDataType;
  (options?: TextDataTypeOptions): TextDataType;
}

/** A text of any length. */
export const TEXT: TextDataTypeConstructor;

/** A text that is compared without case. PostgreSQL and SQLite. */
export const CITEXT: AbstractDataTypeConstructor;

/** A prepared full-text document. PostgreSQL. */
export const TSVECTOR: AbstractDataTypeConstructor;

// ---------------------------------------------------------------- truth, time

export const BOOLEAN: AbstractDataTypeConstructor;

/** A time of day. */
export const TIME: AbstractDataTypeConstructor;

export interface DateDataTypeOptions {
  /** Digits of the seconds' fraction. */
  length?: string | number;
}

export interface DateDataType extends AbstractDataType {
  options: DateDataTypeOptions;
}

export interface DateDataTypeConstructor extends AbstractDataTypeConstructor {
  new (length?: string | number): DateDataType;
  new (options?: DateDataTypeOptions): DateDataType;
  (length?: string | number): DateDataType;
  (options?: DateDataTypeOptions): DateDataType;
}

/** A point in time: a JavaScript Date. */
export const DATE: DateDataTypeConstructor;

export interface DateOnlyDataType extends AbstractDataType {}

export interface DateOnlyDataTypeConstructor extends AbstractDataTypeConstructor {
  new (): DateOnlyDataType;
  (): DateOnlyDataType;
}

/** A day: a text such as `'2024-02-29'`. */
export const DATEONLY: DateOnlyDataTypeConstructor;

/** A default value: the time of the insert. */
export const NOW: AbstractDataTypeConstructor;

// ---------------------------------------------------------------- documents, bytes, identifiers

/** Texts by text. PostgreSQL. */
export const HSTORE: AbstractDataTypeConstructor;
/** Any JSON value, stored as text. */
export const JSON: AbstractDataTypeConstructor;
/** Any JSON value, stored to be searched. PostgreSQL and SQLite. */
export const JSONB: AbstractDataTypeConstructor;

/** MySQL's three other sizes of bytes. */
export type BlobSize = 'tiny' | 'medium' | 'long';

export interface BlobDataTypeOptions {
  length?: BlobSize;
  escape?: boolean;
}

export interface BlobDataType extends AbstractDataType {
  options: BlobDataTypeOptions;
  escape: boolean;
}

export interface BlobDataTypeConstructor extends AbstractDataTypeConstructor {
  new (length?: BlobSize): BlobDataType;
  new (options?: BlobDataTypeOptions): BlobDataType;
  (length?: BlobSize): BlobDataType;
  (options?: BlobDataTypeOptions): BlobDataType;
}

/** Bytes: a Buffer. */
export const BLOB: BlobDataTypeConstructor;

export const UUID: AbstractDataTypeConstructor;
/** A default value: a UUID of time and machine. */
export const UUIDV1: AbstractDataTypeConstructor;
/** A default value: a random UUID. */
export const UUIDV4: AbstractDataTypeConstructor;

/** A network. PostgreSQL. */
export const CIDR: AbstractDataTypeConstructor;
/** A host's address. PostgreSQL. */
export const INET: AbstractDataTypeConstructor;
/** A network card's address. PostgreSQL. */
export const MACADDR: AbstractDataTypeConstructor;

// ---------------------------------------------------------------- types made of types

/** What a {@link RANGE} may be of. */
export type RangeableDataType =
  | IntegerDataType
  | IntegerDataTypeConstructor
  | BigIntDataType
  | BigIntDataTypeConstructor
  | DecimalDataType
  | DecimalDataTypeConstructor
  | DateDataType
  | DateDataTypeConstructor
  | DateOnlyDataType
  | DateOnlyDataTypeConstructor;

export interface RangeDataTypeOptions<T extends RangeableDataType> {
  /** Default: INTEGER. */
  subtype?: T;
}

export interface RangeDataType<T extends RangeableDataType> extends AbstractDataType {
  options: RangeDataTypeOptions<T>;
}

export interface RangeDataTypeConstructor extends AbstractDataTypeConstructor {
  new <T extends RangeableDataType>(subtype?: T): RangeDataType<T>;
  new <T extends RangeableDataType>(options: RangeDataTypeOptions<T>): RangeDataType<T>;
  <T extends RangeableDataType>(subtype?: T): RangeDataType<T>;
  <T extends RangeableDataType>(options: RangeDataTypeOptions<T>): RangeDataType<T>;
}

/** Everything between two values. PostgreSQL. */
export const RANGE: RangeDataTypeConstructor;

type AnyDataType = AbstractDataTypeConstructor | AbstractDataType;

export interface ArrayDataTypeOptions<T extends AnyDataType> {
  type: T;
}

export interface ArrayDataType<T extends AnyDataType> extends AbstractDataType {
  options: ArrayDataTypeOptions<T>;
}

export interface ArrayDataTypeConstructor extends AbstractDataTypeConstructor {
  new <T extends AnyDataType>(type: T): ArrayDataType<T>;
  new <T extends AnyDataType>(options: ArrayDataTypeOptions<T>): ArrayDataType<T>;
  <T extends AnyDataType>(type: T): ArrayDataType<T>;
  <T extends AnyDataType>(options: ArrayDataTypeOptions<T>): ArrayDataType<T>;
  /** Whether `obj` is an array type of `type`. */
  is<T extends AnyDataType>(obj: unknown, type: T): obj is ArrayDataType<T>;
}

/** A list of one type. PostgreSQL. */
export const ARRAY: ArrayDataTypeConstructor;

export interface EnumDataTypeOptions<T extends string> {
  values: T[];
}

export interface EnumDataType<T extends string> extends AbstractDataType {
  values: T[];
  options: EnumDataTypeOptions<T>;
}

export interface EnumDataTypeConstructor extends AbstractDataTypeConstructor {
  new <T extends string>(...values: T[]): EnumDataType<T>;
  new <T extends string>(options: EnumDataTypeOptions<T>): EnumDataType<T>;
  <T extends string>(...values: T[]): EnumDataType<T>;
  <T extends string>(options: EnumDataTypeOptions<T>): EnumDataType<T>;
}

/** One of the given texts. */
export const ENUM: EnumDataTypeConstructor;

export interface VirtualDataType<T extends AnyDataType> extends AbstractDataType {
  returnType: T;
  fields: string[];
}

export interface VirtualDataTypeConstructor extends AbstractDataTypeConstructor {
  new <T extends AnyDataType>(ReturnType: T, fields?: string[]): VirtualDataType<T>;
  <T extends AnyDataType>(ReturnType: T, fields?: string[]): VirtualDataType<T>;
}

/** No column: an attribute that getters and setters make. `fields` are read along with it. */
export const VIRTUAL: VirtualDataTypeConstructor;

// ---------------------------------------------------------------- shapes

export interface GeometryDataTypeOptions {
  /** Such as `'POINT'`. */
  type: string;
  /** The number of the spatial reference system. */
  srid?: number;
}

export interface GeometryDataType extends AbstractDataType {
  options: GeometryDataTypeOptions;
  type: string;
  srid?: number;
  escape: boolean;
}

export interface GeometryDataTypeConstructor extends AbstractDataTypeConstructor {
  new (type: string, srid?: number): GeometryDataType;
  new (options: GeometryDataTypeOptions): GeometryDataType;
  (type: string, srid?: number): GeometryDataType;
  (options: GeometryDataTypeOptions): GeometryDataType;
}

/** A shape on a plane, as GeoJSON. */
export const GEOMETRY: GeometryDataTypeConstructor;

export interface GeographyDataTypeOptions {
  /** Such as `'POINT'`. */
  type: string;
  /** The number of the spatial reference system. */
  srid?: number;
}

export interface GeographyDataType extends AbstractDataType {
  options: GeographyDataTypeOptions;
  type: string;
  srid?: number;
  escape: boolean;
}

export interface GeographyDataTypeConstructor extends AbstractDataTypeConstructor {
  new (type: string, srid?: number): GeographyDataType;
  new (options: GeographyDataTypeOptions): GeographyDataType;
  (type: string, srid?: number): GeographyDataType;
  (options: GeographyDataTypeOptions): GeographyDataType;
}

/** A shape on the globe, as GeoJSON. PostgreSQL with PostGIS. */
export const GEOGRAPHY: GeographyDataTypeConstructor;

export {};
