'use strict';
/** Differences to steps on SQLite: what cannot be altered in place is made anew, with its rows, foreign keys and indexes. */

const { print } = require('../code');
const { addColumn, addIndex, call, createTable, run } = require('./definitions');
const { widens } = require('./types');

/** ADD COLUMN takes nullable columns and constant defaults, and nothing else. */
function addsInPlace(table) {
  const plain = column => !column.primaryKey && (column.allowNull || column.defaultText !== null && column.defaultText !== 'NULL')
    && (column.defaultText === null || /^(?:'(?:[^']|'')*'|-?[\d.]+|NULL)$/i.test(column.defaultText));
  const own = list => list.some(index => index.own);
  return !own(table.indexesAdded) && !own(table.indexesRemoved) && table.foreignKeysAdded.length === 0 && table.foreignKeysRemoved.length === 0
    && table.removed.length === 0 && table.changed.length === 0 && table.renamed.length === 0 && table.added.every(plain);
}

const NAME = /^(\s*CREATE\s+TABLE\s+)("(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[^\s(]+)/i;

/** The statements that make a table anew as its definition says, and move the rows. */
function rebuildStatements(generator, table) {
  const { before, after, name } = table;
  const beside = `${name}__new`;
  const kept = [...after.columns.values()].filter(column => before.columns.has(column.name));
  const quote = column => generator.quoteIdentifier(column);
  const { quoteTable } = generator;
  return [
    after.sql.replace(NAME, (_, head) => head + quoteTable.call(generator, beside)),
    generator.copyRowsQuery(quoteTable.call(generator, beside), kept.map(column => quote(column.name)),
      quoteTable.call(generator, name), kept.map(column => quote(before.columns.get(column.name).was))),
    generator.dropTableQuery(name), generator.renameTableQuery(beside, name), ...after.indexSql
  ];
}

function lossesOf(table) {
  return [
    ...table.removed.map(column => `drops the values of ${table.name}.${column.name}`),
    ...table.changed.filter(one => one.changes.includes('type') && !widens(one.before.type, one.after.type)).map(one => `values of ${table.name}.${one.after.name} change from ${one.before.type} to ${one.after.type}`),
    ...table.changed.filter(one => one.changes.includes('allowNull') && !one.after.allowNull).map(one => `fails where a row of ${table.name} has no ${one.after.name}`),
    ...table.added.filter(column => !column.allowNull && column.defaultText === null && !column.autoIncrement)
      .map(column => `fails where ${table.name} has rows: ${column.name} has no default`)
  ];
}

/** All tables that must be made anew, in one transaction: each may refer to another. */
function rebuild(generator, tables) {
  const list = tables.flatMap(table => rebuildStatements(generator, table));
  const statements = [generator.foreignKeyChecksQuery(false), ...list, generator.foreignKeyChecksQuery(true)];
  const losses = tables.flatMap(lossesOf);
  return { code: `await rebuild(queryInterface, ${print(statements, 2)});`, loses: losses.length ? losses.join('; ') : undefined, usesRebuild: true };
}

/** A table whose definition says more than columns, keys and uniqueness is made from its own words. */
function create(table) {
  const more = /\b(CHECK|COLLATE|GENERATED|STRICT|WITHOUT\s+ROWID|DEFERRABLE)\b/i.test(table.sql) || table.foreignKeys.some(key => key.fields.length > 1);
  return more ? run(table.sql) : createTable(table, true);
}

/** Tables that refer to others first, so that no foreign key is in the way. */
function childrenFirst(tables) {
  const left = [...tables];
  const ordered = [];
  while (left.length) {
    const at = left.findIndex(table => !left.some(other => other !== table && other.foreignKeys.some(key => key.table === table.name)));
    ordered.push(...left.splice(Math.max(at, 0), 1));
  }
  return ordered;
}

/** @param {ReturnType<import('./compare').compare>} difference @returns {import('./definitions').Step[]} */
function rebuildSteps(difference, generator) {
  const { created, dropped, altered, renamedTables } = difference;
  const steps = renamedTables.map(table => call('renameTable', table.was, table.name));
  for (const table of created) steps.push(create(table));
  const anew = altered.filter(table => !addsInPlace(table));
  if (anew.length) steps.push(rebuild(generator, anew));
  for (const table of altered.filter(addsInPlace)) {
    for (const index of table.indexesRemoved) steps.push(call('removeIndex', table.name, index.name));
    for (const column of table.added) steps.push(addColumn(table.name, column));
    for (const index of table.indexesAdded) steps.push(addIndex(table.name, index));
  }
  for (const table of created) for (const index of table.indexes.filter(one => !one.own)) steps.push(addIndex(table.name, index));
  for (const table of childrenFirst(dropped)) steps.push({ ...call('dropTable', table.name), loses: `drops the rows of ${table.name}` });
  return steps;
}

/** Goes into a migration that makes tables anew. */
const REBUILD = `// Makes tables anew with their rows. Foreign keys rest meanwhile, or dropping the old table would delete what refers to it.
async function rebuild(queryInterface, [restKeys, ...statements]) {
  const { sequelize } = queryInterface;
  const wakeKeys = statements.pop();
  await sequelize.query(restKeys);
  try {
    await sequelize.query('BEGIN IMMEDIATE');
    try {
      for (const statement of statements) await sequelize.query(statement);
      await sequelize.query('COMMIT');
    } catch (error) {
      await sequelize.query('ROLLBACK');
      throw error;
    }
  } finally {
    await sequelize.query(wakeKeys);
  }
}

`;

module.exports = { REBUILD, rebuildSteps };
