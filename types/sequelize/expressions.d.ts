// Functions that make expressions for queries.

import { AndOperator, ColumnReference, ModelAttributeColumnOptions, OrOperator, WhereAttributeHashValue, WhereOperators } from '../model';
import { Op } from '../operators';
import { Cast, Col, Fn, Json, Literal, Where } from '../utils';

/** A call of a function of the database; texts among `args` become literals. */
export function fn(fn: string, ...args: unknown[]): Fn;

/** A column, maybe with its table: `'users.name'`. */
export function col(col: string): Col;

/** A value or expression as another type. */
export function cast(val: unknown, type: string): Cast;

/** SQL as it is. Never with a text from outside: nothing in it is escaped. */
export function literal(val: string): Literal;

/** Conditions of which all are to be true. */
export function and<T extends Array<any>>(...args: T): { [Op.and]: T };

/** Conditions of which one is to be true. */
export function or<T extends Array<any>>(...args: T): { [Op.or]: T };

/** A place in a JSON column, maybe compared with a value; or several, as an object. */
export function json(conditionsOrPath: string | object, value?: string | number | boolean): Json;

export type WhereLeftOperand = ColumnReference | Cast | Fn | Literal | ModelAttributeColumnOptions;

/** The older name of {@link WhereLeftOperand}. */
export type AttributeType = WhereLeftOperand;

export type LogicType = Col | Fn | Literal | AndOperator<any> | OrOperator<any> | WhereOperators | string | symbol | null;

/** A condition on an expression: with an operator, or as in a where. */
export function where<Op extends keyof WhereOperators>(
  leftOperand: WhereLeftOperand | Where,
  operator: Op,
  rightOperand: WhereOperators[Op]
): Where;
export function where<Op extends keyof WhereOperators>(leftOperand: any, operator: string, rightOperand: any): Where;
export function where(leftOperand: WhereLeftOperand, rightOperand: WhereAttributeHashValue<any>): Where;
