// Column types of numbers.

import { AbstractDataType, AbstractDataTypeConstructor } from '../data-types';

export interface IntegerDataTypeOptions {
  /** Digits that are shown. */
  length?: number;
  /** Fill up with zeros when shown. */
  zerofill?: boolean;
  unsigned?: boolean;
}

export interface NumberDataTypeOptions extends IntegerDataTypeOptions {
  decimals?: number;
  precision?: number;
  scale?: number;
}

export interface NumberDataType extends AbstractDataType {
  options: NumberDataTypeOptions;
  UNSIGNED: this;
  ZEROFILL: this;
  validate(value: unknown): boolean;
}

export interface NumberDataTypeConstructor extends AbstractDataTypeConstructor {
  options: NumberDataTypeOptions;
  UNSIGNED: this;
  ZEROFILL: this;
  new (options?: NumberDataTypeOptions): NumberDataType;
  (options?: NumberDataTypeOptions): NumberDataType;
  validate(value: unknown): boolean;
}

/** What all number types derive from. */
export const NUMBER: NumberDataTypeConstructor;

export interface TinyIntegerDataType extends NumberDataType {
  options: IntegerDataTypeOptions;
}

export interface TinyIntegerDataTypeConstructor extends NumberDataTypeConstructor {
  new (options?: IntegerDataTypeOptions): TinyIntegerDataType;
  (options?: IntegerDataTypeOptions): TinyIntegerDataType;
}

/** A whole number of 8 bits. */
export const TINYINT: TinyIntegerDataTypeConstructor;

export interface SmallIntegerDataType extends NumberDataType {
  options: IntegerDataTypeOptions;
}

export interface SmallIntegerDataTypeConstructor extends NumberDataTypeConstructor {
  new (options?: IntegerDataTypeOptions): SmallIntegerDataType;
  (options?: IntegerDataTypeOptions): SmallIntegerDataType;
}

/** A whole number of 16 bits. */
export const SMALLINT: SmallIntegerDataTypeConstructor;

export interface MediumIntegerDataType extends NumberDataType {
  options: IntegerDataTypeOptions;
}

export interface MediumIntegerDataTypeConstructor extends NumberDataTypeConstructor {
  new (options?: IntegerDataTypeOptions): MediumIntegerDataType;
  (options?: IntegerDataTypeOptions): MediumIntegerDataType;
}

/** A whole number of 24 bits. */
export const MEDIUMINT: MediumIntegerDataTypeConstructor;

export interface IntegerDataType extends NumberDataType {
  options: NumberDataTypeOptions;
}

export interface IntegerDataTypeConstructor extends NumberDataTypeConstructor {
  new (options?: NumberDataTypeOptions): IntegerDataType;
  (options?: NumberDataTypeOptions): IntegerDataType;
}

/** A whole number of 32 bits. */
export const INTEGER: IntegerDataTypeConstructor;

export interface BigIntDataType extends NumberDataType {
  options: IntegerDataTypeOptions;
}

export interface BigIntDataTypeConstructor extends NumberDataTypeConstructor {
  new (options?: IntegerDataTypeOptions): BigIntDataType;
  (options?: IntegerDataTypeOptions): BigIntDataType;
}

/** A whole number of 64 bits; values that a number cannot hold are read as text. */
export const BIGINT: BigIntDataTypeConstructor;

export interface FloatDataTypeOptions {
  length?: number;
  decimals?: number;
}

export interface FloatDataType extends NumberDataType {
  options: FloatDataTypeOptions;
}

export interface FloatDataTypeConstructor extends NumberDataTypeConstructor {
  new (length?: number, decimals?: number): FloatDataType;
  new (options?: FloatDataTypeOptions): FloatDataType;
  (length?: number, decimals?: number): FloatDataType;
  (options?: FloatDataTypeOptions): FloatDataType;
}

/** A floating point number, of the database's default precision. */
export const FLOAT: FloatDataTypeConstructor;

export interface RealDataTypeOptions {
  length?: number;
  decimals?: number;
}

export interface RealDataType extends NumberDataType {
  options: RealDataTypeOptions;
}

export interface RealDataTypeConstructor extends NumberDataTypeConstructor {
  new (length?: number, decimals?: number): RealDataType;
  new (options?: RealDataTypeOptions): RealDataType;
  (length?: number, decimals?: number): RealDataType;
  (options?: RealDataTypeOptions): RealDataType;
}

/** A floating point number of 32 bits. */
export const REAL: RealDataTypeConstructor;

export interface DoubleDataTypeOptions {
  length?: number;
  decimals?: number;
}

export interface DoubleDataType extends NumberDataType {
  options: DoubleDataTypeOptions;
}

export interface DoubleDataTypeConstructor extends NumberDataTypeConstructor {
  new (length?: number, decimals?: number): DoubleDataType;
  new (options?: DoubleDataTypeOptions): DoubleDataType;
  (length?: number, decimals?: number): DoubleDataType;
  (options?: DoubleDataTypeOptions): DoubleDataType;
}

/** A floating point number of 64 bits. */
export const DOUBLE: DoubleDataTypeConstructor;

export interface DecimalDataTypeOptions {
  /** All digits. */
  precision?: number;
  /** Those after the point. */
  scale?: number;
}

export interface DecimalDataType extends NumberDataType {
  options: DecimalDataTypeOptions;
}

export interface DecimalDataTypeConstructor extends NumberDataTypeConstructor {
  PRECISION: this;
  SCALE: this;
  new (precision?: number, scale?: number): DecimalDataType;
  new (options?: DecimalDataTypeOptions): DecimalDataType;
  (precision?: number, scale?: number): DecimalDataType;
  (options?: DecimalDataTypeOptions): DecimalDataType;
}

/** An exact decimal number. */
export const DECIMAL: DecimalDataTypeConstructor;

export {};
