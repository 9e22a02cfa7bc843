'use strict';
/** The Migrator of a folder, and the lines that its steps print. */

const fs = require('fs');
const { CliError } = require('./errors');
const { storageOf } = require('./storage');
const { didYouMean } = require('./suggest');

const FILES = /^(?!.*\.d\.[cm]?ts$).*\.([cm]?js|[cm]?ts|sql)$/;

/**
 * @param {import('./session').Session} session
 * @param {'migration' | 'seeder'} type
 */
async function openRunner(session, type, { readOnly = false } = {}) {
  // Commands that only generate files do not load it.
  const { Migrator } = require('../migrator');
  const folder = session.folder(`${type}s`);
  const sequelize = await session.connect();
  await sequelize.authenticate();
  const { kind, storage, tableName, schema } = await storageOf(session, type, sequelize, { readOnly });
  const migrator = new Migrator({
    sequelize, storage,
    // Seeders that are not recorded run as often as they are asked for.
    migrations: fs.existsSync(folder) ? { path: folder, pattern: FILES } : [],
    verify: session.options.allowDrift ? 'warn' : 'strict',
    logger: { info() {}, debug() {}, warn: warning => session.output.warn(warning.message ?? JSON.stringify(warning)), error() {} }
  });
  return { migrator, sequelize, folder, kind, type, tableName, schema };
}

/** The line of each step, with its time, as it begins and ends. */
function report(runner, session, total) {
  const { output } = session;
  const steps = [];
  const started = { migrating: 'migrating', reverting: 'reverting' };
  const finished = { migrated: 'migrated', reverted: 'reverted' };
  for (const event of Object.keys(started)) {
    runner.migrator.on(event, ({ name }) => {
      output.line(`== ${name}: ${event} =======`);
      output.progress(steps.length, total, name);
    });
  }
  for (const event of Object.keys(finished)) {
    runner.migrator.on(event, ({ name, durationSeconds }) => {
      steps.push({ name, direction: event === 'migrated' ? 'up' : 'down', seconds: durationSeconds });
      output.line(`== ${name}: ${event} (${(durationSeconds ?? 0).toFixed(3)}s)\n`);
      output.set({ steps });
    });
  }
  output.set({ steps });
  return steps;
}

/** A migration by its file's name, its name without the extension, or the beginning of one name only. */
function find(list, given, what) {
  const exact = list.find(one => one.name === given);
  if (exact) return exact;
  const bare = list.filter(one => one.name.replace(/\.[^.]+$/, '') === given);
  const found = bare.length ? bare : list.filter(one => one.name.startsWith(given));
  if (found.length === 1) return found[0];
  if (found.length > 1) throw new CliError(`"${given}" may be ${found.map(one => `"${one.name}"`).join(' or ')}: give the whole name.`);
  throw new CliError(`There is no ${what} "${given}".${didYouMean(given, list.map(one => one.name))}`);
}

module.exports = { find, openRunner, report };
