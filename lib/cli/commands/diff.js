'use strict';
/** db:migrate:diff: a migration from what the database is to what the models say. */

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
    .filter(come => come.type === gone.type).map(come => `--rename ${name}.${gone.name}:${come.name}`)));
}

async function diff(session) {
  const { options, output } = session;
  const sequelize = await session.connect();
  const ignore = await journalTables(session);
  const desired = await readModels(session, sequelize, ignore);
  const current = await readSchema(sequelize, { ignore });
  const renames = readRenames(options.rename === undefined ? [] : [options.rename].flat());
  const found = compare(current, desired, renames);
  output.set({ changes: !isEmpty(found), steps: [] });
  if (isEmpty(found)) return void output.line('The database is as the models say.');

  const suggestions = suggestRenames(found);
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
