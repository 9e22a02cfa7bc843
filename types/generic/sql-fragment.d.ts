// Pieces of SQL text before they are joined.

import { Falsy } from './falsy';

/** A text, nothing, or a (nested) list of these. */
export type SQLFragment = SQLFragment[] | string | Falsy;

/** A fragment that is not nothing. */
export type TruthySQLFragment = SQLFragment[] | string;
