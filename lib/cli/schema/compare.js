'use strict';
/** What differs between two schemas, after renames that somebody asked for. */

const { UsageError } = require('../errors');

/** `users.name:full_name` and `users:people`, in the order in which they are made: columns first. */
function readRenames(given = []) {
  const renames = given.map(text => {
    const match = /^(?:([^.:]+)\.)?([^.:]+):([^.:]+)$/.exec(text);
    if (!match) throw new UsageError(`--rename "${text}" is neither table.old:new nor old:new.`);
    const [, table, from, to] = match;
    return { table, from, to };
  });
  return [...renames.filter(one => one.table), ...renames.filter(one => !one.table)];
}

const reverse = renames => renames.map(({ table, from, to }) => ({ table, from: to, to: from })).reverse();

const swap = (names, from, to) => names.map(name => (name === from ? to : name));

function copy(schema) {
  return new Map([...schema].map(([name, table]) => [name, {
    ...table, was: name, columns: new Map([...table.columns].map(([key, column]) => [key, { ...column, was: key }])),
    indexes: table.indexes.map(index => ({ ...index })), foreignKeys: table.foreignKeys.map(key => ({ ...key }))
  }]));
}

function renameTable(schema, { from, to }) {
  const table = schema.get(from);
  if (!table) throw new UsageError(`--rename: there is no table "${from}".`);
  if (schema.has(to)) throw new UsageError(`--rename: there is a table "${to}" already.`);
  schema.delete(from);
  schema.set(to, Object.assign(table, { name: to }));
  for (const key of [...schema.values()].flatMap(one => one.foreignKeys)) if (key.table === from) key.table = to;
}

function renameColumn(schema, { table: name, from, to }) {
  const table = schema.get(name);
  if (!table?.columns.has(from)) throw new UsageError(`--rename: there is no column "${from}" in "${name}".`);
  if (table.columns.has(to)) throw new UsageError(`--rename: there is a column "${to}" in "${name}" already.`);
  table.columns = new Map([...table.columns].map(([key, column]) => (key === from ? [to, { ...column, name: to }] : [key, column])));
  for (const index of table.indexes) {
    index.fields = swap(index.fields, from, to);
    index.parts = index.parts?.map(part => ({ ...part, name: part.name === from ? to : part.name }));
  }
  for (const key of table.foreignKeys) key.fields = swap(key.fields, from, to);
  for (const key of [...schema.values()].flatMap(one => one.foreignKeys)) if (key.table === name) key.references = swap(key.references, from, to);
}

/** A default without its cast, where the type says it already. */
function plainDefault({ defaultText, values }) {
  return values && defaultText !== null ? defaultText.replace(/::[^']*$/, '') : defaultText;
}

function typeText({ type, values }) {
  // An enum is its values: a renamed table leaves its type's name.
  return values ? `enum${JSON.stringify(values)}${type.endsWith('[]') ? '[]' : ''}` : type.toLowerCase();
}

/** What of a column differs: names of its properties. */
function columnChanges(before, after) {
  const changes = [];
  if (typeText(before) !== typeText(after)) changes.push('type');
  if (before.allowNull !== after.allowNull) changes.push('allowNull');
  if (plainDefault(before) !== plainDefault(after)) changes.push('default');
  if (before.primaryKey !== after.primaryKey) changes.push('primaryKey');
  if (before.autoIncrement !== after.autoIncrement) changes.push('autoIncrement');
  if (after.comment && before.comment !== after.comment) changes.push('comment');
  return changes;
}

const indexKey = index => (index.definition
  ? `definition ${index.definition.replace(/INDEX \S+ ON/i, 'INDEX ON')}` : JSON.stringify([index.kind, index.unique, index.type, index.parts ?? index.fields]));
const foreignKeyKey = key => JSON.stringify([key.fields, key.table, key.references, key.onDelete, key.onUpdate]);

/** Items of the first list that the second lacks; each of the second counts once. */
function without(list, other, keyOf) {
  const left = other.map(keyOf);
  return list.filter(item => {
    const at = left.indexOf(keyOf(item));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function compareTable(before, after) {
  const columns = [...after.columns.values()];
  return {
    name: after.name, before, after,
    added: columns.filter(column => !before.columns.has(column.name)),
    removed: [...before.columns.values()].filter(column => !after.columns.has(column.name)),
    renamed: columns.map(column => before.columns.get(column.name)).filter(column => column && column.was !== column.name),
    changed: columns.filter(column => before.columns.has(column.name))
      .map(column => ({ before: before.columns.get(column.name), after: column, changes: columnChanges(before.columns.get(column.name), column) }))
      .filter(one => one.changes.length),
    indexesAdded: without(after.indexes, before.indexes, indexKey),
    indexesRemoved: without(before.indexes, after.indexes, indexKey),
    foreignKeysAdded: without(after.foreignKeys, before.foreignKeys, foreignKeyKey),
    foreignKeysRemoved: without(before.foreignKeys, after.foreignKeys, foreignKeyKey)
  };
}

const LISTS = ['added', 'removed', 'renamed', 'changed', 'indexesAdded', 'indexesRemoved', 'foreignKeysAdded', 'foreignKeysRemoved'];

/**
 * @param {Map<string, any>} current
 * @param {Map<string, any>} desired
 * @param {Array<{ table?: string, from: string, to: string }>} [renames]
 */
function compare(current, desired, renames = []) {
  const before = copy(current);
  for (const rename of renames) (rename.table ? renameColumn : renameTable)(before, rename);
  const common = [...desired.keys()].filter(name => before.has(name));
  return {
    before, desired, renames,
    created: [...desired.values()].filter(table => !before.has(table.name)),
    dropped: [...before.values()].filter(table => !desired.has(table.name)),
    renamedTables: [...before.values()].filter(table => table.was !== table.name),
    altered: common.map(name => compareTable(before.get(name), desired.get(name))).filter(table => LISTS.some(list => table[list].length))
  };
}

function isEmpty({ created, dropped, altered, renames }) {
  return [created, dropped, altered, renames].every(list => list.length === 0);
}

module.exports = { compare, isEmpty, readRenames, reverse };
