// Replacements in raw SQL.

import type { AbstractDialect } from '../dialects/abstract/index';

/** Values by name, or by position. */
export type BindOrReplacements = { [key: string]: unknown } | unknown[];

/** `sqlString` with `:name` or `?` replaced by literals, except inside of strings, names and comments. */
export function injectReplacements(sqlString: string, dialect: AbstractDialect, replacements: BindOrReplacements): string;
