// @ts-check
'use strict';

// Rows of the system catalogs -> v6's descriptions of tables, indexes and foreign keys.

const RELATION_NAMES = /^SELECT relname FROM pg_class WHERE oid IN/;
const TABLE_NAMES = /^SELECT table_name FROM information_schema\.tables/;

/** Queries that v6 knows by their text. */
function byText(sql, rows) {
  if (RELATION_NAMES.test(sql)) {
    return rows.map(({ relname }) => ({ name: relname, tableName: relname.split('_')[0] }));
  }
  if (TABLE_NAMES.test(sql)) return rows.map(row => Object.values(row));
  if (/SELECT conname as constraint_name, pg_catalog\.pg_get_constraintdef\(/.test(sql)) return rows.map(foreignKey);
  return undefined;
}

function foreignKey(row) {
  const found = row.condef === undefined ? null
    : /FOREIGN KEY \((.+)\) REFERENCES (.+)\((.+)\)( ON (UPDATE|DELETE) (CASCADE|RESTRICT))?( ON (UPDATE|DELETE) (CASCADE|RESTRICT))?/.exec(row.condef);
  if (!found) return row;
  const result = { ...row, id: row.constraint_name, table: found[2], from: found[1], to: found[3] };
  for (const at of [5, 8]) if (found[at]) result[`on_${found[at].toLowerCase()}`] = found[at + 1];
  return result;
}

/** Splits an index's column list at the commas that stand outside of parentheses and strings. */
function splitColumns(text) {
  const parts = [];
  let depth = 0;
  let quote = '';
  let part = '';
  for (const char of text) {
    if (quote) quote = char === quote ? '' : quote;
    else if (char === '\'' || char === '"') quote = char;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    if (char === ',' && depth === 0 && !quote) {
      parts.push(part);
      part = '';
    } else {
      part += char;
    }
  }
  parts.push(part);
  return parts;
}

function indexes(rows, fromArray) {
  return rows.map(({ column_indexes: numbers, column_names: names, columns, ...row }) => {
    const definition = /ON .*? (?:USING .*?\s)?\(([^]*)\)/i.exec(row.definition);
    const described = splitColumns(definition ? definition[1] : '');
    const byNumber = new Map(fromArray(numbers).map((number, at) => [String(number), fromArray(names)[at]]));
    row.fields = String(row.indkey).split(' ').map((number, at) => {
      const attribute = byNumber.get(number);
      // An expression has no column; its number is 0.
      if (!attribute) return null;
      const text = described[at] || '';
      const collate = /COLLATE "(.*?)"/.exec(text);
      return {
        attribute,
        collate: collate ? collate[1] : undefined,
        order: text.includes('DESC') ? 'DESC' : text.includes('ASC') ? 'ASC' : undefined,
        length: undefined
      };
    }).filter(Boolean);
    return row;
  });
}

function describe(rows, fromArray) {
  const columns = {};
  for (const row of rows) {
    const type = row.Type.toUpperCase();
    columns[row.Field] = {
      type,
      allowNull: row.Null === 'YES',
      defaultValue: defaultOf(type, row.Default),
      comment: row.Comment,
      special: row.special ? fromArray(row.special) : [],
      primaryKey: row.Constraint === 'PRIMARY KEY'
    };
  }
  return columns;
}

function defaultOf(type, text) {
  if (type === 'BOOLEAN') return text === 'true' ? true : text === 'false' ? false : null;
  if (typeof text !== 'string') return text;
  const bare = text.replace(/'/g, '');
  const [value, cast] = bare.split('::');
  return cast === undefined || cast.toLowerCase() === 'regclass)' ? bare : value;
}

/** A driver's error (`code`, `detail`, `message`) as a failure of the core's kind. */
function failureOf(error) {
  const code = error.code || error.sqlState;
  const message = error.message || error.messagePrimary || '';
  const detail = error.detail || error.messageDetail || '';
  const base = { message, code, sqlState: code, detail, constraint: error.constraint, table: error.table, fields: [] };
  const keys = /Key \((.*?)\)=\((.*?)\)/.exec(detail.replace(/"/g, ''));
  const fields = keys ? keys[1].split(', ').map((name, at) => [name, keys[2].split(', ')[at]]) : [];
  const quoted = pattern => {
    const found = pattern.exec(message);
    return found ? found[1] : undefined;
  };
  switch (code) {
    case '23503': return {
      ...base, kind: 'ForeignKeyConstraint',
      index: quoted(/violates foreign key constraint "(.+?)"/), table: quoted(/on table "(.+?)"/)
    };
    case '23505': return { ...base, kind: 'UniqueConstraint', fields };
    case '23P01': return { ...base, kind: 'ExclusionConstraint', fields };
    case '42704':
      if (/constraint|index/i.test(error.sql || '')) {
        return { ...base, kind: 'UnknownConstraint', constraint: quoted(/(?:constraint|index) "(.+?)"/i), table: quoted(/relation "(.+?)"/i) };
      }
  }
  return { ...base, kind: 'Database' };
}

module.exports = { byText, indexes, describe, failureOf };
