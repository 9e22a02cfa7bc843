// Values and names as SQL text.

export type Escapable = undefined | null | boolean | number | string | Date;

/** A name in quotes; a dot separates qualifiers unless `forbidQualified`. */
export function escapeId(val: string, forbidQualified?: boolean): string;

/**
 * A value, or a list of values, as SQL literals.
 *
 * @param timeZone offset such as `+00:00` that dates are written in
 * @param format leaves nested arrays as PostgreSQL array literals
 */
export function escape(val: Escapable | Escapable[], timeZone?: string, dialect?: string, format?: boolean): string;

/** `sql` with every `?` replaced by the next value. */
export function format(sql: string, values: unknown[], timeZone?: string, dialect?: string): string;

/** `sql` with every `:name` replaced by the value of that name. */
export function formatNamedParameters(sql: string, values: unknown[], timeZone?: string, dialect?: string): string;
