'use strict';
/** db:migrate:squash: applied migrations become one that makes the schema as it is. */

const fs = require('fs');
const path = require('path');
const { CliError } = require('../errors');
const { openRunner } = require('../runner');
const { makeMigration } = require('../schema/migration');
const { readSchema } = require('../schema/read');
const { journalTables } = require('./diff');

/** The folder beside the migrations where the old files are kept. */
const asideOf = folder => path.join(path.dirname(folder), `${path.basename(folder)}.squashed`);

/** A database that ran the old files takes over the new one: nothing is run, only recorded. */
async function adopt(session, runner) {
  const rows = await runner.migrator.status();
  const gone = rows.filter(row => row.state === 'missing');
  const changed = rows.filter(row => row.state === 'changed');
  if (changed.length > 1) throw new CliError(`More than one file was changed: ${changed.map(row => row.name).join(', ')}. A squash changes the last only.`);
  for (const row of gone) await runner.migrator.resolve(row.name, 'rolled-back');
  for (const row of changed) await runner.migrator.resolve(row.name, 'applied');
  session.output.set({ forgotten: gone.map(row => row.name), adopted: changed.map(row => row.name) });
  session.output.line(`${gone.length} squashed migrations are no longer recorded; ${changed.map(row => row.name).join(', ') || 'no file'} is recorded as it is now.`);
}

async function squash(session) {
  const { options, output } = session;
  const runner = await openRunner(session, 'migration', { readOnly: true });
  if (options.adopt) return adopt(session, runner);
  const rows = await runner.migrator.status();
  const wrong = rows.find(row => row.state !== 'applied');
  if (wrong) throw new CliError(`${wrong.name} is ${wrong.state}: every migration must be applied before they are squashed.`);
  if (rows.length < 2) throw new CliError('There are fewer than two migrations: nothing to squash.');

  const schema = await readSchema(runner.sequelize, { ignore: await journalTables(session) });
  const { text } = makeMigration(runner.sequelize, new Map(), schema);
  const last = rows.at(-1);
  // The name of the last one is recorded wherever all of them ran.
  const file = path.join(runner.folder, last.name);
  if (!/\.c?js$/.test(file)) throw new CliError(`The last migration must be a .js file to be replaced; it is ${last.name}.`);
  if (options.dryRun) return void output.line(text);
  const aside = asideOf(runner.folder);
  if (fs.existsSync(aside)) throw new CliError(`"${session.shown(aside)}" exists already: it holds the files of an earlier squash.`);
  fs.mkdirSync(aside);
  for (const row of rows) fs.renameSync(row.path, path.join(aside, path.basename(row.path)));
  fs.writeFileSync(file, text);
  output.set({ file: session.shown(file), kept: session.shown(aside), squashed: rows.map(row => row.name) });
  output.line(`${rows.length} migrations became "${session.shown(file)}"; the old files are in "${session.shown(aside)}".`);
  output.line('It has the schema, and no rows that migrations inserted. On other databases that ran them: sequelize-native db:migrate:squash --adopt');
  return adopt(session, await openRunner(session, 'migration', { readOnly: true }));
}

module.exports = { squash };
