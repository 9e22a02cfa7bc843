'use strict';
/** The schema of a database, in one form: tables with columns, indexes and foreign keys. */

const Op = require('../../operators');
const { CliError } = require('../errors');
const { likeMysqlTable } = require('./read-like-mysql');

/**
 * @typedef {{ name: string, type: string, values?: string[], allowNull: boolean, defaultText: string | null, primaryKey: boolean,
 *   autoIncrement: boolean, comment: string | null }} Column
 * @typedef {{ name: string, kind: 'index' | 'unique', unique: boolean, fields: string[], definition?: string, own: boolean,
 *   parts?: object[], type?: string }} Index
 *   `unique` is a constraint; `definition` is there where fields alone do not say it, `parts` and `type` where addIndex must be told
 *   more than fields; `own`: the table's definition makes it
 * @typedef {{ name?: string, fields: string[], table: string, references: string[], onDelete: string, onUpdate: string }} ForeignKey
 * @typedef {{ name: string, columns: Map<string, Column>, indexes: Index[], foreignKeys: ForeignKey[], sql?: string, indexSql?: string[] }} Table
 */

const unquote = text => text.replace(/^"(.*)"$/s, '$1').replace(/""/g, '"');

async function rows(sequelize, text) {
  return sequelize.query(text, { type: 'SELECT', raw: true });
}

/** Columns as PostgreSQL's catalog has them: information_schema loses the types of arrays and the precision of numbers. */
async function postgresColumns(queryInterface, name) {
  const { fn, col, cast } = queryInterface.sequelize.constructor;
  const described = await queryInterface.describeTable(name);
  const relation = { [Op.eq]: cast(queryInterface.quoteIdentifier(name, true), 'regclass') };
  const system = { raw: true, type: 'SELECT' };
  const types = await queryInterface.select(null, { tableName: 'pg_attribute', schema: 'pg_catalog' }, {
    ...system, attributes: ['attname', 'attnum', [fn('format_type', col('atttypid'), col('atttypmod')), 'type']],
    where: { attrelid: relation, attnum: { [Op.gt]: 0 }, attisdropped: false }, order: ['attnum']
  });
  const defaults = await queryInterface.select(null, { tableName: 'pg_attrdef', schema: 'pg_catalog' }, {
    ...system, attributes: ['adnum', [fn('pg_get_expr', col('adbin'), col('adrelid')), 'text']], where: { adrelid: relation }
  });
  const texts = new Map(defaults.map(row => [row.adnum, row.text]));
  return types.map(({ attname, attnum, type }) => {
    const { allowNull, primaryKey, special, comment } = described[attname];
    const text = texts.get(attnum) ?? null;
    const autoIncrement = text !== null && text.startsWith('nextval(');
    return {
      name: attname, type, allowNull, primaryKey, comment: comment || null, autoIncrement,
      values: special?.length ? special : undefined, defaultText: autoIncrement ? null : text
    };
  });
}

/** `CREATE INDEX … USING btree (a, b)`: an index that its fields describe. */
const SIMPLE = /\sUSING btree \((?:"(?:[^"]|"")*"|[\w$]+)(?:, (?:"(?:[^"]|"")*"|[\w$]+))*\)$/;

async function postgresTable(queryInterface, name) {
  const { queryGenerator: generator, sequelize } = queryInterface;
  const constraints = new Map((await queryInterface.showConstraint(name)).filter(one => one.tableName === name).map(one => [one.constraintName, one.constraintType]));
  const shown = await queryInterface.showIndex(name);
  const indexes = shown.filter(index => !index.primary).map(index => ({
    name: index.name, unique: index.unique, kind: constraints.get(index.name) === 'UNIQUE' ? 'unique' : 'index', own: false,
    fields: index.fields.map(field => field.attribute), definition: SIMPLE.test(index.definition) ? undefined : index.definition
  }));
  const keys = await rows(sequelize, generator.getForeignKeysQuery(name, 'public'));
  const list = text => (text.match(/"(?:[^"]|"")*"|[^,\s]+/g) ?? []).map(unquote);
  return {
    name, columns: await postgresColumns(queryInterface, name), indexes, primaryKeyName: shown.find(index => index.primary)?.name,
    foreignKeys: keys.map(key => ({
      name: key.constraint_name, fields: list(key.from), table: unquote(key.table), references: list(key.to),
      onDelete: key.on_delete || 'NO ACTION', onUpdate: key.on_update || 'NO ACTION'
    }))
  };
}

async function sqliteTable(queryInterface, name, master) {
  const { queryGenerator: generator, sequelize } = queryInterface;
  const { sql } = master.find(row => row.type === 'table' && row.name === name);
  const columns = (await rows(sequelize, generator.describeTableQuery(name))).map(row => ({
    name: row.name, type: row.type, allowNull: row.notnull === 0, defaultText: row.dflt_value ?? null, primaryKey: row.pk > 0, comment: null,
    autoIncrement: row.pk > 0 && /^integer$/i.test(row.type) && /\bAUTOINCREMENT\b/i.test(sql)
  }));
  const indexes = [];
  for (const index of await queryInterface.showIndex(name)) {
    if (index.primary || index.origin === 'pk') continue;
    const text = master.find(row => row.type === 'index' && row.name === index.name)?.sql ?? undefined;
    const plain = text === undefined || /\((?:\s*[`"]?[^`"(),]+[`"]?\s*,?)+\)\s*$/.test(text) && !/\b(DESC|COLLATE|WHERE)\b/i.test(text);
    indexes.push({
      name: index.name, unique: Boolean(index.unique), kind: text === undefined ? 'unique' : 'index', own: text === undefined,
      fields: index.fields.map(field => field.attribute), definition: plain ? undefined : text
    });
  }
  const keys = new Map();
  for (const row of await rows(sequelize, generator.getForeignKeysQuery(name))) {
    const key = keys.get(row.id) ?? { fields: [], table: row.table, references: [], onDelete: row.on_delete, onUpdate: row.on_update };
    key.fields.push(row.from);
    key.references.push(row.to);
    keys.set(row.id, key);
  }
  return {
    name, columns, indexes, foreignKeys: [...keys.values()], sql,
    indexSql: master.filter(row => row.type === 'index' && row.tbl_name === name && row.sql).map(row => row.sql)
  };
}

async function readers(queryInterface) {
  const dialect = queryInterface.sequelize.getDialect();
  if (dialect === 'postgres') return name => postgresTable(queryInterface, name);
  if (dialect === 'sqlite') {
    const master = await queryInterface.select(null, 'sqlite_master', { raw: true, type: 'SELECT' });
    return name => sqliteTable(queryInterface, name, master);
  }
  if (dialect === 'mariadb' || dialect === 'mysql') return name => likeMysqlTable(queryInterface, name);
  throw new CliError(`Comparing a schema on ${dialect} is not supported yet by sequelize-native.`);
}

/**
 * @param {any} sequelize
 * @param {{ ignore?: (name: string) => boolean }} [options]
 * @returns {Promise<Map<string, Table>>} by name, sorted
 */
async function readSchema(sequelize, { ignore = () => false } = {}) {
  const queryInterface = sequelize.getQueryInterface();
  const names = (await queryInterface.showAllTables()).map(name => (typeof name === 'object' ? name.tableName : name));
  const read = await readers(queryInterface);
  const schema = new Map();
  for (const name of names.filter(one => !ignore(one)).sort()) {
    const table = await read(name);
    schema.set(name, { ...table, columns: new Map(table.columns.map(column => [column.name, column])) });
  }
  return schema;
}

module.exports = { readSchema };
