// One SQL text of many pieces.

import { SQLFragment } from '../generic/sql-fragment';

/**
 * Joins texts with single spaces where they need one; what is falsy is left out.
 *
 * @throws JoinSQLFragmentsError where a piece is neither text nor list nor falsy
 */
export function joinSQLFragments(array: SQLFragment[]): string;

export class JoinSQLFragmentsError extends TypeError {
  /** The list that was being joined. */
  args: SQLFragment[];
  /** The piece that is at fault. */
  fragment: any;
  constructor(args: SQLFragment[], fragment: any, message: string);
}
