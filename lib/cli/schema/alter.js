'use strict';
/** Differences to steps where the database alters tables in place. */

const { addColumn, addForeignKey, addIndex, call, changeColumn, createTable, removeIndex } = require('./definitions');
const { widens } = require('./types');

const unquote = text => text.replace(/\[\]$/, '').replace(/^(?:"(?:[^"]|"")*"|\w+)\.(?=.)/, '').replace(/^"(.*)"$/, '$1').replace(/""/g, '"');

/** Whether a column's enum is a type by itself, with a name. */
const hasEnumType = column => column.values && !/^enum\(/i.test(column.type);

/** A type of enum values stays when its column goes. */
const dropEnum = column => (hasEnumType(column) ? [call('dropEnum', unquote(column.type))] : []);

function lossOf(table, { before, after, changes }) {
  if (!changes.includes('type')) {
    return changes.includes('allowNull') && !after.allowNull ? `fails where a row of ${table} has no ${after.name}` : undefined;
  }
  if (before.values && after.values) {
    const gone = before.values.filter(value => !after.values.includes(value));
    return gone.length ? `fails where a row of ${table} has ${gone.join(', ')} as its ${after.name}` : undefined;
  }
  return widens(before.type, after.type) ? undefined : `values of ${table}.${after.name} are cast from ${before.type} to ${after.type}`;
}

/** @returns {import('./definitions').Step[]} */
function change(table, one) {
  const loses = lossOf(table, one);
  if (one.changes.includes('type') && hasEnumType(one.before)) {
    // The old values' type must be gone before a type of the same name is made.
    const text = { ...one.after, type: one.before.type.endsWith('[]') ? 'text[]' : 'text', values: undefined, defaultText: null };
    // A default is not cast with its column: it comes once the type is there.
    const bare = { ...one.after, defaultText: null };
    const last = one.after.defaultText === null ? [] : [changeColumn(table, one.after)];
    return [{ ...changeColumn(table, text), loses }, ...dropEnum(one.before), changeColumn(table, bare), ...last];
  }
  return [{ ...changeColumn(table, one.after), loses }];
}

/** Another primary key is another constraint. */
function primaryKeySteps({ name, before, after }) {
  const keysOf = table => [...table.columns.values()].filter(column => column.primaryKey).map(column => column.name);
  const [old, fields] = [keysOf(before), keysOf(after)];
  if (old.join('\0') === fields.join('\0')) return { drop: [], make: [] };
  return {
    drop: old.length ? [{ ...call('removeConstraint', name, before.primaryKeyName), loses: `${name} loses its primary key (${old.join(', ')}) and what refers to it` }] : [],
    make: fields.length ? [call('addConstraint', name, { type: 'primary key', name: after.namesPrimaryKey === false ? undefined : after.primaryKeyName, fields })] : []
  };
}

/** Renames in their order, with the names that each meets. */
function renameSteps({ renames }) {
  return renames.map(({ table, from, to }) => (table ? call('renameColumn', table, from, to) : call('renameTable', from, to)));
}

/** @param {ReturnType<import('./compare').compare>} difference @returns {import('./definitions').Step[]} */
function alterSteps(difference) {
  const { created, dropped, altered } = difference;
  const steps = [];
  const add = (...more) => steps.push(...more);
  add(...renameSteps(difference));
  for (const table of [...altered.map(one => ({ name: one.name, foreignKeys: one.foreignKeysRemoved })), ...dropped]) {
    for (const key of table.foreignKeys) add(call('removeConstraint', table.name, key.name));
  }
  for (const table of altered) for (const index of table.indexesRemoved) add(removeIndex(table.name, index));
  for (const table of created) add(createTable(table, false));
  for (const table of altered) {
    const primaryKey = primaryKeySteps(table);
    add(...primaryKey.drop);
    for (const column of table.added) {
      const fails = !column.allowNull && column.defaultText === null && !column.autoIncrement;
      add({ ...addColumn(table.name, { ...column, primaryKey: false }), loses: fails ? `fails where ${table.name} has rows: ${column.name} has no default` : undefined });
    }
    for (const one of table.changed) if (one.changes.some(what => what !== 'primaryKey')) add(...change(table.name, one));
    for (const column of table.removed) {
      add({ ...call('removeColumn', table.name, column.name), loses: `drops the values of ${table.name}.${column.name}` }, ...dropEnum(column));
    }
    add(...primaryKey.make);
  }
  for (const table of dropped) {
    add({ ...call('dropTable', table.name), loses: `drops the rows of ${table.name}` }, ...[...table.columns.values()].flatMap(dropEnum));
  }
  for (const table of created) for (const index of table.indexes) add(addIndex(table.name, index));
  for (const table of altered) for (const index of table.indexesAdded) add(addIndex(table.name, index));
  for (const table of created) for (const key of table.foreignKeys) add(addForeignKey(table.name, key));
  for (const table of altered) for (const key of table.foreignKeysAdded) add(addForeignKey(table.name, key));
  return steps;
}

module.exports = { alterSteps };
