// The kinds of raw queries: a query's `type` option decides what its promise resolves to.

declare enum QueryTypes {
  /** Rows. */
  SELECT = 'SELECT',
  /** The new row's id and the number of rows. */
  INSERT = 'INSERT',
  /** The number of changed rows, in second place. */
  UPDATE = 'UPDATE',
  /** The number of changed rows. */
  BULKUPDATE = 'BULKUPDATE',
  /** The number of removed rows. */
  BULKDELETE = 'BULKDELETE',
  DELETE = 'DELETE',
  UPSERT = 'UPSERT',
  VERSION = 'VERSION',
  /** Table names. */
  SHOWTABLES = 'SHOWTABLES',
  SHOWINDEXES = 'SHOWINDEXES',
  /** Columns by name. */
  DESCRIBE = 'DESCRIBE',
  /** Rows and the database's own metadata. */
  RAW = 'RAW',
  FOREIGNKEYS = 'FOREIGNKEYS'
}

export = QueryTypes;
