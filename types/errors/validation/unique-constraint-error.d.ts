// Errors of unique constraints.

import { CommonErrorProperties, ErrorOptions } from '../base-error';
import ValidationError, { ValidationErrorItem } from '../validation-error';

export interface UniqueConstraintErrorParent extends Error, Pick<CommonErrorProperties, 'sql'> {}

export interface UniqueConstraintErrorOptions extends ErrorOptions {
  parent?: UniqueConstraintErrorParent;
  original?: UniqueConstraintErrorParent;
  errors?: ValidationErrorItem[];
  fields?: Record<string, unknown>;
  message?: string;
}

/** A row with these values exists already. */
declare class UniqueConstraintError extends ValidationError implements CommonErrorProperties {
  readonly parent: UniqueConstraintErrorParent;
  readonly original: UniqueConstraintErrorParent;
  /** The constraint's columns and the values that clash. */
  readonly fields: Record<string, unknown>;
  readonly sql: string;
  constructor(options?: UniqueConstraintErrorOptions);
}

export default UniqueConstraintError;
