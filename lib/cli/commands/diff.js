'use strict';
/** db:migrate:diff: a migration from what the database is to what the models say. */

const { createInterface } = require('readline/promises');
const { compare, isEmpty, readRenames } = require('../schema/compare');
const { makeMigration } = require('../schema/migration');
const { readModels } = require('../schema/models');
const { readSchema } = require('../schema/read');
const { writeNew } = require('./generate');

/** The runner's own tables are none of the models'. */
async function journalTables(session) {
  const config = await session.config();
  const names = [config.migrationStorageTableName ?? 'SequelizeMeta', config.seederStorageTableName ?? 'SequelizeData'];
  return name => names.some(one => name === one || name === `${one}Details` || name === `${one}Backup`) || name === 'sqlite_sequence';
}

/** Where a column went and another of its type came, somebody may have renamed it. */
function suggestRenames({ altered }) {
  return altered.flatMap(({ name, added, removed }) => removed.flatMap(gone => added
    .filter(come => come.type === gone.type).map(come => [name, gone.name, come.name])));
}

/** On a terminal the suggested renames are asked for, one by one. */
async function askRenames(session, suggestions) {
  if (session.output.json || session.options.dryRun || !process.stdin.isTTY || !process.stdout.isTTY) return [];
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answers = [];
  try {
    for (const suggestion of suggestions) {
      const [table, from, to] = suggestion;
      if (answers.some(one => one.table === table && (one.from === from || one.to === to))) continue;
      if (/^y/i.test(await terminal.question(`Was ${table}.${from} renamed to ${to}? [y/N] `))) answers.push({ table, from, to });
    }
  } finally {
    terminal.close();
  }
  return answers;
}

async function diff(session) {
  const { options, output } = session;
  const sequelize = await session.connect();
  const ignore = await journalTables(session);
  const desired = await readModels(session, sequelize, ignore);
  const current = await readSchema(sequelize, { ignore });
  let renames = readRenames(options.rename === undefined ? [] : [options.rename].flat());
  let found = compare(current, desired, renames);
  output.set({ changes: !isEmpty(found), steps: [] });
  if (isEmpty(found)) return void output.line('The database is as the models say.');

  const answers = await askRenames(session, suggestRenames(found));
  if (answers.length) {
    // Columns are renamed while their table has its old name.
    renames = [...answers.map(one => ({ ...one, table: found.before.get(one.table).was })), ...renames];
    found = compare(current, desired, renames);
  }
  const suggestions = suggestRenames(found).map(([table, from, to]) => `--rename ${table}.${from}:${to}`);
  const { text, up } = makeMigration(sequelize, current, desired, renames);
  const losses = up.filter(step => step.loses).map(step => step.loses);
  output.set({ steps: up.map(({ code, loses }) => ({ code, loses })), losses, suggestions });
  for (const suggestion of suggestions) output.warn(`One column goes and another of its type comes. If that is a rename: ${suggestion}`);
  for (const loss of losses) output.warn(`DATA LOSS: ${loss}`);
  if (options.dryRun) return void output.line(text);
  const file = writeNew(session, session.folder('migrations'), options.name ?? 'changes', text);
  output.set({ file: session.shown(file) });
  output.line(`New migration was created at ${output.paint('blue', file)} .`);
  return undefined;
}

module.exports = { diff, journalTables };
