'use strict';
/** db:migrate, its status and its undoing. */

const { preview } = require('../preview');
const { find, openRunner, report } = require('../runner');

const UP_TO_DATE = 'No migrations were executed, database schema was already up to date.';
const NOTHING_EXECUTED = 'No executed migrations found.';

async function lists(runner) {
  const [pending, executed] = [await runner.migrator.pending(), await runner.migrator.executed()];
  return { pending, executed, all: [...executed, ...pending] };
}

/** Which pending migrations --name, --to and --from mean; undefined: all of them. */
function selectPending({ name, to, from }, { pending, all }) {
  if (name === undefined && to === undefined && from === undefined) return undefined;
  const position = given => pending.findIndex(one => one.name === find(all, given, 'migration').name);
  if (name !== undefined) {
    const at = position(name);
    return at === -1 ? [] : [pending[at].name];
  }
  let first = 0;
  let last = pending.length - 1;
  if (to !== undefined) last = position(to);
  if (from !== undefined) {
    const at = position(from);
    if (at === -1) return [];
    first = at + 1;
  }
  return pending.slice(first, last + 1).map(one => one.name);
}

async function migrate(session) {
  const { options, output } = session;
  const runner = await openRunner(session, 'migration', { readOnly: options.dryRun });
  const found = await lists(runner);
  const selected = selectPending(options, found);
  if (found.pending.length === 0 || selected?.length === 0) {
    // A changed or missing file is told even when nothing is left to run.
    if (!options.dryRun && selected === undefined) await runner.migrator.up();
    output.set({ steps: [] });
    return void output.line(UP_TO_DATE);
  }
  // Named ones may have been run by another process in the meantime.
  const request = selected ? { migrations: selected, rerun: 'SKIP' } : {};
  if (options.dryRun) return preview(session, runner, 'up', request);
  report(runner, session, (selected ?? found.pending).length);
  const done = await runner.migrator.up(request);
  if (done.length === 0) output.line(UP_TO_DATE);
}

async function undo(session) {
  const { options, output } = session;
  const runner = await openRunner(session, 'migration', { readOnly: options.dryRun });
  const { executed } = await lists(runner);
  if (executed.length === 0) return nothing(output);
  const request = options.name === undefined ? {} : { migrations: [find(executed, options.name, 'executed migration').name] };
  if (options.dryRun) return preview(session, runner, 'down', request);
  report(runner, session, 1);
  await runner.migrator.down(request);
}

async function undoAll(session) {
  const { options, output } = session;
  const runner = await openRunner(session, 'migration', { readOnly: options.dryRun });
  const { executed } = await lists(runner);
  if (executed.length === 0) return nothing(output);
  const to = options.to === undefined || options.to === '0' ? 0 : find(executed, options.to, 'executed migration').name;
  if (options.dryRun) return preview(session, runner, 'down', { to });
  report(runner, session, executed.length);
  await runner.migrator.down({ to });
}

function nothing(output) {
  output.set({ steps: [] });
  output.line(NOTHING_EXECUTED);
}

const NOTES = {
  dirty: 'started and not finished', missing: 'recorded, but its file is gone', changed: 'its file differs from the one that was applied'
};

async function status(session) {
  const { output } = session;
  const runner = await openRunner(session, 'migration', { readOnly: true });
  const rows = await runner.migrator.status();
  const up = row => ['applied', 'changed', 'missing'].includes(row.state) || row.state === 'dirty' && row.direction === 'down';
  output.set({ migrations: rows.map(row => ({ ...row, status: up(row) ? 'up' : 'down' })) });
  for (const row of [...rows.filter(up), ...rows.filter(row => !up(row))]) {
    const note = NOTES[row.state] ?? (row.outOfOrder ? 'stands before one that is applied' : '');
    output.line(`${up(row) ? 'up' : 'down'} ${row.name}${note ? output.paint('yellow', ` (${note})`) : ''}`);
  }
}

/** Says how an unfinished or changed migration stands, after somebody has looked. */
async function resolve(session) {
  const { options, output } = session;
  const runner = await openRunner(session, 'migration');
  const { name } = find(await runner.migrator.status(), options.name, 'migration');
  await runner.migrator.resolve(name, options.as);
  output.set({ name, as: options.as });
  output.line(`${name} is recorded as ${options.as}.`);
}

module.exports = { migrate, resolve, status, undo, undoAll };
