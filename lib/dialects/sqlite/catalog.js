// @ts-check
'use strict';

// Rows of PRAGMAs and texts of sqlite_master -> v6's descriptions of columns and constraints.

/** PRAGMA TABLE_INFO as v6's description of a table. */
function describe(rows) {
  const columns = {};
  for (const row of rows) {
    columns[row.name] = {
      type: row.type,
      allowNull: row.notnull === 0,
      defaultValue: defaultOf(row),
      primaryKey: row.pk !== 0
    };
  }
  return columns;
}

function defaultOf({ type, dflt_value: text }) {
  // No DEFAULT at all, and DEFAULT NULL, are two answers.
  let value = text === null ? undefined : text === 'NULL' ? null : text;
  if (type === 'TINYINT(1)') value = { 0: false, 1: true }[value];
  return typeof value === 'string' ? value.replace(/'/g, '') : value;
}

const bare = name => name.replace(/[`"[\]]/g, '');

/** The text between a parenthesis and its partner, both included. */
function parenthesised(text, from) {
  const start = text.indexOf('(', from);
  if (start === -1) return undefined;
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start);
}

const ACTION = '(CASCADE|SET NULL|RESTRICT|NO ACTION|SET DEFAULT)';

/** The named constraints of a CREATE TABLE text. */
function parseConstraints(sql) {
  return sql.split('CONSTRAINT ').slice(1).map(part => {
    const condition = parenthesised(part, 0);
    const [name, type] = part.split(/\s+/);
    /** @type {Record<string, any>} */
    const constraint = {
      constraintName: bare(name),
      constraintType: type === 'PRIMARY' || type === 'FOREIGN' ? `${type} KEY` : type,
      updateAction: undefined,
      deleteAction: undefined,
      sql: sql.replace(/"/g, '`'),
      constraintCondition: condition,
      referenceTableName: undefined,
      referenceTableKeys: undefined
    };
    const reference = /REFERENCES\s+((?:`[^`]*`|"[^"]*"|[^\s(]+))\s*\(/.exec(part);
    if (reference) {
      const action = word => (new RegExp(`ON ${word} ${ACTION}`).exec(part) || [])[1] || null;
      constraint.updateAction = action('UPDATE');
      constraint.deleteAction = action('DELETE');
      constraint.referenceTableName = bare(reference[1]);
      constraint.referenceTableKeys = parenthesised(part, reference.index + reference[0].length - 1)
        .slice(1, -1).split(',').map(column => bare(column.trim()));
    }
    return constraint;
  });
}

/** A driver's error (`code`, `message`) as a failure of the core's kind. */
function failureOf(error) {
  const { code = '', message = '' } = error;
  const base = { message, code, fields: [] };
  if (code === 'SQLITE_BUSY') return { ...base, kind: 'Timeout' };
  if (!code.startsWith('SQLITE_CONSTRAINT')) return { ...base, kind: 'Database' };
  if (message.includes('FOREIGN KEY constraint failed')) return { ...base, kind: 'ForeignKeyConstraint' };
  const old = /columns (.*?) are/.exec(message);
  const recent = /UNIQUE constraint failed: (.*)/.exec(message);
  const names = old ? old[1].split(', ') : recent ? recent[1].split(', ').map(name => name.split('.')[1]) : [];
  return { ...base, kind: 'UniqueConstraint', fields: names.map(name => [name, null]) };
}

module.exports = { describe, parseConstraints, failureOf, parenthesised };
