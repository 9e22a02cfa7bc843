// @ts-check
'use strict';

// Rows of SHOW COLUMNS and SHOW INDEX -> v6's descriptions of tables and indexes.

/** SHOW FULL COLUMNS as v6's description of a table. */
function describe(rows) {
  const columns = {};
  for (const row of rows) {
    columns[row.Field] = {
      // An enumeration's values keep their case.
      type: /^enum/i.test(row.Type) ? row.Type.replace(/^enum/i, 'ENUM') : row.Type.toUpperCase(),
      allowNull: row.Null === 'YES',
      defaultValue: row.Default,
      primaryKey: row.Key === 'PRI',
      autoIncrement: String(row.Extra || '').toLowerCase() === 'auto_increment',
      comment: row.Comment || null
    };
  }
  return columns;
}

/** SHOW INDEX has a row for each column of each index. */
function indexes(rows) {
  const byName = new Map();
  for (const row of rows) {
    if (!byName.has(row.Key_name)) {
      byName.set(row.Key_name, {
        primary: row.Key_name === 'PRIMARY',
        fields: [],
        name: row.Key_name,
        tableName: row.Table,
        unique: Number(row.Non_unique) !== 1,
        type: row.Index_type
      });
    }
    byName.get(row.Key_name).fields[row.Seq_in_index - 1] = {
      attribute: row.Column_name,
      length: row.Sub_part === null ? undefined : Number(row.Sub_part),
      order: row.Collation === 'A' ? 'ASC' : undefined
    };
  }
  return [...byName.values()];
}

module.exports = { describe, indexes };
