'use strict';
/** Steps of a migration as source: calls of the query interface. */

const { print } = require('../code');
const { defaultSource, typeSource } = require('./types');

/** @typedef {{ code: string, loses?: string }} Step */

const call = (method, ...args) => ({ code: `await queryInterface.${method}(${args.filter(arg => arg !== undefined).map(arg => print(arg, 2)).join(', ')});` });
const run = sql => ({ code: `await queryInterface.sequelize.query(${print(sql)});` });

const action = text => (text === 'NO ACTION' ? undefined : text);

/** A column's definition. `inline`: with its foreign key and uniqueness, for a new table that must carry them. */
function columnDefinition(column, owner, { inline, isNew = true } = {}) {
  const key = inline?.foreignKeys.find(one => one.fields.length === 1 && one.fields[0] === column.name);
  const unique = inline?.indexes.some(index => index.own && index.fields.length === 1 && index.fields[0] === column.name);
  return {
    type: typeSource(column, owner),
    allowNull: column.allowNull ? undefined : false,
    primaryKey: isNew && column.primaryKey ? true : undefined,
    autoIncrement: column.autoIncrement ? true : undefined,
    defaultValue: defaultSource(column, owner),
    unique: unique ? true : undefined,
    comment: column.comment ?? undefined,
    references: key ? { model: key.table, key: key.references[0] } : undefined,
    onDelete: key ? action(key.onDelete) : undefined,
    onUpdate: key ? action(key.onUpdate) : undefined
  };
}

/** @param {boolean} inline foreign keys and uniqueness stand in the table's own definition */
function createTable(table, inline) {
  const columns = Object.fromEntries([...table.columns.values()].map(column => [column.name, columnDefinition(column, 'Sequelize', { inline: inline ? table : undefined })]));
  const unique = inline ? table.indexes.filter(index => index.own && index.fields.length > 1) : [];
  const options = unique.length ? { uniqueKeys: Object.fromEntries(unique.map(index => [index.fields.join('_'), { fields: index.fields }])) } : undefined;
  return call('createTable', table.name, columns, options);
}

function addIndex(table, index) {
  if (index.definition) return run(index.definition);
  if (index.kind === 'unique') return call('addConstraint', table, { type: 'unique', name: index.name, fields: index.fields });
  return call('addIndex', table, { name: index.name, unique: index.unique || undefined, type: index.type, fields: index.parts ?? index.fields });
}

function removeIndex(table, index) {
  return index.kind === 'unique' ? call('removeConstraint', table, index.name) : call('removeIndex', table, index.name);
}

function addForeignKey(table, key) {
  const references = key.references.length === 1 ? { table: key.table, field: key.references[0] } : { table: key.table, fields: key.references };
  return call('addConstraint', table, {
    type: 'foreign key', name: key.name, fields: key.fields, references, onDelete: action(key.onDelete), onUpdate: action(key.onUpdate)
  });
}

const addColumn = (table, column, owner = 'Sequelize') => call('addColumn', table, column.name, columnDefinition(column, owner));
const changeColumn = (table, column) => call('changeColumn', table, column.name, columnDefinition(column, 'Sequelize', { isNew: false }));

module.exports = { action, addColumn, addForeignKey, addIndex, call, changeColumn, columnDefinition, createTable, removeIndex, run };
