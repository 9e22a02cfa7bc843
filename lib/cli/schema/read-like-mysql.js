'use strict';
/** A table of MySQL or MariaDB in the form that schemas are compared in. */

/** The values of `enum('a','it''s')`. */
function enumValues(type) {
  if (!/^enum\(/i.test(type)) return undefined;
  return [...type.matchAll(/'((?:[^']|'')*)'/g)].map(found => found[1].replace(/''/g, "'"));
}

/** A default as an expression with doubled quotes; null for none. */
function defaultOf({ defaultText: text, extra, version }) {
  if (text === null) return null;
  if (/MariaDB/.test(version)) {
    if (text === 'NULL') return null;
    const string = /^'([\s\S]*)'$/.exec(text);
    return string ? quoted(string[1].replace(/''/g, "'").replace(/\\(.)/gs, (all, char) => ESCAPES[char] ?? char)) : text;
  }
  // MySQL tells values as they are, and says where it is an expression.
  return /DEFAULT_GENERATED/i.test(extra) || /^-?\d+(\.\d+)?$/.test(text) ? text : quoted(text);
}

const ESCAPES = { 0: '\0', n: '\n', r: '\r', t: '\t', b: '\b', Z: '\x1a' };
const quoted = value => `'${value.replace(/'/g, "''")}'`;

/** A text's type with its collation where that is of bytes: foreign keys ask for the same on both sides. */
const typeOf = ({ type, collation }) => (/_bin$/.test(collation ?? '') && /^(var)?char\(/i.test(type) ? `${type} binary` : type);

function columnOf(row) {
  return {
    name: row.name, type: isJson(row) ? 'json' : typeOf(row), values: enumValues(row.type), allowNull: row.nullable === 'YES', defaultText: defaultOf(row),
    primaryKey: row.columnKey === 'PRI', autoIncrement: /auto_increment/i.test(row.extra), comment: row.comment || null
  };
}

/** MariaDB's JSON is a text of this collation, with a check. */
const isJson = ({ type, collation, version }) => /MariaDB/.test(version) && type === 'longtext' && collation === 'utf8mb4_bin';

function indexOf({ name, unique, fields, type }) {
  const special = fields.some(field => field.length);
  return {
    name, unique, kind: 'index', own: false, fields: fields.map(field => field.attribute),
    type: /^(FULLTEXT|SPATIAL)$/.test(type) ? type : undefined,
    parts: special ? fields.map(({ attribute, length }) => ({ name: attribute, length })) : undefined
  };
}

function foreignKeysOf(rows) {
  const keys = new Map();
  for (const { name, field, target, reference, onDelete, onUpdate } of rows) {
    const key = keys.get(name) ?? { name, fields: [], table: target, references: [], onDelete: rule(onDelete), onUpdate: rule(onUpdate) };
    key.fields.push(field);
    key.references.push(reference);
    keys.set(name, key);
  }
  return [...keys.values()];
}

/** RESTRICT and NO ACTION are one here; which of them is shown depends on how the key was written. */
const rule = text => (text === 'RESTRICT' ? 'NO ACTION' : text);

/** @returns {Promise<any>} a Table (read.js) whose columns are a list */
async function likeMysqlTable(queryInterface, name) {
  const { queryGenerator: generator, sequelize } = queryInterface;
  const ask = text => sequelize.query(text, { type: 'SELECT', raw: true });
  return {
    name,
    columns: (await ask(generator.columnDetailsQuery(name))).map(columnOf),
    indexes: (await queryInterface.showIndex(name)).filter(index => !index.primary).map(indexOf),
    // Every primary key has this name, and none may be given it.
    primaryKeyName: 'PRIMARY',
    namesPrimaryKey: false,
    foreignKeys: foreignKeysOf(await ask(generator.foreignKeyRulesQuery(name)))
  };
}

module.exports = { likeMysqlTable };
