'use strict';
/** db:seed and its undoing. Without a seederStorage nothing is recorded: every seeder counts as pending. */

const path = require('path');
const { UsageError } = require('../errors');
const { preview } = require('../preview');
const { find, openRunner, report } = require('../runner');

const NONE = 'No seeders found.';

async function run(session, direction, choose) {
  const { output, options } = session;
  const runner = await openRunner(session, 'seeder', { readOnly: options.dryRun });
  const unrecorded = runner.kind === 'none';
  const pending = await runner.migrator.pending();
  const executed = unrecorded ? pending : await runner.migrator.executed();
  const names = choose({ pending, executed, all: unrecorded ? pending : [...executed, ...pending] });
  if (names.length === 0) {
    output.set({ steps: [] });
    return void output.line(NONE);
  }
  // Seeders are undone newest first.
  const request = { migrations: direction === 'down' ? [...names].reverse() : names, rerun: unrecorded || options.seed ? 'ALLOW' : 'SKIP' };
  if (options.dryRun) return preview(session, runner, direction, request);
  report(runner, session, names.length);
  await runner.migrator[direction](request);
}

const namesOf = list => list.map(one => one.name);

/** The seeders that --seed names, in the order given; paths count by their last part. */
function chosen(given, list) {
  return given.map(file => find(list, path.basename(file), 'seeder').name);
}

function seed(session) {
  const { seed: given } = session.options;
  if (!given?.length) throw new UsageError('db:seed needs --seed (the files to run); "db:seed:all" runs every seeder.');
  return run(session, 'up', ({ all }) => chosen([given].flat(), all));
}

function seedAll(session) {
  return run(session, 'up', ({ pending }) => namesOf(pending));
}

function seedUndo(session) {
  const { seed: given } = session.options;
  return run(session, 'down', ({ executed }) => (given ? chosen([given].flat(), executed) : namesOf(executed.slice(-1))));
}

function seedUndoAll(session) {
  return run(session, 'down', ({ executed }) => namesOf(executed));
}

module.exports = { seed, seedAll, seedUndo, seedUndoAll };
