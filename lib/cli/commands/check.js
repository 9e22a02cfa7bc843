'use strict';
/** db:migrate:check: what would be in the way of the next deployment. */

const fs = require('fs');
const path = require('path');
const { UsageError } = require('../errors');
const { loadModule } = require('../load-module');
const { openRecorder } = require('../recorder');
const { openRunner } = require('../runner');

const PROBLEMS = {
  changed: 'changed after it was applied', missing: 'recorded as applied, but its file is gone', dirty: 'started and not finished'
};

/** Words of a step that hold a table's lock while they read or write all of it. */
const LOCKING = [
  [/^ALTER\s+TABLE\s+(\S+)[\s\S]*?\b(?:TYPE|CHANGE|MODIFY|SET\s+NOT\s+NULL|ADD\s+CONSTRAINT|ADD\s+PRIMARY|ADD\s+UNIQUE)\b/i, 'reads or writes the whole table under an exclusive lock'],
  [/^ALTER\s+TABLE\s+(\S+)\s+ADD\s+(?:(?:UNIQUE|FULLTEXT|SPATIAL)\s+)?(?:INDEX|KEY)\b/i, 'reads the whole table while the index is built'],
  [/^CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)[\s\S]*?\bON\s+(\S+)/i, 'blocks writes while the index is built (see CONCURRENTLY)'],
  [/^(?:UPDATE|DELETE\s+FROM)\s+(\S+)(?![\s\S]*\bWHERE\b)/i, 'touches every row in one statement'],
  [/^(?:VACUUM\s+FULL|CLUSTER|REINDEX\s+TABLE)\s+(\S+)/i, 'holds an exclusive lock while the table is written anew']
];

const bare = text => text.replace(/[("`[\];]/g, '').split('.').pop();

async function hasDown(file, cwd) {
  if (path.extname(file) === '.sql') return /^--\s*down\b/im.test(fs.readFileSync(file, 'utf8'));
  const module = await loadModule(file, cwd);
  return typeof (module?.down ?? module?.default?.down) === 'function';
}

async function rowCount(sequelize, table, counts) {
  if (!counts.has(table)) {
    const { fn, literal } = sequelize.constructor;
    const [row] = await sequelize.getQueryInterface().select(null, table, { attributes: [[fn('count', literal('*')), 'rows']], raw: true, type: 'SELECT' })
      .catch(() => [{ rows: 0 }]);
    counts.set(table, Number(row.rows));
  }
  return counts.get(table);
}

/** Statements of pending steps that lock a table of many rows. */
async function lockWarnings(session, runner, limit) {
  const recorder = await openRecorder(session);
  const counts = new Map();
  const found = [];
  for (const step of await runner.migrator.plan('up', {})) {
    recorder.begin();
    if (step.kind === 'js') await step.run(recorder.queryInterface, recorder.queryInterface).catch(() => {});
    for (const statement of step.kind === 'sql' ? step.statements : recorder.statements) {
      for (const part of statement.split(/;\s*(?=[A-Z])/)) {
        const hit = LOCKING.map(([pattern, why]) => ({ match: pattern.exec(part.trim()), why })).find(one => one.match);
        if (!hit) continue;
        const table = bare(hit.match[1]);
        const count = await rowCount(runner.sequelize, table, counts);
        if (count >= limit) found.push({ name: step.name, problem: 'lock', table, rows: count, message: `${hit.why}: ${table} has ${count} rows` });
      }
    }
  }
  return found;
}

async function check(session) {
  const { options, output } = session;
  const limit = Number(options.largeTable ?? 10000);
  if (!Number.isInteger(limit) || limit < 0) throw new UsageError('--large-table takes a number of rows.');
  const runner = await openRunner(session, 'migration', { readOnly: true });
  const problems = [];
  for (const row of await runner.migrator.status()) {
    if (PROBLEMS[row.state]) problems.push({ name: row.name, problem: row.state, message: PROBLEMS[row.state] });
    if (row.outOfOrder) problems.push({ name: row.name, problem: 'out-of-order', message: 'stands before a migration that is applied already' });
    if (!row.path || row.state === 'missing' || !fs.existsSync(row.path)) continue;
    const down = await hasDown(row.path, session.cwd).catch(error => error);
    if (down instanceof Error) problems.push({ name: row.name, problem: 'unreadable', message: `cannot be loaded: ${down.message}` });
    else if (!down) problems.push({ name: row.name, problem: 'no-down', message: 'has no down: it cannot be undone' });
  }
  problems.push(...await lockWarnings(session, runner, limit));
  output.set({ ok: problems.length === 0, problems });
  for (const { name, message } of problems) output.line(`${output.paint('yellow', name)}: ${message}`);
  if (problems.length === 0) output.line('Nothing is in the way.');
  return problems.length === 0 ? 0 : 1;
}

module.exports = { check };
