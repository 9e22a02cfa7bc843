// Index hints of MySQL and MariaDB.

/** How the optimizer is to treat the indexes that a hint names. */
declare enum IndexHints {
  /** Consider these indexes only. */
  USE = 'USE',
  /** As USE, and a table scan counts as very expensive. */
  FORCE = 'FORCE',
  /** Do not consider these indexes. */
  IGNORE = 'IGNORE'
}

export = IndexHints;
