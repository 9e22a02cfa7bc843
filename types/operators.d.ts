// Operators of where conditions.

/** One symbol per operator; the SQL in the notes is PostgreSQL's. */
interface OpTypes {
  // Combining conditions
  /** `(a) AND (b)` */
  readonly and: unique symbol;
  /** `(a) OR (b)` */
  readonly or: unique symbol;
  /** `NOT (…)` around conditions; `IS NOT` or `!=` with a value */
  readonly not: unique symbol;

  // Comparing
  /** `=`, or `IS NULL` with null */
  readonly eq: unique symbol;
  /** `!=`, or `IS NOT NULL` with null */
  readonly ne: unique symbol;
  /** `IS` */
  readonly is: unique symbol;
  /** `>` */
  readonly gt: unique symbol;
  /** `>=` */
  readonly gte: unique symbol;
  /** `<` */
  readonly lt: unique symbol;
  /** `<=` */
  readonly lte: unique symbol;
  /** `BETWEEN … AND …`, both ends included */
  readonly between: unique symbol;
  /** `NOT BETWEEN … AND …` */
  readonly notBetween: unique symbol;
  /** `IN (…)` */
  readonly in: unique symbol;
  /** `NOT IN (…)` */
  readonly notIn: unique symbol;
  /** `= ANY (…)` */
  readonly any: unique symbol;
  /** `= ALL (…)` */
  readonly all: unique symbol;
  /** A `VALUES (…)` list within any and all */
  readonly values: unique symbol;
  /** Another column: `{ [Op.col]: 'table.column' }` */
  readonly col: unique symbol;

  // Texts
  /** `LIKE` */
  readonly like: unique symbol;
  /** `NOT LIKE` */
  readonly notLike: unique symbol;
  /** `ILIKE` (PostgreSQL) */
  readonly iLike: unique symbol;
  /** `NOT ILIKE` (PostgreSQL) */
  readonly notILike: unique symbol;
  /** `LIKE 'text%'` */
  readonly startsWith: unique symbol;
  /** `LIKE '%text'` */
  readonly endsWith: unique symbol;
  /** `LIKE '%text%'` */
  readonly substring: unique symbol;
  /** `~` */
  readonly regexp: unique symbol;
  /** `!~` */
  readonly notRegexp: unique symbol;
  /** `~*` (PostgreSQL) */
  readonly iRegexp: unique symbol;
  /** `!~*` (PostgreSQL) */
  readonly notIRegexp: unique symbol;
  /** `@@`, full-text search */
  readonly match: unique symbol;

  // Arrays, ranges, JSON documents
  /** `@>` */
  readonly contains: unique symbol;
  /** `<@` */
  readonly contained: unique symbol;
  /** `&&` */
  readonly overlap: unique symbol;
  /** `-|-` */
  readonly adjacent: unique symbol;
  /** `<<` */
  readonly strictLeft: unique symbol;
  /** `>>` */
  readonly strictRight: unique symbol;
  /** `&>` */
  readonly noExtendLeft: unique symbol;
  /** `&<` */
  readonly noExtendRight: unique symbol;

  /** Used inside of the library. */
  readonly placeholder: unique symbol;
}

export declare const Op: OpTypes;
export default Op;
