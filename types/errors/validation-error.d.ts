// Errors of validation.

import type { Model } from '../model';
import type { ErrorOptions } from './base-error';
import BaseError from './base-error';

/** What kinds of violations there are, and where each is noticed. */
export enum ValidationErrorItemType {
  'notnull violation' = 'CORE',
  'string violation' = 'CORE',
  'unique violation' = 'DB',
  'validation error' = 'FUNCTION'
}

/** Where a violation is noticed. */
export enum ValidationErrorItemOrigin {
  /** In the library, from the attribute's type and `allowNull`. */
  CORE = 'CORE',
  /** In the database. */
  DB = 'DB',
  /** In a validator. */
  FUNCTION = 'FUNCTION'
}

type ItemType = keyof typeof ValidationErrorItemType;
type ItemOrigin = keyof typeof ValidationErrorItemOrigin;

/** One violation of one attribute. */
export class ValidationErrorItem {
  static TypeStringMap: typeof ValidationErrorItemType;
  static Origins: typeof ValidationErrorItemOrigin;

  readonly message: string;
  readonly type: ItemType | null;
  /** The attribute. */
  readonly path: string | null;
  /** The value that is not valid. */
  readonly value: string | null;
  readonly origin: ItemOrigin | null;
  readonly instance: Model | null;
  /** The validator's name in the attribute's `validate`. */
  readonly validatorKey: string | null;
  /** The name of the validator's function. */
  readonly validatorName: string | null;
  readonly validatorArgs: unknown[];

  constructor(
    message: string,
    type?: ItemType | ItemOrigin | null,
    path?: string | null,
    value?: any,
    instance?: Model | null,
    validatorKey?: string | null,
    fnName?: string | null,
    fnArgs?: unknown[]
  );

  private isValidationErrorItemOrigin;
  private normalizeString;

  /**
   * A lower-case key for the validator, for translated messages.
   *
   * @param useTypeAsNS put the origin before it; default: true
   * @param NSSeparator default: `'.'`
   */
  getValidatorKey(useTypeAsNS: boolean, NSSeparator: string): string;
}

/** An instance is not valid; `errors` lists why. */
declare class ValidationError extends BaseError {
  readonly errors: ValidationErrorItem[];
  constructor(message: string | null, errors: ValidationErrorItem[], options?: ErrorOptions);
  /** The violations of one attribute. */
  get(path: string): ValidationErrorItem[];
}

export default ValidationError;
